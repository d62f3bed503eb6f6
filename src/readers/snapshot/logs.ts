import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { sshdMessage } from '../sshd-log.ts';

/** A line that names the login in question may be hours old; one that names nobody says something of now, or nothing. */
const ownHours = 6;
const anyMinutes = 20;

/**
 * The log of sshd, of PAM, the kernel and ban daemons. A busy server's log is full of others: a connection is judged by
 * its lines only if it is the one in question, by its address or its user, or if it names nobody at all.
 */
export const part: Part = {
  id: 'logs',
  read: (server) => {
    const sections = server.all('log.*').concat(server.all('log:*'));
    const lines = sections
      .filter((s) => s.name !== 'log.accepted')
      .flatMap((section) => section.lines.map((text, i): Line => ({ section, i, text, at: timeOf(text, server) })));
    const seen = new Set<string>();
    const once = lines.filter(({ text }) => !seen.has(text) && seen.add(text));
    return {
      // A line that is not there may be older than the excerpt, or stand elsewhere.
      covers: [],
      observations: [...ofSshd(once, server), ...ofDropbear(once, server), ...ofOthers(once, server)],
    };
  },
};

interface Line {
  readonly section: Section;
  readonly i: number;
  readonly text: string;
  /** ms since the epoch, or null. */
  readonly at: number | null;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The time of a line: RFC 3339 as journalctl and rsyslog have it, or the older form without a year, in local time. */
function timeOf(text: string, { now, zoneMs }: ServerView): number | null {
  const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?)(Z|[+-]\d\d:?\d\d)/.exec(text);
  if (iso !== null) {
    const zone = (iso[2] ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
    return Date.parse(`${(iso[1] ?? '').replace(',', '.')}${zone}`);
  }
  const old = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (old === null || now === null) return null;
  const [, month = '', day, hour, minute, second] = old;
  const year = new Date(now + zoneMs).getUTCFullYear();
  const at = (y: number): number =>
    Date.UTC(y, months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs;
  return at(year) > now + 86_400_000 ? at(year - 1) : at(year);
}

interface Spoken {
  readonly line: Line;
  readonly message: string;
}

/** Lines of one process, and the connection they are about. */
interface Group {
  readonly lines: readonly Spoken[];
  readonly concern: Concern;
}

function ofSshd(lines: readonly Line[], server: ServerView): readonly Observation[] {
  const processes = processesOf(lines);
  const groups = processes.flatMap((group): readonly Group[] => {
    // The listener's own lines name many clients: each stands for itself.
    const listener = group.some(({ message }) =>
      /^(?:Server listening on|Received signal|drop connection)/.test(message),
    );
    const parts = listener ? group.map((one) => [one]) : [group];
    return parts.map((part) => ({
      lines: part,
      concern: concernOf(
        part.map((one) => one.message),
        server,
      ),
    }));
  });
  const since: Readonly<Record<Concern, number>> = {
    own: server.user === null ? -Infinity : lastAccepted(groups),
    nobody: lastStart(processes),
    other: -Infinity,
  };
  const messages = groups.flatMap(({ lines: own, concern }) => {
    const last = latest(own);
    if (last !== null && last < since[concern]) return [];
    return own
      .filter(({ line }) => isTimely(line, server, concern))
      .map(({ line, message }) => server.fact('sshd.log', { message }, line.section, line.i));
  });
  return [...messages, ...lastEnd(groups, server)];
}

function processesOf(lines: readonly Line[]): readonly (readonly Spoken[])[] {
  const groups = new Map<string, Spoken[]>();
  for (const line of lines) {
    const message = sshdMessage(line.text);
    if (message === null) continue;
    const pid = /\bsshd(?:-session|-auth)?\[(\d+)\]: /.exec(line.text)?.[1] ?? `line ${line.section.at + line.i}`;
    const group = groups.get(pid);
    if (group === undefined) groups.set(pid, [{ line, message }]);
    else group.push({ line, message });
  }
  return [...groups.values()];
}

/** When the login in question has worked for the last time: what failed before is over. */
function lastAccepted(groups: readonly Group[]): number {
  const own = groups.filter(({ concern }) => concern === 'own').flatMap(({ lines }) => lines);
  const times = own.filter(({ message }) => message.startsWith('Accepted ')).map(({ line }) => line.at ?? -Infinity);
  return Math.max(-Infinity, ...times);
}

/** When the sshd that listens began to speak: what names nobody and is older was said of an earlier one. */
function lastStart(processes: readonly (readonly Spoken[])[]): number {
  const starts = processes
    .filter((lines) => lines.some(({ message }) => message.startsWith('Server listening on ')))
    .map((lines) => Math.min(...lines.map(({ line }) => line.at ?? -Infinity)));
  return Math.max(-Infinity, ...starts);
}

function latest(lines: readonly Spoken[]): number | null {
  const times = lines.map(({ line }) => line.at);
  return times.includes(null) ? null : Math.max(...times.map(Number));
}

const ends = [
  ['accepted', /^Accepted \S+ for /],
  ['too-many', /^(?:error: )?maximum authentication attempts exceeded for (?!invalid user )/],
  // An account that is unknown or not allowed is called invalid here, and its end says nothing of keys.
  ['left', /^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) authenticating user /],
] as const;

/**
 * How the last connection of this user went; those before may be of another trouble. All of its lines have one process id,
 * and sshd logs every wrong password.
 */
function lastEnd(groups: readonly Group[], server: ServerView): readonly Observation[] {
  const logins = groups.flatMap(({ lines, concern }) => {
    const end = endOf(lines);
    const named = lines.some(({ message }) => userIn(message) === server.user);
    return end !== null && named && concern === 'own' && isTimely(end.line, server, concern) ? [{ ...end, lines }] : [];
  });
  const last = logins.sort((a, b) => (a.line.at ?? 0) - (b.line.at ?? 0)).at(-1);
  if (last === undefined) return [];
  const wrong = last.lines.filter(({ message }) => /^Failed (?:password|keyboard-interactive)/.test(message));
  const { end, line } = last;
  return [server.fact('sshd.login', { end, passwords: wrong.length }, line.section, line.i)];
}

function endOf(lines: readonly Spoken[]): { readonly end: (typeof ends)[number][0]; readonly line: Line } | null {
  for (const [end, pattern] of ends) {
    const one = lines.find(({ message }) => pattern.test(message));
    if (one !== undefined) return { end, line: one.line };
  }
  return null;
}

type Concern = 'own' | 'nobody' | 'other';

/** Whose connection these messages are about. */
function concernOf(messages: readonly string[], { user, from }: ServerView): Concern {
  const addresses = messages.flatMap((m) => [...m.matchAll(/\bfrom (?:\[)?([\da-f:.]+\b)/gi)].map((a) => a[1] ?? ''));
  const users = messages.flatMap((m) => userIn(m) ?? []);
  if (from !== null && addresses.includes(from))
    return users.length > 0 && user !== null && !users.includes(user) ? 'other' : 'own';
  if (user !== null && users.includes(user)) return 'own';
  return addresses.length > 0 || users.length > 0 ? 'other' : 'nobody';
}

const naming = [
  /^(?:Accepted|Failed|Postponed|Partial) \S+ for (?:invalid user )?(\S+) from /,
  /^Invalid user (\S*) from /,
  /^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(\S+) from /,
  /^(?:User|Login for user) (\S+) (?:from |not allowed)/,
  /(?:authenticating|invalid|by) user (\S+) /,
  /\buser[= ](\S+)$/,
  /\bfor user (\S+?)(?:\(|$| )/,
];

function userIn(message: string): string | undefined {
  return naming.map((pattern) => pattern.exec(message)?.[1]).find((name) => name !== undefined && name !== '');
}

/** Another's connection proves nothing here; what names nobody must be recent. */
function isTimely({ at }: Line, { now }: ServerView, concern: Concern): boolean {
  if (concern === 'other') return false;
  if (at === null || now === null) return concern === 'own';
  const minutes = (now - at) / 60_000;
  return minutes < (concern === 'own' ? ownHours * 60 : anyMinutes);
}

const dropbear = /\bdropbear\[(\d+)\]: (?:\[\d+\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(.*)$/;

/** Dropbear has a process for each connection, whose first line names the client and whose last one the user. */
function ofDropbear(lines: readonly Line[], server: ServerView): readonly Observation[] {
  const processes = new Map<string, Spoken[]>();
  for (const line of lines) {
    const [, pid = '', message = ''] = dropbear.exec(line.text) ?? [];
    if (message !== '') processes.set(pid, [...(processes.get(pid) ?? []), { line, message }]);
  }
  return [...processes.values()].flatMap((spoken) => {
    // As sshd writes an address and its port, and a user.
    const plain = spoken.map(({ message }) =>
      message
        .replace(/from <?(\[?[\da-f:.]+\]?):(\d+)>?/i, 'from $1 port $2')
        .replace(/user '([^']*)'/i, 'by user $1 '),
    );
    const concern = concernOf(plain, server);
    return spoken
      .filter(({ line }) => isTimely(line, server, concern))
      .map(({ line, message }) => server.fact('server.log', { program: 'dropbear', message }, line.section, line.i));
  });
}

const program = /^\S+ (?:\S+ )??([\w./()-]+?)(?:\[\d+\])?: (.*)$/;

function ofOthers(lines: readonly Line[], server: ServerView): readonly Observation[] {
  return lines.flatMap((line) => {
    if (sshdMessage(line.text) !== null || dropbear.test(line.text) || !isTimely(line, server, 'nobody')) return [];
    const text = line.text.replace(/^[A-Z][a-z]{2} +\d{1,2} /, '');
    const [, name, message] = program.exec(text) ?? [];
    if (name === undefined || message === undefined) return [];
    return [server.fact('server.log', { program: name, message }, line.section, line.i)];
  });
}
