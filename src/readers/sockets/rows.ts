/*
 * Rows of programs that list sockets, each in the form that ss(8) gives a listener, so that one reader knows them all.
 */

/** A socket that listens, or a connection; `index` is its line, from 0. */
export interface SocketRow {
  readonly index: number;
  readonly state: string;
  readonly address: string;
  readonly port: number;
  readonly owner: string;
  readonly waiting: number;
  /** 0: the program does not tell how many may wait. */
  readonly room: number;
}

const services: Readonly<Record<string, number>> = { ssh: 22, http: 80, https: 443, domain: 53, smtp: 25 };

/** The number of a port or of a service whose name everybody has; null for another name. */
function portOf(text: string): number | null {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  return Object.hasOwn(services, text) ? (services[text] ?? null) : null;
}

type Parse = (line: string) => Omit<SocketRow, 'index'> | null;

const states = 'LISTEN|ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|UNCONN';
const ssRow = new RegExp(
  `^(?:tcp +|v_str +)?(${states}) +(\\d+) +(\\d+) +(\\S+):(\\S+) +\\S+:\\S+(?: +users:\\(\\((.*?)\\)\\))?(?: |$)`,
);

const ofSs: Parse = (line) => {
  const [, state = '', waiting, room, address = '', name = '', users = ''] = ssRow.exec(line) ?? [];
  const port = portOf(name);
  if (state === '' || port === null) return null;
  const names = [...users.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
  const owner = names.find((one) => one.startsWith('sshd')) ?? names[0] ?? '';
  return { state, address: bare(address), port, owner, waiting: Number(waiting), room: Number(room) };
};

/** Linux, with or without -p; BSD and macOS, with a dot before the port; BusyBox. */
const ofNetstat: Parse = (line) => {
  const [, waiting, local = '', name = '', state = '', owner = ''] =
    /^tcp\S* +(\d+) +\d+ +(\S+)[:.]([\w-]+) +\S+ +([A-Z_]+\d?)(?: +(?:\d+\/(\S+)|-))?(?: |$)/.exec(line) ?? [];
  const port = portOf(name);
  if (state === '' || port === null) return null;
  const word = state.replace('_', '-').replace('ESTABLISHED', 'ESTAB').replace('SYN-RCVD', 'SYN-RECV');
  const program = owner.replace(/:$/, '');
  return { state: word, address: bare(local), port, owner: program, waiting: Number(waiting), room: 0 };
};

/** Windows names no program here, but its process. */
const ofWindows: Parse = (line) => {
  const [, local = '', name = ''] = /^TCP +(\S+):(\d+) +\S+ +(?:LISTENING|ABH\S+)(?: +\d+)?$/.exec(line) ?? [];
  const port = portOf(name);
  return port === null ? null : { state: 'LISTEN', address: bare(local), port, owner: '', waiting: 0, room: 0 };
};

const ofLsof: Parse = (line) => {
  const [, owner = '', ip, local = '', name = '', state] =
    /^(\S+) +\d+ +\S+ +\d+\S* +(IPv[46]) +\S+ +\S+ +TCP (\S+):([\w-]+) \((LISTEN)\)$/.exec(line) ?? [];
  const port = portOf(name);
  if (state === undefined || port === null) return null;
  // Its star is of one family.
  const address = local === '*' ? (ip === 'IPv4' ? '0.0.0.0' : '::') : bare(local);
  return { state, address, port, owner: owner.replaceAll('\\x20', ' '), waiting: 0, room: 0 };
};

/** sockstat(1) of FreeBSD: a listener is what has no foreign address. */
const ofSockstat: Parse = (line) => {
  const [, owner = '', ip, local = '', name = ''] =
    /^\S+ +(\S+) +\d+ +\d+ +tcp([46]|46) +(\S+):(\S+) +\*:\*$/.exec(line) ?? [];
  const port = portOf(name);
  if (owner === '' || port === null) return null;
  const address = local === '*' ? (ip === '4' ? '0.0.0.0' : ip === '6' ? '::' : '*') : bare(local);
  return { state: 'LISTEN', address, port, owner, waiting: 0, room: 0 };
};

/** Without brackets and interface. */
function bare(address: string): string {
  return address.replace(/%.*$/, '').replace(/^\[(.*)\]$/, '$1');
}

const parsers: readonly Parse[] = [ofSs, ofNetstat, ofWindows, ofLsof, ofSockstat];

/** The row that a line is, without the prompt or quote before it; null for any other line. */
export function socketRow(line: string, index: number): SocketRow | null {
  for (const parse of parsers) {
    const row = parse(line.slice(0, 1000));
    if (row !== null && row.port <= 65535) return { index, ...row };
  }
  return null;
}

/** The same row as `ss -tlnp` prints it. */
export function asSs({ address, port, owner, waiting, room }: SocketRow): string {
  const local = address.includes(':') ? `[${address}]` : address;
  const users = owner === '' ? '' : ` users:(("${owner}",pid=1,fd=3))`;
  return `LISTEN ${waiting} ${room} ${local}:${port} ${local}:*${users}`;
}
