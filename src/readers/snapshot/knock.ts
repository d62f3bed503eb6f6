import { doorText } from '../../firewall/owners/knockd.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** A daemon that runs and opens the port to those who knock: knockd(1), fwknopd(8). The sequences themselves are not collected. */
export const part: Part = {
  id: 'knock',
  read: (server) => {
    const running = server.whole('processes');
    if (running === null) return { covers: [], observations: [] };
    const observations = [...knockd(server, running), ...fwknop(server, running), ...recent(server)];
    // A file of another name may open the port as well, so nothing is covered.
    return { covers: [], observations };
  },
};

function runs(running: Section, name: string): boolean {
  return running.lines.some((line) => new RegExp(`^\\d+ ${name} `).test(line));
}

/** A door whose command lets the port in. */
function knockd(server: ServerView, running: Section): readonly Observation[] {
  const section = server.whole('file:/etc/knockd.conf');
  if (section === null || !runs(running, 'knockd')) return [];
  const named = new RegExp(`(?:dport[= ]+|port[= ]+|dport \\{? ?|/)(?:${server.port}|${service(server.port)})(?!\\d)`);
  const i = section.lines.findIndex((line) => /^\s*(?:start_)?command\s*=/i.test(line) && named.test(line));
  if (i < 0) return [];
  const door = section.lines.slice(0, i).findLast((line) => /^\s*\[[^\]]+\]/.test(line)) ?? '';
  const fact = server.fact('server.knock', { tool: 'knockd', port: server.port }, section, i);
  const owner = { tool: 'knockd', setting: doorText(door.replace(/^\s*\[|\].*$/g, '')) };
  return [{ ...fact, at: { ...fact.at, owner } }];
}

function service(port: number): string {
  return port === 22 ? 'ssh\\b' : '$^';
}

/** fwknopd takes packets for each port of OPEN_PORTS; without one, for any that the client asks for. */
function fwknop(server: ServerView, running: Section): readonly Observation[] {
  const section = server.whole('fwknop.ports');
  if (section === null || !runs(running, 'fwknopd')) return [];
  const rows = section.lines.flatMap((line, i) => (/^\s*OPEN_PORTS\s/.test(line) ? [{ line, i }] : []));
  const row = rows.find(({ line }) => new RegExp(`\\btcp/${server.port}\\b`).test(line));
  if (rows.length > 0 && row === undefined) return [];
  return [server.fact('server.knock', { tool: 'fwknopd', port: server.port }, section, row?.i)];
}

/** Rules that let the port in for those alone who are on a list, which a packet to another port puts them on. */
function recent(server: ServerView): readonly Observation[] {
  const saved = [...server.all('iptables*'), ...server.all('ip6tables*')];
  return saved.flatMap((section) => {
    const rules = section.lines.map((line, i) => ({ line, i, list: / -m recent .*--name (\S+)/.exec(line)?.[1] }));
    const port = (line: string): string | undefined => / --dport (\d+)(?: |$)/.exec(line)?.[1];
    const door = rules.find(
      ({ line, list }) =>
        list !== undefined && / --(?:rcheck|update) .* -j ACCEPT$/.test(line) && port(line) === String(server.port),
    );
    const filled = rules.some(({ line, list }) => {
      const at = port(line);
      return list === door?.list && / --set\b/.test(line) && at !== undefined && at !== String(server.port);
    });
    return door === undefined || !filled
      ? []
      : [server.fact('server.knock', { tool: 'recent', port: server.port }, section, door.i)];
  });
}
