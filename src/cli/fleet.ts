import { type Clock, parseWhen } from '../fleet/clock.ts';
import { fleetOf } from '../fleet/report.ts';
import { Scanner, type Window } from '../fleet/scanner.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Json } from '../model/json.ts';
import { isBundle } from '../readers/bundle-mark.ts';
import { readers } from '../readers/registry.gen.ts';
import { exit, Stop } from './exit.ts';
import { Input } from './inputs.ts';
import { Log, readAll } from './logs.ts';
import type { LiveFlags } from './program.ts';
import { byLog } from './rotation.ts';
import { maxText } from './stdin.ts';
import { isTerminal, stderr } from './streams.ts';

/** A text that is longer is read as it comes, if it is a server's log. */
const longText: number = 4 * 1024 * 1024;
/** Of many files only so much is looked at before that is decided. */
const sample = 64 * 1024;
/** So many connections, or sources, are no excerpt about one failure. */
const manyConnections = 100;
const manySources = 20;
const anyTime: Window = { host: null, since: null, until: null };

/** Local time as this machine has it. `now` in ms since the epoch. */
function clockAt(now: number): Clock {
  return {
    now,
    utc: (wall) => {
      const d = new Date(wall);
      const [y, m, day] = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
      return new Date(
        y,
        m,
        day,
        d.getUTCHours(),
        d.getUTCMinutes(),
        d.getUTCSeconds(),
        d.getUTCMilliseconds(),
      ).getTime();
    },
  };
}

function windowOf(flags: LiveFlags, clock: Clock): Window {
  const when = (option: string, text: string | undefined): number | null => {
    if (text === undefined) return null;
    const at = parseWhen(text, clock);
    if (at !== null) return at;
    throw new Stop(
      exit.usage,
      `${option} takes a time such as "2026-01-31 12:00", "2h ago" or "yesterday", as journalctl does; ${JSON.stringify(text.slice(0, 60))} is none.`,
    );
  };
  const [since, until] = [when('--since', flags.since), when('--until', flags.until)];
  if (since !== null && until !== null && since > until) {
    throw new Stop(exit.usage, '--since is later than --until: no line can be between them.');
  }
  return { host: flags.host ?? null, since, until };
}

/**
 * Evidence of big server logs: figures. Null when these texts are no such logs, or short ones; then they are judged as
 * any other text, and nothing of them is lost.
 */
export async function fleetEvidence(inputs: readonly Input[], flags: LiveFlags): Promise<Evidence | null> {
  const now = Date.now();
  const window = windowOf(flags, clockAt(now));
  const asked = window.host !== null || window.since !== null || window.until !== null;
  const looked = asked ? null : await looksLikeFleet(inputs, now);
  if (!asked && looked === null) return null;
  const sure = looked?.sure !== false;
  if (!sure) for (const input of inputs) await input.keep(maxText);
  // What was looked at of the only file is read already.
  const begun = sure && inputs.length === 1 ? (looked?.scanner ?? null) : null;
  const { logs, notes } = await readLogs(inputs, { window, now, begun, back: [] });
  if (!sure && logs.every(({ scanner }) => scanner.sshd === 0)) {
    for (const input of inputs) input.rewind();
    return null;
  }
  const files = byLog(inputs).flat().map(nameOf);
  const bytes = logs.reduce((n, log) => n + log.bytes, 0);
  const localZone = (at: number): number => -new Date(at).getTimezoneOffset();
  const [first, ...more] = logs.map((log) => log.scanner);
  if (first === undefined) return null;
  const fleet = fleetOf([first, ...more], { files, bytes, window, localZone, notes });
  const names = files;
  const title = `server log: ${names.length > 3 ? `${names.length} files` : names.join(', ')}`;
  const at = new Date(now).toISOString();
  return { id: 'e1', kind: 'fleet', vantage: 'server', at, title, data: JSON.parse(JSON.stringify(fleet)) as Json };
}

