import { ascii, stands, textAt } from '../readers/sshd-log/ascii.ts';
import { emptyEvent, readEvent } from '../readers/sshd-log/event.ts';
import { Books } from './books.ts';
import type { Clock } from './clock.ts';
import { asSshd } from './dropbear.ts';
import { Entry } from './entry.ts';
import { AskedHost, type Host } from './hosts.ts';
import { journalParts, maybeJournal } from './journal.ts';
import { emptyPlace, type Place } from './line.ts';
import { alike, hasTime, mayMatter, newlineAt } from './looks.ts';
import { type Parts, partsOf } from './prefix.ts';
import { Stamps } from './stamps.ts';

/** What of the log is asked for. Times in ms since the epoch, ends included. */
export interface Window {
  readonly host: string | null;
  readonly since: number | null;
  readonly until: number | null;
}

/** As much of a line as is read: a journal entry may be long, a message of sshd is not. */
const maxLine = 65_536;
/** First letters of programs that say something of connections: audit, dropbear, fail2ban, kernel, sshguard, systemd. */
const others = new Set(ascii('adfks'));

/** Stands nowhere in a line. */
const unset = ascii('\n');
const newline = 10;
const sshdWord = ascii('sshd');
/** It tells of commands, whatever they are called. */
const sudoWord = ascii('sudo');
const sessionWord = ascii('-session');
const authWord = ascii('-auth');
const repeatedWord = ascii('message repeated ');

/** Also the unit's name, as `journalctl -o with-unit` has it. */
const sshd = /^sshd(?:-session|-auth)?$|^sshd?(?:@\S*)?\.service$/;
const eventWord = ascii('data: {');
/** Others whose lines say something of connections, whatever is in them. */
const spoken = /^(?:kernel|fail2ban|sshguard|dropbear)/;

/**
 * Reads a server log of any size, piece by piece, in bounded memory. A piece is bytes: text is made only of what is
 * kept, its characters being bytes, which hides none. However the log is cut into pieces, the books are the same.
 */
export class Scanner {
  readonly books: Books;
  /** The time of a line that was left unread, being later than was asked for; null when all was read. */
  late: number | null = null;
  lines = 0;
  /** Lines of sshd, or of dropbear on a connection, in the window. */
  sshd = 0;
  /** Lines with a log's stamp, as a measure of what this text is. */
  stamped = 0;
  /** Lines without a word. */
  blank = 0;
  from: number | null = null;
  to: number | null = null;
  unnamed = 0;
  undated = 0;
  readonly #window: Window;
  readonly #filters: boolean;
  readonly #event = emptyEvent();
  readonly #place: Place;
  readonly #stamps: Stamps;
  /** One more, so that no line before shows behind this one. */
  readonly #carry = new Uint8Array(maxLine + 1);
  readonly #carryFours = new DataView(this.#carry.buffer);
  #carried = 0;
  /** Where the line before begins in the same bytes, if up to its program it was one of the usual form; else -1. */
  #before = -1;
  /** So many bytes are before its program: the stamp and the host. */
  #prefix = 0;
  #hostText = unset;
  #host: Host;
  #lastAt = 0;
  #until = Number.POSITIVE_INFINITY;
  readonly #asked: AskedHost | null;
  readonly #entry = new Entry();

  /** Several logs may be written to the same books. */
  constructor(window: Window, clock: Clock, books: Books = new Books()) {
    this.books = books;
    this.#window = window;
    this.#asked = window.host === null ? null : new AskedHost(window.host);
    this.#filters = window.since !== null || window.until !== null;
    this.#stamps = new Stamps(clock);
    this.#host = this.books.hosts.of(null);
    this.#place = emptyPlace(this.#host);
  }

  /**
   * The next file. `follows`: it goes on where the one before ended. `clock.now`: when it was written last. `back`: what `ahead`
   * was, at the end of the log, when it was read before.
   */
  file(name: string, follows: boolean, clock: Clock, back = 0): void {
    this.end();
    this.#place.file = name;
    this.#place.line = 0;
    this.#stamps.file(clock);
    this.#lastAt = follows ? this.#lastAt : 0;
    if (!follows) this.#stamps.years.restart(back);
  }

  /** Minutes, as the stamps say. */
  get zone(): number | null {
    return this.#stamps.zone;
  }

  /** Some stamp had no year. */
  get yearless(): boolean {
    return this.#stamps.years.used;
  }

  /** Stamps without a year have led so many years beyond the end of the file: the log began as many years earlier. */
  get ahead(): number {
    return this.#stamps.years.ahead;
  }

