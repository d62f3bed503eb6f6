import type { Fleet, LogLine } from '../model/fleet.ts';
import { printable } from '../model/text.ts';
import { redactText } from '../readers/redact.ts';
import { isoOf } from './clock.ts';
import { type Latest, lineOf, type Seen } from './line.ts';
import { shown } from './name.ts';
import type { Row } from './rows.ts';
import type { Scanner, Window } from './scanner.ts';

/** What the edge knows of a scan. */
export interface ScanOf {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly window: Window;
  /** Minutes that local time is ahead of UTC at that time. */
  readonly localZone: (at: number) => number;
  readonly notes: readonly string[];
}

/** As many as are told apart. */
const mostHosts = 501;
/** Named to somebody who asked for another. */
const mostNamed = 12;

/** What several scanners that write the same books have seen. */
type Total = Pick<Scanner, 'books' | 'lines' | 'sshd' | 'from' | 'to' | 'zone' | 'unnamed' | 'undated' | 'yearless'>;

function totalOf(scanners: readonly [Scanner, ...Scanner[]]): Total {
  const [{ books }] = scanners;
  const sum = (of: (one: Scanner) => number): number => scanners.reduce((n, one) => n + of(one), 0);
  const dated = scanners.filter((one) => one.to !== null).sort((a, b) => (b.to ?? 0) - (a.to ?? 0));
  return {
    books,
    lines: sum((one) => one.lines),
    sshd: sum((one) => one.sshd),
    from: dated.reduce<number | null>((from, one) => Math.min(from ?? one.from ?? 0, one.from ?? 0), null),
    to: dated[0]?.to ?? null,
    zone: dated.find((one) => one.zone !== null)?.zone ?? null,
    unnamed: sum((one) => one.unnamed),
    undated: sum((one) => one.undated),
    yearless: scanners.some((one) => one.yearless),
  };
}

/** The books of a scan, as figures. */
export function fleetOf(scanners: readonly [Scanner, ...Scanner[]], of: ScanOf): Fleet {
  for (const one of scanners) one.end();
  const scanner = totalOf(scanners);
  const { books } = scanner;
  const end = scanner.to ?? 0;
  const { from, stepMinutes, failed, logins } = books.course.all;
  const rows = [...books.rows.values()].sort((a, b) => b.connections - a.connections || a.id - b.id);
  return {
    files: of.files,
    bytes: of.bytes,
    lines: scanner.lines,
    sshd: scanner.sshd,
    host: of.window.host,
    since: isoOf(of.window.since),
    until: isoOf(of.window.until),
    from: isoOf(scanner.from),
    to: isoOf(scanner.to),
    zone: scanner.zone ?? of.localZone(end),
    zoneAssumed: scanner.zone === null,
    failed: books.failed,
    logins: books.logins,
    knownFailed: books.knownFailed,
    rows: rows.flatMap((row) => row.report() ?? []),
    sources: books.sources.top(10),
    networks: networksOf(books),
    users: books.users.top(10),
    lastLogin: lineIn(books.lastLogin),
    firstFailure: lineIn(books.firstFailure),
    firstKnownFailure: lineIn(books.firstKnownFailure),
    course: { from: isoOf(from), stepMinutes, failed, logins },
    bursts: books.bursts.finish(end),
    throttling: books.throttling.finish(end),
    penalties: books.penalties.finish(end),
    bans: books.bans.report,
    daemon: books.daemon.report,
    hosts: hostsOf(scanner, rows),
    facts: rows.flatMap((row) => factsOf(row, scanner)),
    notes: [...of.notes, ...notesOf(scanner, of.window)],
  };
}

function networksOf({ networks }: Total['books']): Fleet['sources'] {
  const { top, ...rest } = networks.top(10);
  return { top: top.map((n) => ({ ...n, name: `${n.name}/24` })), ...rest };
}

function lineIn(latest: Latest | null): LogLine | null {
  const seen = latest?.seen ?? null;
  return seen === null ? null : lineOf(seen);
}

function hostsOf({ books }: Total, rows: readonly Row[]): Fleet['hosts'] {
  const hosts = books.hosts.all.map((host) => host.report(rows));
  return hosts
    .sort((a, b) => b.failed - a.failed || b.lines - a.lines || (a.host < b.host ? -1 : 1))
    .slice(0, mostHosts);
}

/**
 * Lines that say something of those who belong here, and of now. A log is full of strangers who guess: where anybody
 * logged in, a line counts only if it names nobody or a source that had logged in, and only until that login works again.
 */
function factsOf(row: Row, { books }: Total): Fleet['facts'] {
  if (row.causes.length === 0) return [];
  const lines =
    books.logins > 0
      ? row.kept.filter((seen) => stands(seen, books))
      : [row.latest.seen].filter((seen) => seen !== null);
  return lines
    .filter(({ host, text }) => host !== undefined && /\bsshd|\bssh(?:@\S*)?\.service\[/.test(text))
    .map(({ message, line, text }) => ({
      message: redactText(shown(message)),
      line,
      quote: printable(redactText(shown(text)).trim()),
    }));
}

function stands({ at, user, source }: Seen, books: Total['books']): boolean {
  if (at === null) return true;
  // What names nobody was said of a daemon that may be gone since; who is turned away for its limits is named.
  if (source === '' && user === '') return Math.max(books.daemon.lastStart ?? 0, books.lastLogin.seen?.at ?? 0) < at;
  const login = user === '' ? books.welcome.get(source) : books.logged.get(`${user}\t${shown(source)}`);
  return login === undefined || login.last < at;
}

function notesOf({ books, sshd, unnamed, undated, yearless, from, to }: Total, window: Window): readonly string[] {
  const notes: string[] = [];
  if (unnamed > 0) notes.push(`${unnamed} lines of sshd name no host and were left out, as --host was given.`);
  if (undated > 0) notes.push(`${undated} lines of sshd have no time and were left out, as a time was given.`);
  if (window.host !== null && sshd === 0) notes.push(...hostsNamed(books.hosts.names));
  if (yearless && from !== null && to !== null && to - from > 366 * 86_400_000) {
    notes.push('The log spans more than a year; stamps without a year may be counted to a wrong one.');
  }
  return notes;
}

function hostsNamed(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const some = names.slice(0, mostNamed).map((name) => printable(shown(name), 80));
  const more = names.length > some.length ? ` and ${names.length - some.length} more` : '';
  return [`The hosts that this log names are ${some.join(', ')}${more}.`];
}
