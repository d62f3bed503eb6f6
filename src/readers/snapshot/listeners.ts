import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** Sockets that listen, by ss(8), netstat(8) or proc(5), and how full their queues are. */
export const part: Part = {
  id: 'listeners',
  read: (server) => {
    const section = server.whole('listeners');
    if (section === null) return { covers: [], observations: [] };
    const rows = rowsOf(section);
    // Who owns a socket is told to root alone; without owners nobody can say that sshd has none.
    const owned = rows.some((row) => row.owner !== '');
    const observations = owned
      ? rows.map(({ address, port, owner, i }) => server.fact('server.listener', { address, port, owner }, section, i))
      : [];
    const queues = forClient(rows, server).flatMap((row) => queueOf(server, section, row));
    const known = server.root && (owned || rows.length === 0) && section.status === 0;
    // Linux shows the sockets themselves to everybody.
    const listed = section.status === 0 && /^Linux /.test(server.whole('os')?.lines[0] ?? '');
    const reach = known || listed ? reachOf(server, section, rows) : [];
    return {
      covers: [
        ...(known ? (['server.listener'] as const) : []),
        ...(reach.length > 0 ? (['server.reach'] as const) : []),
      ],
      observations: [...observations, ...queues, ...reach],
    };
  },
};

/** A socket that listens. */
export interface Row {
  readonly address: string;
  /** An IPv6 socket that takes no IPv4: ss(8) has `*` for one that does. */
  readonly only6: boolean;
  readonly port: number;
  readonly owner: string;
  readonly waiting: number;
  readonly room: number;
}

/** The rows of `ss -ltnp` or `netstat -ltnp`, each with its line. */
export function rowsOf({ lines }: Section): readonly (Row & { readonly i: number })[] {
  return lines.flatMap((line, i) => {
    const row = rowOf(line);
    return row === null ? [] : [{ ...row, i }];
  });
}

/** Names that a socket is known by: sshd is more to the point than the systemd that holds it too. */
function rowOf(line: string): Row | null {
  const ss = /^(?:LISTEN\s+)?(\d+)\s+(\d+)\s+(\S+):(\d+)\s+\S+:\*(?:\s+users:\((.*)\))?\s*$/.exec(line);
  if (ss !== null) {
    const names = [...(ss[5] ?? '').matchAll(/\("([^"]+)"/g)].map((match) => match[1] ?? '');
    const owner = names.find((name) => name.startsWith('sshd')) ?? names[0] ?? '';
    return {
      address: bare(ss[3]),
      only6: ss[3]?.startsWith('[') === true,
      port: Number(ss[4]),
      owner,
      waiting: Number(ss[1]),
      room: Number(ss[2]),
    };
  }
  const proc = /^\s*\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) \S+ 0A /.exec(line);
  if (proc !== null)
    return { address: ofProc(proc[1]), only6: false, port: Number.parseInt(proc[2] ?? '', 16), ...unowned };
  const netstat = /^tcp\S*\s+\d+\s+\d+\s+(\S+)[:.](\d+)\s+\S+\s+LISTEN(?:\s+(?:\d+\/(\S+)|-))?/.exec(line);
  if (netstat === null) return null;
  const owner = (netstat[3] ?? '').replace(/:$/, '');
  return { address: bare(netstat[1]), only6: false, port: Number(netstat[2]), owner, waiting: 0, room: 0 };
}

const unowned = { owner: '', waiting: 0, room: 0 };

/** Words of 32 bits in the order of the machine, which is little-endian wherever this is likely to run (proc(5)). */
function ofProc(hex = ''): string {
  const words = hex.match(/.{8}/g) ?? [];
  const octets = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (octets.length === 4) return octets.map((octet) => Number.parseInt(octet, 16)).join('.');
  const groups = octets.join('').match(/.{4}/g) ?? [];
  const short = groups.map((group) => group.toLowerCase().replace(/^0{1,3}/, '')).join(':');
  return short.replace(/^(?:0:){7}([01])$/, (_all, last: string) => (last === '0' ? '::' : '::1'));
}

