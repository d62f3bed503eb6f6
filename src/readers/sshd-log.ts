/*
 * Lines of sshd in a system log: syslog in both forms of time, journald, macOS, with or without `grep`'s file names.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { loggedElsewhere } from './pasted.ts';
import { toldSource } from './source/told.ts';
import { loginIn } from './ssh-log/arrived.ts';
import { clean } from './ssh-log/text.ts';
import { reader as sshLog } from './ssh-log.ts';
import { isToAnother, strangers } from './sshd-log/strangers.ts';
import { type Connection, connections, type Logged, overtaken, superseded, userIn } from './sshd-log/superseded.ts';
import { timeOf } from './sshd-log/time.ts';
import { isOfSshd } from './sshd-words.ts';

/** A busy server has a log without end; what a person asks about stands at the end of it. */
const most = 5000;

const when = [
  '[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: \\d{4})?',
  '(?:[A-Z][a-z]{2} )?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: ?(?:Z|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d))?',
].join('|');
const program = 'sshd(?:-session|-auth)?';
const stamped = new RegExp(
  `^(?:<\\d+>)?(?:[\\w./-]+:(?:\\d+:)?)?(?:${when})\\s+(?:\\S+\\s+){0,6}?${program}(?:\\[\\d+\\])?: (.+)$`,
);
/** The event log of Windows, as a table. */
const event = /^.{0,80}\s(?:Information\w*|Error|Warning|Verbose|Fehler|Warnung)\s+sshd(?:-session|-auth)?: (.+)$/;
const nameless = new RegExp(`^${program}: (?=(?:error|fatal): )`);
/** Without a time only the process id tells a log line from prose. */
const bare = new RegExp(`^(?:.{0,160}?[^\\w.-])?${program}\\[\\d+\\]: (.+)$`);
/** The kernel names a process in the same way when it says what became of it. */
const ofKernel = /^(?:segfault at |general protection |trap )/;
const repeated = /^message repeated \d+ times: \[ ?(.*?) ?\]$/;

/** The message of a line of sshd's log, without time and host; null for any other line. */
export function sshdMessage(line: string): string | null {
  // clean() takes a time away, and with it the mark of a log line.
  const text = line
    .slice(0, 4096)
    .replace(/\x1b\[[0-9;]*m/g, '')
    .trim();
  const message = named(text) ?? unnamed(clean(text));
  if (message !== undefined && ofKernel.test(message)) return null;
  return message === undefined ? null : (repeated.exec(message)?.[1] ?? message);
}

/** Most lines that are looked at do not name it at all. */
function named(text: string): string | undefined {
  return text.includes('sshd') ? (stamped.exec(text)?.[1] ?? bare.exec(text)?.[1] ?? event.exec(text)?.[1]) : undefined;
}

/** With its name and nothing else before it, or with nothing at all: then its words must be its own. */
function unnamed(line: string): string | undefined {
  const message = line.includes('sshd') ? bare.exec(line)?.[1] : undefined;
  const own = line.replace(nameless, '');
  return message ?? (isOfSshd(own) ? own : undefined);
}

export const reader: Reader = { id: 'sshd-log', title: 'log of sshd', vantage: 'server', recognise, read };

function recognise(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, i) => (sshdMessage(line) === null ? [] : [i]));
}

/** Never covers anything: a line that is not there may stand in another file, or be older than the excerpt. */
function read(evidence: Evidence): Reading {
  const text = typeof evidence.data === 'string' ? evidence.data : '';
  const now = Date.parse(evidence.at);
  const raw = text.split('\n');
  const isElsewhere = loggedElsewhere(raw);
  const logged = raw.flatMap((line, place): readonly Logged[] => {
    const message = sshdMessage(line);
    return message === null || isElsewhere(place)
      ? []
      : [{ text: line, message, source: evidence.id, place, at: timeOf(line, now, 0) }];
  });
  const source = toldSource(raw);
  const kept = logged.slice(-most).filter((line) => !isToAnother(line, source));
  const all = connections(kept);
  const over = new Set(
    [...superseded(all, { anywhere: true })].flatMap(({ lines }) => lines.filter((line) => !stays(line, kept))),
  );
  // Where the client's end is told as well, one of them may be that client.
  const strange = sshLog.recognise(raw).length > 0 ? new Set<Connection>() : strangers(all);
  const aside = new Set([...strange].flatMap(({ lines }) => lines));
  const users = usersOf(all);
  const before = overtaken(all);
  const login = loginIn(raw);
  const observations = kept
    // A stop that a start follows is a restart, and no trouble of before.
    .filter((line) => !aside.has(line) && !(over.has(line) && /^Received signal \d/.test(line.message)))
    .map((line): Observation => {
      const at = { evidence: evidence.id, line: line.place + 1, quote: line.text.trim() };
      const { message } = line;
      const user = users.get(line);
      const isIn = login !== null && line.place < login.at && (user === undefined || [user, null].includes(login.user));
      if (over.has(line) || isIn) return { kind: 'sshd.past', value: { message }, at };
      const since = before.has(line) ? { overtaken: true as const } : {};
      return { kind: 'sshd.log', value: { message, ...(user === undefined ? {} : { user }), ...since }, at };
    });
  const notes = [
    ...(logged.length > most ? [`Of ${logged.length} lines of sshd only the last ${most} were read.`] : []),
    ...(strange.size > 0
      ? [
          `the log has ${strange.size} connections of strangers, as every server on the internet has them: they are left out, since others are let in`,
        ]
      : []),
  ];
  return { covers: [], observations, ...(notes.length === 0 ? {} : { notes }) };
}

/** A lock outlasts the try that made it, until somebody is let in again. */
function stays({ message, place }: Logged, all: readonly Logged[]): boolean {
  const user = /^pam_(?:faillock|tally2?)\(sshd:auth\): .*\buser (\S+) account temporarily locked$/.exec(message)?.[1];
  return (
    user !== undefined &&
    !all.some((line) => line.place > place && line.message.startsWith('Accepted ') && userIn(line.message) === user)
  );
}

/** Whom each line is about: the one name that its connection has. The daemon's own lines are about many. */
function usersOf(all: readonly Connection<Logged>[]): ReadonlyMap<Logged, string> {
  return new Map(
    all.flatMap(({ lines, users, listener }) => {
      const [user, ...more] = new Set(users);
      return user === undefined || listener || more.length > 0 ? [] : lines.map((line) => [line, user] as const);
    }),
  );
}