  /** Reads the next piece up to a line later than `until`; gives how many bytes were taken. If all, it is no longer needed. */
  feed(piece: Uint8Array, until: number = Number.POSITIVE_INFINITY): number {
    // A class of its own, as a Buffer is, would make each look at a byte dearer: all bytes here are of one class.
    const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
    this.#until = until;
    let at = 0;
    if (this.#carried > 0) {
      const held = this.late !== null;
      const nl = held ? -1 : bytes.indexOf(newline);
      if (!held) this.#carryOn(bytes, 0, nl < 0 ? bytes.length : nl);
      if (!held && nl < 0) return bytes.length;
      at = nl + 1;
      if (!this.#carriedLine()) return at;
    }
    this.late = null;
    const fours = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#before = -1;
    for (let nl = newlineAt(bytes, fours, at); nl >= 0; nl = newlineAt(bytes, fours, at)) {
      if (!this.#line(bytes, fours, at, nl)) return at;
      at = nl + 1;
    }
    this.books.settle();
    this.#carryOn(bytes, at, bytes.length);
    return bytes.length;
  }

  /** Nothing more comes of this file. */
  end(): void {
    this.flush();
    if (this.#entry.open) this.#entryEnds();
    this.books.settle();
  }

  /** Reads what stands behind the last line break. */
  flush(): void {
    this.#until = Number.POSITIVE_INFINITY;
    this.late = null;
    if (this.#carried > 0) this.#carriedLine();
  }

  #carriedLine(): boolean {
    this.#carry[this.#carried] = newline;
    this.#before = -1;
    const taken = this.#line(this.#carry, this.#carryFours, 0, this.#carried);
    this.#before = -1;
    if (taken) this.#carried = 0;
    this.books.settle();
    return taken;
  }

  /** Keeps the beginning of a line whose end comes with the next piece. */
  #carryOn(bytes: Uint8Array, start: number, end: number): void {
    const most = Math.min(end - start, maxLine - this.#carried);
    this.#carry.set(bytes.subarray(start, start + most), this.#carried);
    this.#carried += most;
  }

  /** Gives false for a line that is too late, of which then nothing is counted. */
  #line(bytes: Uint8Array, fours: DataView, start: number, lineEnd: number): boolean {
    this.late = null;
    this.lines++;
    const place = this.#place;
    place.line++;
    this.#words(bytes, fours, start, lineEnd);
    if (this.late === null) return true;
    this.lines--;
    place.line--;
    return false;
  }

  #words(bytes: Uint8Array, fours: DataView, start: number, lineEnd: number): void {
    const place = this.#place;
    let end = lineEnd - start > maxLine ? start + maxLine : lineEnd;
    if (end > start && bytes[end - 1] === 13) end--;
    if (end === start) this.blank++;
    place.bytes = bytes;
    place.start = start;
    place.end = end;
    // A connection mostly says several things in a second.
    if (this.#before >= 0 && end - start > this.#prefix + 4 && alike(fours, this.#before, start, this.#prefix)) {
      this.#before = start;
      this.#plain(bytes, start + this.#prefix, end);
      return;
    }
    this.#before = -1;
    if ((this.#entry.open || Entry.mayBegin(bytes, start, end)) && this.#ofEntry(bytes, start, end)) return;
    if (end - start < 6) return;
    const at = this.#stamps.read(bytes, start, end);
    if (at < 0) {
      this.#odd(bytes, start, end);
      return;
    }
    if (this.#stamps.at > this.#until) {
      this.late = this.#stamps.at;
      return;
    }
    place.at = this.#stamps.at;
    const program = this.#hostAt(bytes, at, end);
    if (program > 0) {
      this.#before = start;
      this.#prefix = program - start;
    }
    this.#plain(bytes, program, end);
  }

  /** Whether the line is of an entry that takes several. */
  #ofEntry(b: Uint8Array, start: number, end: number): boolean {
    const line = textAt(b, start, end);
    const entry = this.#entry;
    if (entry.open && !entry.add(line)) {
      this.#entryEnds();
      if (line === '}') return true;
    } else if (entry.open) {
      this.stamped++;
      return true;
    }
    if (!entry.begin(line, this.#stamps.clock, this.#stamps.years)) return false;
    this.#before = -1;
    return true;
  }

  #entryEnds(): void {
    const parts = this.#entry.end();
    if (parts === null) return;
    const { host, program, pid, message } = parts;
    this.#parted(`${host ?? ''} ${program}[${pid}]: ${message}`.trimStart(), parts, false);
  }

  /** `PROGRAM[PID]: MESSAGE`, beginning at `program`; -1 when no host stands before it. */
  #plain(b: Uint8Array, program: number, end: number): void {
    const place = this.#place;
    const isSshd = program > 0 && stands(b, program, sshdWord);
    const message = isSshd ? this.#header(b, program + 4, end) : -1;
    if (message >= 0) {
      this.stamped++;
      place.host = this.#host;
      this.#lastAt = place.at;
      if (!this.#wanted(place)) return;
      place.message = message;
      place.messageEnd = end;
      this.#sshdLine(b, message, end);
    } else if (program < 0 || isSshd) this.#odd(b, place.start, end);
    else {
      this.stamped++;
      // Most others are cron and sudo; only what names ssh, the kernel and ban daemons say something of it.
      if (!others.has(b[program] ?? 0) || stands(b, program, sudoWord)) return;
      if (!mayMatter(b, place.start, end)) return;
      this.stamped--;
      this.#odd(b, place.start, end);
    }
  }

  /** Reads the host into the scanner; where the program begins, or -1 when no host is named. */
  #hostAt(b: Uint8Array, at: number, end: number): number {
    if (stands(b, at, this.#hostText)) return at + this.#hostText.length;
    let space = at;
    while (space < end && b[space] !== 32) space++;
    // `PROGRAM[PID]: ` at once, or `<auth.info>`.
    const last = b[space - 1];
    if (space >= end || last === 58 || last === 93 || b[at] === 60) return -1;
    this.#hostText = b.slice(at, space + 1);
    this.#host = this.books.hosts.of(textAt(b, at, space));
    return space + 1;
  }

  /** Behind `sshd`: `[PID]: `, `-session[PID]: `, `-auth[PID]: `, `: `. Where the message begins, or -1. */
  #header(b: Uint8Array, at: number, end: number): number {
    let i = at;
    if (b[i] === 45) {
      if (stands(b, i, sessionWord)) i += 8;
      else if (stands(b, i, authWord)) i += 5;
      else return -1;
    }
    let pid = 0;
    if (b[i] === 91) {
      i++;
      for (let c = b[i] ?? 0; c >= 48 && c <= 57; c = b[++i] ?? 0) pid = (pid * 10 + c - 48) | 0;
      if (b[i] !== 93) return -1;
      i++;
    }
    if (b[i] !== 58 || b[i + 1] !== 32) return -1;
    this.#place.pid = pid;
    return i + 2 < end ? i + 2 : -1;
  }

  /** Whether the line is in the window that was asked for; counts it as seen. */
  #wanted(place: Place): boolean {
    const { since, until } = this.#window;
    if (this.#asked?.is(place.host) === false) {
      if (place.host.name === null) this.unnamed++;
      return false;
    }
    const { at } = place;
    if (this.#filters) {
      if (at === 0) this.undated++;
      if (at === 0 || (since !== null && at < since) || (until !== null && at > until)) return false;
    }
    if (at > 0) {
      if (this.from === null || at < this.from) this.from = at;
      if (this.to === null || at > this.to) this.to = at;
    }
    return true;
  }

  #sshdLine(b: Uint8Array, message: number, end: number): void {
    this.sshd++;
    const place = this.#place;
    place.host.lines++;
    let times = 1;
    // rsyslog: "message repeated 5 times: [ … ]"
    if (b[message] === 109 && stands(b, message, repeatedWord)) {
      const [head, count] = /^message repeated (\d{1,6}) times: \[ ?/.exec(textAt(b, message, end)) ?? [];
      if (head !== undefined && b[end - 1] === 93) {
        times = Number(count);
        place.message = message + head.length;
        place.messageEnd = b[end - 2] === 32 ? end - 2 : end - 1;
      }
    }
    readEvent(b, place.message, place.messageEnd, this.#event);
    if (this.#event.what === 'other') this.books.other(place, times);
    else this.books.event(this.#event, place, times);
  }

  /** Any other form of line, and other programs than sshd: rarer, and dearer to read. */
  #odd(b: Uint8Array, begins: number, end: number): void {
    // `-o json-seq` and `-o json-sse` have a mark in front.
    const start = begins + (b[begins] === 30 ? 1 : stands(b, begins, eventWord) ? 6 : 0);
    const open = b[start] === 123;
    if (!open && !mayMatter(b, start, end)) {
      if (hasTime(b, start, end)) this.stamped++;
      return;
    }
    const line = textAt(b, start, end);
    const journal = open && maybeJournal(line);
    if (open && !journal && !mayMatter(b, start, end)) return;
    const parts = journal ? journalParts(line) : partsOf(line, this.#stamps.clock, this.#stamps.years);
    if (parts !== null) this.#parted(line, parts);
  }

  /** `again`: where it is too late, it can be read again. */
  #parted(line: string, parts: Parts, again = true): void {
    if (again && parts.at !== null && parts.at > this.#until) {
      this.late = parts.at;
      return;
    }
    this.#before = -1;
    const place = this.#place;
    place.host = this.books.hosts.of(parts.host);
    place.at = parts.at ?? this.#lastAt;
    this.#lastAt = place.at;
    place.pid = parts.pid;
    if (parts.zone !== null) this.#stamps.zone = parts.zone;
    if (parts.stamped) this.stamped++;
    const own = sshd.test(parts.program);
    if (!own && !spoken.test(parts.program) && !/ssh/.test(parts.message)) return;
    if (!this.#wanted(place)) return;
    this.#told(line, parts, own);
  }

  #told(line: string, parts: Parts, own: boolean): void {
    const place = this.#place;
    const quoted = line.slice(0, 512);
    const message = own ? parts.message : asSshd(parts.program, parts.message);
    place.bytes = ascii(`${quoted}\n${message ?? parts.message}`);
    place.start = 0;
    place.end = quoted.length;
    place.message = quoted.length + 1;
    place.messageEnd = place.bytes.length;
    if (message !== null && message !== '') this.#sshdLine(place.bytes, place.message, place.messageEnd);
    else if (!own) this.books.stranger(parts.program, parts.message, place);
  }
}