/** Without brackets and interface. What is bound to the loopback interface hears nobody else, whatever its address is. */
function bare(address = ''): string {
  const [plain = '', device] = address.replace(/^\[(.*?)\]/, '$1').split('%');
  if (device !== 'lo' || !everywhere.test(plain)) return plain;
  return plain === '::' ? '::1' : '127.0.0.1';
}

const loopback = /^(?:127\.|::1$)/;
/** As ss and netstat write that a socket is bound to no one address. */
export const everywhere: RegExp = /^(?:0\.0\.0\.0|\*|::)$/;

/** The sockets of the port that a connection from the client can come to, by its address family. */
function forClient<R extends Row>(rows: readonly R[], { port, from }: ServerView): readonly R[] {
  const mine = rows.filter((row) => row.port === port);
  if (from === null) return mine;
  const six = from.includes(':');
  return mine.filter((row) => (six ? /[:*]/.test(row.address) : !row.only6));
}

/** One that whoever comes is served by, over either family: a socket for both, or one for each of the same program. */
function forAnybody<R extends Row>(rows: readonly R[]): R | undefined {
  const both = rows.find(({ address }) => address === '*');
  const four = rows.find(({ address }) => address === '0.0.0.0');
  const six = rows.find(({ address }) => address === '::');
  return both ?? (four?.owner === six?.owner ? four : undefined);
}

/** Judged for the client's address; without one only that nobody listens, or on loopback alone, or for everybody, can be said. */
function reachOf(server: ServerView, section: Section, rows: readonly (Row & { i: number })[]): readonly Observation[] {
  const { port, from } = server;
  const asked = asksFor(server, sourceOf(server)) ? ({ configured: 'here' } as const) : {};
  const fact = (listening: 'yes' | 'no' | 'loopback' | 'other-family' | 'other-address', row?: Row & { i: number }) => [
    server.fact(
      'server.reach',
      { port, listening, ...(row === undefined || row.owner === '' ? {} : { owner: row.owner }), ...asked },
      section,
      row?.i,
    ),
  ];
  const mine = rows.filter((row) => row.port === port);
  const outside = mine.filter(({ address }) => !loopback.test(address));
  const near = from !== null && loopback.test(from) ? mine : outside;
  if (near.length === 0 && mine[0] === undefined && servesAll(server, rows))
    return [server.fact('server.reach', { port, listening: 'no', configured: 'all' }, section)];
  if (near.length === 0) return mine[0] === undefined ? fact('no') : fact('loopback', mine[0]);
  if (from === null) {
    const row = forAnybody(near);
    return row === undefined ? [] : fact('yes', row);
  }
  const source = sourceOf(server);
  const fitting = forClient(near, server);
  if (fitting.length === 0) return fact('other-family', near[0]);
  const open = fitting.find(({ address }) => everywhere.test(address));
  if (open !== undefined) return fact('yes', open);
  if (source === undefined) return [];
  const exact = fitting.find(({ address }) => address === source);
  return exact === undefined ? fact('other-address', fitting[0]) : fact('yes', exact);
}

/** The address that the server answers the client with: that it was called at, as a rule. */
function sourceOf(server: ServerView): string | undefined {
  return / src ([\da-f.:]+)/.exec(server.whole('route.back')?.lines[0] ?? '')?.[1];
}

/** A ListenAddress that `sshd -T` prints is this very address, at the port that was asked about. */
function asksFor(server: ServerView, address: string | undefined): boolean {
  const section = server.whole('sshd-T');
  if (address === undefined || section === null || section.status !== 0) return false;
  const wanted = address.includes(':') ? `[${address}]:${server.port}` : `${address}:${server.port}`;
  return section.lines.includes(`listenaddress ${wanted}`);
}

/** sshd has a socket at each `port` that `sshd -T` prints. */
function servesAll(server: ServerView, rows: readonly Row[]): boolean {
  const section = server.whole('sshd-T');
  if (section === null || section.status !== 0) return false;
  const ports = section.lines.flatMap((line) => /^port (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  const served = (port: number): boolean => rows.some((row) => row.port === port && row.owner.startsWith('sshd'));
  return ports.length > 0 && ports.every(served);
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
