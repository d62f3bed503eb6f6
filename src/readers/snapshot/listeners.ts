import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** Sockets that listen, by ss(8) or netstat(8), and how full their queues are. */
export const part: Part = {
  id: 'listeners',
  read: (server) => {
    const section = server.whole('listeners');
    if (section === null) return { covers: [], observations: [] };
    const rows = section.lines.flatMap((line, i) => {
      const row = rowOf(line);
      return row === null ? [] : [{ ...row, i }];
    });
    // Who owns a socket is told to root alone; without owners nobody can say that sshd has none.
    const owned = rows.some((row) => row.owner !== '');
    const observations = owned
      ? rows.map(({ address, port, owner, i }) => server.fact('server.listener', { address, port, owner }, section, i))
      : [];
    const queues = rows.flatMap((row) => queueOf(server, section, row));
    const known = server.root && (owned || rows.length === 0) && section.status === 0;
    return {
      covers: [...(known ? (['server.listener'] as const) : [])],
      observations: [...observations, ...queues],
    };
  },
};

interface Row {
  readonly address: string;
  readonly port: number;
  readonly owner: string;
  readonly waiting: number;
  readonly room: number;
}

/** Names that a socket is known by: sshd is more to the point than the systemd that holds it too. */
function rowOf(line: string): Row | null {
  const ss = /^(?:LISTEN\s+)?(\d+)\s+(\d+)\s+(\S+):(\d+)\s+\S+:\*(?:\s+users:\((.*)\))?\s*$/.exec(line);
  if (ss !== null) {
    const names = [...(ss[5] ?? '').matchAll(/\("([^"]+)"/g)].map((match) => match[1] ?? '');
    const owner = names.find((name) => name.startsWith('sshd')) ?? names[0] ?? '';
    return { address: bare(ss[3]), port: Number(ss[4]), owner, waiting: Number(ss[1]), room: Number(ss[2]) };
  }
  const netstat = /^tcp\S*\s+\d+\s+\d+\s+(\S+)[:.](\d+)\s+\S+\s+LISTEN(?:\s+(?:\d+\/(\S+)|-))?/.exec(line);
  if (netstat === null) return null;
  const owner = (netstat[3] ?? '').replace(/:$/, '');
  return { address: bare(netstat[1]), port: Number(netstat[2]), owner, waiting: 0, room: 0 };
}

/** Without brackets and interface. */
function bare(address = ''): string {
  return address.replace(/%.*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** listen(2): the kernel turns connections away when more wait than the backlog has room for. */
function queueOf(
  server: ServerView,
  section: Section,
  { port, waiting, room, i }: Row & { i: number },
): readonly Observation[] {
  if (port !== server.port || room === 0) return [];
  const state = waiting > room ? 'exhausted' : waiting > room / 2 ? 'short' : 'ok';
  const text = `accept queue: Recv-Q ${waiting} of ${room}`;
  return [server.fact('server.resource', { what: 'backlog', state, text }, section, i)];
}
