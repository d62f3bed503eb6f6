/*
 * What a log says of a login that was tried again since is of before: each try has the trouble of its own time, and sshd
 * says it each time. Connections are told apart by their process id.
 */

/** A message of sshd in a log. */
export interface Logged {
  /** The whole line: it holds the process id. */
  readonly text: string;
  readonly message: string;
  /** The log that it stands in, and where: lines of one log are in order. */
  readonly source: string;
  readonly place: number;
  /** ms since the epoch, or null. */
  readonly at: number | null;
}

/** All that one process of sshd has logged. */
export interface Connection<L extends Logged = Logged> {
  readonly lines: readonly L[];
  /** The names in its messages, in the order of the lines. */
  readonly users: readonly string[];
  readonly addresses: readonly string[];
  /** It takes the connections of all: each of its lines stands for itself. */
  readonly listener: boolean;
}

const naming = [
  /^(?:Accepted|Failed|Postponed|Partial) \S+ for (?:invalid user )?(\S+) from /,
  /^Invalid user (\S*) from /,
  /^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(\S+) from /,
  /^(?:User|Login for user) (\S+) (?:from |not allowed)/,
  /(?:authenticating|invalid|by) user (\S+) /,
  /\buser[= ](\S+)$/,
  /\bfor user (\S+?)(?:\(|:?$|:? )/,
  /^pam_\w+\(sshd:\w+\): user '([^']+)' /,
  /\baccount (\S+) (?:has expired|is locked)/i,
];
const address = /\b(?:from|(?:with|by)(?: (?:authenticating|invalid) user \S+)?) \[?([\da-f]{0,4}[.:][\da-f.:]+)\b/gi;

/** The user whom a message names. */
export function userIn(message: string): string | undefined {
  if (message.startsWith('ROOT LOGIN REFUSED FROM ')) return 'root';
  const name = naming.map((pattern) => pattern.exec(message)?.[1]).find((one) => one !== undefined && one !== '');
  // sshd writes the stroke of a domain twice, and its modules once.
  return name?.replaceAll('\\\\', '\\');
}

/** The addresses of clients in a message. */
export function addressesIn(message: string): readonly string[] {
  return [...message.matchAll(address)].map((found) => found[1] ?? '');
}

/** The lines by process, in the order in which each begins. Without a process id the peer tells; else a line stands for itself. */
export function connections<L extends Logged>(lines: readonly L[]): readonly Connection<L>[] {
  const groups = new Map<string, L[]>();
  for (const [i, line] of lines.entries()) {
    const owner = ownerOf(lines, i);
    const pid = processOf(line) ?? `${line.source} ${peerOf(owner) ?? owner.place}`;
    const group = groups.get(pid);
    if (group === undefined) groups.set(pid, [line]);
    else group.push(line);
  }
  return [...groups.values()].map((own) => ({
    lines: own,
    users: own.flatMap(({ message }) => userIn(message) ?? []),
    addresses: own.flatMap(({ message }) => addressesIn(message)),
    listener: own.some(({ message }) => /^(?:Server listening on|Received signal|drop connection)/.test(message)),
  }));
}

function processOf(line: Logged): string | undefined {
  return /\bsshd(?:-session|-auth)?\[(\d+)\]: /.exec(line.text)?.[1];
}

const listens = (line: Logged | undefined): boolean => line?.message.startsWith('Server listening on ') === true;

/** As `sshd -d` and `sshd -e` write: the client's address and port are those of one connection. */
function peerOf({ message }: Logged): string | undefined {
  return /(?: from| by| with| user \S+) (\S+ port \d+)(?: |$)/.exec(message)?.[1];
}

/**
 * Without a process a line stands before those that sshd makes of it: what a module says, what names the user and the
 * address without a port, and why a user is not allowed. One start has a line for each address that it listens on.
 */
function ownerOf(lines: readonly Logged[], i: number): Logged {
  const own = lines[i] as Logged;
  const below = lines.slice(i + 1, i + 10);
  if (own.message.startsWith('pam_')) {
    const next = below.find(({ message }) => !message.startsWith('pam_'));
    return next === undefined || processOf(next) !== undefined ? own : next;
  }
  if (listens(own)) return lines.slice(i).find((_, n) => !listens(lines[i + n + 1])) ?? own;
  const [user, from] = [userIn(own.message), addressesIn(own.message)[0]];
  const barred = from === undefined && / not allowed because /.test(own.message);
  if (user === undefined || (from === undefined && !barred) || peerOf(own) !== undefined) return own;
  const next = below.find(({ message }) => userIn(message) === user && (barred || addressesIn(message)[0] === from));
  return next === undefined || processOf(next) !== undefined || peerOf(next) === undefined ? own : next;
}

/**
 * Those of them that a later try of the same user from the same address, or a later start of sshd, has put behind. Where
 * nobody has said which address it is about, `anywhere`, it is about the last one that the user came from.
 */
export function superseded<L extends Logged>(
  all: readonly Connection<L>[],
  { anywhere }: { readonly anywhere: boolean },
): ReadonlySet<Connection<L>> {
  const logins = all.filter((one) => !one.listener && one.users.length > 0);
  const latest = latestOf(logins);
  const retried = (one: Connection): boolean => keysOf(one, anywhere).some((key) => before(one, latest.get(key)));
  const accepted = logins.filter(({ lines }) => lines.some(({ message }) => message.startsWith('Accepted ')));
  const starts = all.filter(({ lines }) => lines.some(({ message }) => message.startsWith('Server listening on ')));
  const restarted = (one: Connection): boolean => {
    const own = portsOf(one);
    return starts.some((start) => before(one, start) && (own.length === 0 || shares(own, portsOf(start))));
  };
  const servedSince = (one: Connection): boolean =>
    hasFailedToStart(one) && accepted.some((login) => before(one, login));
  return new Set(
    all.filter((one) => {
      if (servedSince(one)) return true;
      if (one.listener) return restarted(one);
      if (one.users.length + one.addresses.length > 0) return retried(one);
      // A session's own process names nobody: it is of the login before it.
      const login = accepted.findLast((other) => begins(other, one));
      return restarted(one) || (login !== undefined && retried(login));
    }),
  );
}

/** An sshd that did not come to listen. Where somebody was let in later, another one did. */
const hasFailedToStart = ({ lines }: Connection): boolean =>
  lines.some(({ message }) =>
    /^fatal: (?:Cannot bind any address|Missing privilege separation directory|\S+ does not exist or is not executable)/.test(
      message,
    ),
  );

/** The lines that name nobody, and after which somebody was let in. */
export function overtaken<L extends Logged>(all: readonly Connection<L>[]): ReadonlySet<L> {
  const logins = all.flatMap(({ lines }) => lines.filter(({ message }) => message.startsWith('Accepted ')));
  const [first, ...others] = logins;
  if (first === undefined) return new Set();
  const last = others.reduce((a, b) => (isBefore(a, b) ? b : a), first);
  const nameless = all.flatMap((one) =>
    one.lines.filter(({ message }) =>
      one.listener
        ? userIn(message) === undefined && addressesIn(message).length === 0
        : one.users.length + one.addresses.length === 0,
    ),
  );
  return new Set(nameless.filter((line) => isBefore(line, last)));
}

/**
 * Whom the connection is of: each address with each user, the address where sshd has not got to a name, the user where it
 * has not named the address.
 */
function keysOf({ users, addresses }: Connection, anywhere = false): readonly string[] {
  if (users.length === 0) return addresses;
  if (addresses.length === 0 || anywhere) return users.map((user) => `of ${user}`);
  return addresses.flatMap((from) => users.map((user) => `${from} ${user}`));
}

/** For each user, each address, and each user at an address, the login that began last. */
function latestOf(logins: readonly Connection[]): ReadonlyMap<string, Connection> {
  const found = new Map<string, Connection>();
  for (const login of logins) {
    const keys = [...login.addresses, ...login.users.map((user) => `of ${user}`), ...keysOf(login)];
    for (const key of new Set(keys)) found.set(key, later(found.get(key), login));
  }
  return found;
}

const later = (one: Connection | undefined, other: Connection): Connection =>
  one === undefined || begins(one, other) ? other : one;

/** The ports that an sshd listens at, or wanted to. */
const portsOf = ({ lines }: Connection): readonly string[] =>
  lines.flatMap(
    ({ message }) => /^(?:Server listening on \S+|(?:error: )?Bind to) port (\d+)/.exec(message)?.[1] ?? [],
  );

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));

/** All of the one lies before all of the other. */
function before(one: Connection, other: Connection | undefined): boolean {
  const first = other?.lines[0];
  return first !== undefined && other !== one && one.lines.every((line) => isBefore(line, first));
}

function begins(one: Connection, other: Connection): boolean {
  const [a, b] = [one.lines[0], other.lines[0]];
  return a !== undefined && b !== undefined && isBefore(a, b);
}

/** Many logs have whole seconds only. */
function isBefore(a: Logged, b: Logged): boolean {
  const apart = a.at === null || b.at === null ? 0 : Math.floor(b.at / 1000) - Math.floor(a.at / 1000);
  return apart > 0 || (apart === 0 && a.source === b.source && a.place < b.place);
}
