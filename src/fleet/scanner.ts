import { ascii, stands, textAt } from '../readers/sshd-log/ascii.ts';
import { emptyEvent, readEvent } from '../readers/sshd-log/event.ts';
import { Books } from './books.ts';
import { type Clock, monthAt, Years, zoneMinutes } from './clock.ts';
import type { Host } from './hosts.ts';
import { journalParts, maybeJournal } from './journal.ts';
import type { Place } from './line.ts';
import { type Parts, partsOf } from './prefix.ts';

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
const sessionWord = ascii('-session');
const authWord = ascii('-auth');
const sshWord = ascii('ssh');
const kernelWord = ascii('kernel');
const banWord = ascii('fail2ban');
const dropbearWord = ascii('dropbear');
const repeatedWord = ascii('message repeated ');

const sshd = /^sshd(?:-session|-auth)?$/;
/** Others whose lines say something of connections, whatever is in them. */
const spoken = /^(?:kernel|fail2ban|sshguard|dropbear)/;

/**
 * Reads a server log of any size, piece by piece, in bounded memory. A piece is bytes: text is made only of what is
 * kept, its characters being bytes, which hides none. However the log is cut into pieces, the books are the same.
 */
export class Scanner {
  readonly books: Books = new Books();
  lines = 0;
  /** Lines of sshd in the window. */
  sshd = 0;
  /** Lines with a log's stamp, as a measure of what this text is. */
  stamped = 0;
  from: number | null = null;
  to: number | null = null;
  zone: number | null = null;
  unnamed = 0;
  undated = 0;
  readonly #window: Window;
  readonly #filters: boolean;
  readonly #event = emptyEvent();
  readonly #years = new Years();
  readonly #place: Place;
  #clock: Clock;
  /** One more, so that no line before shows behind this one. */
  readonly #carry = new Uint8Array(maxLine + 1);
  readonly #carryFours = new DataView(this.#carry.buffer);
  #carried = 0;
  /** Where the line before begins in the same bytes, if up to its program it was one of the usual form; else -1. */
  #before = -1;
  /** So many bytes are before its program: the stamp and the host. */
  #prefix = 0;
  /** The minute of the line before, as it was written, and what it is. */
  #minute = unset;
  #minuteAt = 0;
  #zoneText = unset;
  #hostText = unset;
  #host: Host;
  #lastAt = 0;

