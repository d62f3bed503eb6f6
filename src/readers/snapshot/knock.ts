import { doorText } from '../../firewall/owners/knockd.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** A daemon that runs and opens the port to those who knock: knockd(1), fwknopd(8). The sequences themselves are not collected. */
export const part: Part = {
  id: 'knock',
  read: (server) => {
    const running = server.whole('processes');
    if (running === null) return { covers: [], observations: [] };
    const observations = [...knockd(server, running), ...fwknop(server, running), ...lists(server)];
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

/** How a tool writes that a rule lets those in who are on a list, and that one puts them there. */
interface Lists {
  readonly tool: 'recent' | 'ipset' | 'nftables';
  readonly sections: string;
  readonly lets: RegExp;
  readonly fills: RegExp;
  readonly port: RegExp;
}

const tables: readonly Lists[] = [
  {
    tool: 'recent',
    sections: 'ip*tables-*save',
    lets: / -m recent (?:.* )?--(?:rcheck|update) (?:.* )?--name (\S+) .*-j ACCEPT$/,
    fills: / -m recent (?:.* )?--set (?:.* )?--name (\S+)/,
    port: / --dport (\d+)(?: |$)/,
  },
  {
    tool: 'ipset',
    sections: 'ip*tables-*save',
    lets: / -m set --match-set (\S+) src .*-j ACCEPT$/,
    fills: / -j SET --add-set (\S+) src/,
    port: / --dport (\d+)(?: |$)/,
  },
  {
    tool: 'nftables',
    sections: 'nft',
    lets: /\bip6? saddr @(\S+) .*\baccept\b/,
    fills: /\b(?:add|update) @(\S+) \{ ip6? saddr\b/,
    port: /\bdport (\d+) /,
  },
];

/** Rules that let the port in for those alone who are on a list, which a packet to another port puts them on. */
function lists(server: ServerView): readonly Observation[] {
  const saved = server.all('*');
  return tables.flatMap(({ tool, sections, lets, fills, port }) => {
    const named = new RegExp(`^${sections.replaceAll('*', '.*')}$`);
    return saved
      .filter(({ name }) => named.test(name))
      .flatMap((section) => {
        const at = (line: string): string | undefined => port.exec(line)?.[1];
        const here = (line: string): boolean => at(line) === String(server.port);
        const filled = new Set(section.lines.flatMap((line) => (here(line) ? [] : (fills.exec(line)?.[1] ?? []))));
        const i = section.lines.findIndex((line) => here(line) && filled.has(lets.exec(line)?.[1] ?? ''));
        return i < 0 ? [] : [server.fact('server.knock', { tool, port: server.port }, section, i)];
      });
  });
}
