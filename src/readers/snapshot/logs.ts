import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import {
  addressesIn,
  type Connection,
  connections,
  type Logged,
  overtaken,
  superseded,
  userIn,
} from '../sshd-log/superseded.ts';
import { timeOf } from '../sshd-log/time.ts';
import { sshdMessage } from '../sshd-log.ts';
import { rowsOf } from './listeners.ts';

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
      .flatMap((section) =>
        section.lines.map(
          (text, i): Line => ({
            section,
            i,
            text,
            at: server.now === null ? null : timeOf(text, server.now, server.zoneMs),
          }),
        ),
      );
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

interface Spoken extends Logged {
  readonly line: Line;
}

/** Lines of one process, and the connection they are about. */
interface Group {
  readonly lines: readonly Spoken[];
  readonly concern: Concern;
}

function ofSshd(lines: readonly Line[], server: ServerView): readonly Observation[] {
  const all = connections(lines.flatMap(spoken));
  const over = superseded(all, { anywhere: server.from === null });
  const before = overtaken(all);
  const current = all.filter((one) => !over.has(one));
  const behind = isForwarded(server);
  const present = new Set(current.flatMap((one) => (isOfUser(one, server) ? one.addresses : [])));
  const groups = current.flatMap((one): readonly Group[] => {
    // The listener's own lines name many clients: each stands for itself.
    const parts = one.listener ? one.lines.map((line) => [line]) : [one.lines];
    return parts.map((part) => {
      const concern = concernOf(messagesOf(part), server, present);
      // Whoever came by the forwarder has its address: none of the lines says who it was.
      const forwarded = concern === 'other' && behind && one.users.length === 0 && one.addresses.every(isLoopback);
      return { lines: part, concern: forwarded ? 'nobody' : concern };
    });
  });
  const messages = groups.flatMap(({ lines: own, concern }) =>
    own
      .filter(({ line }) => isTimely(line, server, concern))
      .map((one) => {
        const since = before.has(one) ? { overtaken: true as const } : {};
        return server.fact('sshd.log', { message: one.message, ...since }, one.line.section, one.line.i);
      }),
  );
  return [...messages, ...lastEnd(groups, server), ...lastWord(all, server)];
}

/** Processes that name nobody are the listener, or did not come to be one: those of connections and sessions name somebody. */
function lastWord(all: readonly Connection<Spoken>[], server: ServerView): readonly Observation[] {
  const own = all.filter(({ listener, users, addresses }) => listener || users.length + addresses.length === 0);
  const lines = own.flatMap((one) => one.lines).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const last = lines.at(-1);
  if (last === undefined || lines.some(({ at }) => at === null)) return [];
  return [server.fact('sshd.last-word', { message: last.message }, last.line.section, last.line.i)];
}

/** Another program has the port, so what comes to sshd from this very host may be what that program hands on. */
function isForwarded(server: ServerView): boolean {
  const section = server.whole('listeners');
  const held = section === null ? [] : rowsOf(section).filter(({ port }) => port === server.port);
  return held.length > 0 && held.every(({ owner }) => owner !== '' && !/^(?:sshd|systemd$)/.test(owner));
}

const isLoopback = (address: string): boolean => /^127\.|^::1$/.test(address);

function spoken(line: Line): readonly Spoken[] {
  const message = sshdMessage(line.text);
  if (message === null) return [];
  return [{ line, message, text: line.text, source: line.section.name, place: line.i, at: line.at }];
}

const messagesOf = (lines: readonly Spoken[]): readonly string[] => lines.map(({ message }) => message);

const isOfUser = ({ users }: Connection, { user }: ServerView): boolean => user !== null && users.includes(user);

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
  const closed = last.lines.some(({ message }) => /^pam_unix\(sshd:session\): session closed for user /.test(message));
  const { end, line } = last;
  const value = { end, passwords: wrong.length, ...(closed ? { session: 'closed' as const } : {}) };
  return [server.fact('sshd.login', value, line.section, line.i)];
}

function endOf(lines: readonly Spoken[]): { readonly end: (typeof ends)[number][0]; readonly line: Line } | null {
  for (const [end, pattern] of ends) {
    const one = lines.find(({ message }) => pattern.test(message));
    if (one !== undefined) return { end, line: one.line };
  }
  return null;
}

type Concern = 'own' | 'nobody' | 'other';

/**
 * Whose connection these messages are about. Behind address translation a client has another address than it knows of:
 * `present` are those from which its user has come.
 */
function concernOf(messages: readonly string[], { user, from }: ServerView, present: ReadonlySet<string>): Concern {
  const addresses = messages.flatMap(addressesIn);
  const users = messages.flatMap((m) => userIn(m) ?? []);
  const elsewhere = from !== null && present.has(from) && addresses.length > 0 && !addresses.includes(from);
  if (from !== null && addresses.includes(from))
    return users.length > 0 && user !== null && !users.includes(user) ? 'other' : 'own';
  if (user !== null && users.includes(user)) return elsewhere ? 'other' : 'own';
  return addresses.length > 0 || users.length > 0 ? 'other' : 'nobody';
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
  const processes = new Map<string, { readonly line: Line; readonly message: string }[]>();
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
    const concern = concernOf(plain, server, new Set());
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