interface HowToRead {
  readonly window: Window;
  readonly now: number;
  /** It has read the head of the only file. */
  readonly begun: Scanner | null;
  /** Of each log: its first line is so many years older than it seems. */
  readonly back: readonly number[];
}

async function readLogs(
  inputs: readonly Input[],
  { window, now, begun, back }: HowToRead,
): Promise<{ readonly logs: readonly Log[]; readonly notes: readonly string[] }> {
  const clockOf = (file: Input): Clock => clockAt(file.writtenAt ?? now);
  const first = begun ?? new Scanner(window, clockAt(now));
  const logs = byLog(inputs).map((files, i) => {
    const scanner = i === 0 ? first : new Scanner(window, clockAt(now), first.books);
    return new Log(files, scanner, { clockOf, back: back[i] ?? 0, begun: begun !== null });
  });
  const progress = progressOf(inputs);
  await readAll(logs, progress.tell);
  progress.done();
  const ahead = logs.map((log) => log.scanner.ahead);
  if (back.length === 0 && ahead.some((years) => years > 0) && inputs.every((i) => i.name !== '-')) {
    // Stamps without a year, of more years than one could see at the beginning: they are counted from the end.
    const anew = await Input.all(inputs.map((i) => i.name));
    return readLogs(anew, { window, now, begun: null, back: ahead });
  }
  return { logs, notes: inputs.flatMap((i) => i.lost ?? []) };
}

function nameOf({ name }: Input): string {
  return name === '-' ? 'standard input' : name;
}

interface Looked {
  readonly scanner: Scanner;
  /** A line of sshd was met. */
  readonly sure: boolean;
}

/** What has read their heads, if these are logs of a server, and of more than one failure. */
async function looksLikeFleet(inputs: readonly Input[], now: number): Promise<Looked | null> {
  const scanner = new Scanner(anyTime, clockAt(now));
  let long = false;
  for (const input of inputs.slice(0, 16)) {
    const head = await input.head(inputs.length > 1 ? sample : longText);
    if (isBundle(head) || isTaken(head)) return null;
    scanner.file(nameOf(input), false, clockAt(input.writtenAt ?? now));
    const before = scanner.lines - scanner.blank;
    const { stamped } = scanner;
    scanner.feed(head);
    if (input.ended) scanner.end();
    // What is mostly something else is not read for its log lines alone.
    const lines = scanner.lines - scanner.blank - before;
    if (lines > 0 && scanner.stamped - stamped < lines * 0.6) return null;
    long ||= !input.ended;
  }
  const { failed, logins, sources } = scanner.books;
  // A log of everything may come to sshd late.
  if (scanner.sshd === 0) return long ? { scanner, sure: false } : null;
  const several = (): boolean =>
    failed + logins >= manyConnections || sources.top(manySources).top.length >= manySources;
  return long || several() ? { scanner, sure: true } : null;
}

/** Whether it begins as a text that one reader takes for itself: lines of a log in that are part of it. */
function isTaken(head: Buffer): boolean {
  const first = head.subarray(0, 256).toString('latin1').split('\n', 1);
  return readers.some((r) => r.alone === true && r.recognise(first).length > 0);
}

/** Tells how far it is, to a terminal, when it takes more than a second. */
function progressOf(inputs: readonly Input[]): { tell(): void; done(): void } {
  const terminal = isTerminal(2);
  const started = Date.now();
  let told = started;
  const total = inputs.some((i) => i.size === null) ? null : inputs.reduce((n, i) => n + (i.size ?? 0), 0);
  const tell = (): void => {
    const now = Date.now();
    if (!terminal || now - started < 1000 || now - told < 200) return;
    told = now;
    const taken = inputs.reduce((n, i) => n + i.taken, 0);
    const share =
      total === null || total === 0 ? '' : ` of ${megabytes(total)} (${Math.floor((taken / total) * 100)} %)`;
    stderr().write(`\r\x1b[KReading: ${megabytes(taken)}${share}`);
  };
  return { tell, done: () => (told > started ? stderr().write('\r\x1b[K') : true) };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