  constructor(window: Window, clock: Clock) {
    this.#window = window;
    this.#filters = window.since !== null || window.until !== null;
    this.#clock = clock;
    this.#host = this.books.hosts.of(null);
    this.#place = {
      at: 0,
      host: this.#host,
      pid: 0,
      file: '',
      line: 0,
      bytes: unset,
      start: 0,
      end: 0,
      message: 0,
      messageEnd: 0,
    };
  }

  /** The next file. `follows`: it goes on where the one before ended. `clock.now`: when it was written last. */
  file(name: string, follows: boolean, clock: Clock): void {
    this.flush();
    this.#place.file = name;
    this.#place.line = 0;
    this.#clock = clock;
    this.#minute = unset;
    this.#lastAt = follows ? this.#lastAt : 0;
    if (!follows) this.#years.restart();
  }

  /** The next piece. When this returns it is no longer needed. */
  feed(piece: Uint8Array): void {
    // A class of its own, as a Buffer is, would make each look at a byte dearer: all bytes here are of one class.
    const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
    let at = 0;
    if (this.#carried > 0) {
      const nl = bytes.indexOf(newline);
      this.#carryOn(bytes, 0, nl < 0 ? bytes.length : nl);
      if (nl < 0) return;
      this.flush();
      at = nl + 1;
    }
    const fours = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#before = -1;
    for (let nl = newlineAt(bytes, fours, at); nl >= 0; nl = newlineAt(bytes, fours, at)) {
      this.#line(bytes, fours, at, nl);
      at = nl + 1;
    }
    this.books.settle();
    this.#carryOn(bytes, at, bytes.length);
  }

  /** Reads what stands behind the last line break. */
  flush(): void {
    if (this.#carried === 0) return;
    this.#carry[this.#carried] = newline;
    this.#before = -1;
    this.#line(this.#carry, this.#carryFours, 0, this.#carried);
    this.#before = -1;
    this.#carried = 0;
    this.books.settle();
  }

  /** Keeps the beginning of a line whose end comes with the next piece. */
  #carryOn(bytes: Uint8Array, start: number, end: number): void {
    const most = Math.min(end - start, maxLine - this.#carried);
    this.#carry.set(bytes.subarray(start, start + most), this.#carried);
    this.#carried += most;
  }

  #line(bytes: Uint8Array, fours: DataView, start: number, lineEnd: number): void {
    this.lines++;
    const place = this.#place;
    place.line++;
    let end = lineEnd - start > maxLine ? start + maxLine : lineEnd;
    if (end > start && bytes[end - 1] === 13) end--;
    if (end - start < 6) return;
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
    const at = this.#stamp(bytes, start, end);
    if (at < 0) {
      this.#odd(bytes, start, end);
      return;
    }
    const program = this.#hostAt(bytes, at, end);
    if (program > 0) {
      this.#before = start;
      this.#prefix = program - start;
    }
    this.#plain(bytes, program, end);
  }

  /** Reads a stamp of the two usual forms into the place; where the host begins, or -1 for any other line. */
  #stamp(b: Uint8Array, start: number, end: number): number {
    const first = b[start] ?? 0;
    let after: number;
    let second: number;
    if (first >= 65 && first <= 90) {
      if (b[start + 9] !== 58 || b[start + 12] !== 58) return -1;
      if (!stands(b, start, this.#minute) && !this.#oldMinute(b, start)) return -1;
      second = start + 13;
      after = start + 15;
    } else if (first >= 48 && first <= 57) {
      if (b[start + 16] !== 58 || b[start + 4] !== 45) return -1;
      second = start + 17;
      after = start + 19;
      while (after < end && b[after] !== 32) after++;
      if (!stands(b, after - this.#zoneText.length, this.#zoneText) || !stands(b, start, this.#minute)) {
        if (!this.#isoMinute(b, start, after)) return -1;
      }
    } else return -1;
    if (b[after] === 46) while (after < end && b[after] !== 32) after++;
    if (b[after] !== 32 || after > end - 4) return -1;
    const tens = (b[second] ?? 0) - 48;
    const ones = (b[second + 1] ?? 0) - 48;
    if (!(tens >= 0 && tens < 7 && ones >= 0 && ones < 10)) return -1;
    this.#place.at = this.#minuteAt + (tens * 10 + ones) * 1000;
    return after + 1;
  }

  /** `Jan 31 12:00` */
  #oldMinute(b: Uint8Array, start: number): boolean {
    const stamp = textAt(b, start, start + 12);
    const month = monthAt(stamp, 0);
    const [, day, hour, minute] = /^...( \d|[123]\d) (\d\d):(\d\d)$/.exec(stamp.replace(/^(...) /, '$1')) ?? [];
    if (month < 0 || minute === undefined) return false;
    this.#minute = ascii(stamp);
    this.#minuteAt = this.#clock.utc(
      this.#years.wall(month, Number(day), Number(hour), Number(minute), this.#clock.now),
    );
    return true;
  }

  /** `2026-01-31T12:00`, and the zone at the end of the stamp. */
  #isoMinute(b: Uint8Array, start: number, end: number): boolean {
    const stamp = textAt(b, start, Math.min(end, start + 48));
    const [, date, time, zone] =
      /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)$/.exec(stamp) ?? [];
    if (zone === undefined) return false;
    const wall = Date.parse(`${date}T${time}Z`);
    if (Number.isNaN(wall)) return false;
    this.#minute = ascii(stamp.slice(0, 16));
    this.#zoneText = ascii(zone);
    this.zone = zoneMinutes(zone);
    this.#minuteAt = wall - this.zone * 60_000;
    return true;
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
      if (!others.has(b[program] ?? 0)) return;
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
    // `PROGRAM[PID]: ` at once.
    const last = b[space - 1];
    if (space >= end || last === 58 || last === 93) return -1;
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
    const { host, since, until } = this.#window;
    if (host !== null && place.host.name !== host) {
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
  #odd(b: Uint8Array, start: number, end: number): void {
    const open = b[start] === 123;
    if (!open && !mayMatter(b, start, end)) return;
    const line = textAt(b, start, end);
    const journal = open && maybeJournal(line);
    if (open && !journal && !mayMatter(b, start, end)) return;
    const parts = journal ? journalParts(line) : partsOf(line, this.#clock, this.#years);
    if (parts === null) return;
    this.#before = -1;
    const place = this.#place;
    place.host = this.books.hosts.of(parts.host);
    place.at = parts.at ?? this.#lastAt;
    this.#lastAt = place.at;
    place.pid = parts.pid;
    if (parts.zone !== null) this.zone = parts.zone;
    if (parts.at !== null || journal) this.stamped++;
    const own = sshd.test(parts.program);
    if (!own && !spoken.test(parts.program) && !/ssh/.test(parts.message)) return;
    if (!this.#wanted(place)) return;
    this.#told(line, parts, own);
  }

  #told(line: string, parts: Parts, own: boolean): void {
    const place = this.#place;
    const quoted = line.slice(0, 512);
    place.bytes = ascii(`${quoted}\n${parts.message}`);
    place.start = 0;
    place.end = quoted.length;
    place.message = quoted.length + 1;
    place.messageEnd = place.bytes.length;
    if (own && parts.message !== '') this.#sshdLine(place.bytes, place.message, place.messageEnd);
    else if (!own) this.books.stranger(parts.program, parts.message, place);
  }
}

/** Where the next line break is; -1 when there is none. */
function newlineAt(b: Uint8Array, fours: DataView, at: number): number {
  const length = b.length;
  let i = at;
  // Four bytes at once: one that is 0 borrows from the bit above it (Hacker's Delight, 6-1).
  for (const last = length - 4; i <= last; i += 4) {
    const v = fours.getInt32(i, true) ^ 0x0a0a0a0a;
    const zero = (v - 0x01010101) & ~v & -0x7f7f7f80;
    // The lowest bit is the first break.
    if (zero !== 0) return i + ((31 - Math.clz32(zero & -zero)) >> 3);
  }
  for (; i < length; i++) if (b[i] === newline) return i;
  return -1;
}

/** Whether the same `length` bytes, four or more, stand at both places. */
function alike(fours: DataView, one: number, two: number, length: number): boolean {
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (fours.getInt32(one + i) !== fours.getInt32(two + i)) return false;
  return fours.getInt32(one + last) === fours.getInt32(two + last);
}

/** Whether one of the words stands in it that every line has that is read for what it says. */
function mayMatter(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = b[i];
    if (c !== 115 && c !== 107 && c !== 102 && c !== 100) continue;
    if (c === 115 ? standsIn(b, i, end, sshWord) : c === 107 ? standsIn(b, i, end, kernelWord) : false) return true;
    if (c === 102 ? standsIn(b, i, end, banWord) : c === 100 ? standsIn(b, i, end, dropbearWord) : false) return true;
  }
  return false;
}

function standsIn(b: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  return at + word.length <= end && stands(b, at, word);
}
