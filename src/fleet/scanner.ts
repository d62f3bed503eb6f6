import { ascii, stands } from '../readers/sshd-log/ascii.ts';
import { emptyEvent, readEvent } from '../readers/sshd-log/event.ts';
import { Books } from './books.ts';
import { type Clock, monthAt, Years, zoneMinutes } from './clock.ts';
import type { Host } from './hosts.ts';
import { journalParts, maybeJournal } from './journal.ts';
import type { Place } from './line.ts';
import { type Parts, partsOf } from './prefix.ts';
import { copied } from './tally.ts';

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
const sshdWord = ascii('sshd');
const sessionWord = ascii('-session');
const authWord = ascii('-auth');
const repeatedWord = ascii('message repeated ');

const sshd = /^sshd(?:-session|-auth)?$/;
/** Others whose lines say something of connections, whatever is in them. */
const spoken = /^(?:kernel|fail2ban|sshguard|dropbear)/;

/**
 * Reads a server log of any size, piece by piece, in bounded memory. A piece is a text whose characters are bytes (latin1):
 * the cheapest form to look at, and it hides no byte. However the log is cut into pieces, the books are the same.
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
  #carry = '';
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
      text: '',
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

  /** The next piece, and the same as bytes. */
  feed(text: string, bytes: Uint8Array = ascii(text)): void {
    let at = 0;
    if (this.#carry !== '') {
      const nl = text.indexOf('\n');
      const more = nl < 0 ? text : text.slice(0, nl);
      if (this.#carry.length < maxLine) this.#carry += copied(more.slice(0, maxLine - this.#carry.length));
      if (nl < 0) return;
      this.flush();
      at = nl + 1;
    }
    for (let nl = text.indexOf('\n', at); nl >= 0; nl = text.indexOf('\n', at)) {
      this.#line(bytes, text, at, nl);
      at = nl + 1;
    }
    if (at < text.length) this.#carry = copied(text.slice(at, at + maxLine));
    this.books.settle();
  }

  /** Reads what stands behind the last line break. */
  flush(): void {
    const carry = this.#carry;
    this.#carry = '';
    if (carry !== '') this.#line(ascii(carry), carry, 0, carry.length);
  }

  #line(bytes: Uint8Array, text: string, start: number, lineEnd: number): void {
    this.lines++;
    const place = this.#place;
    place.line++;
    let end = lineEnd - start > maxLine ? start + maxLine : lineEnd;
    if (end > start && bytes[end - 1] === 13) end--;
    if (end - start < 6) return;
    place.text = text;
    place.bytes = bytes;
    place.start = start;
    place.end = end;
    const at = this.#stamp(bytes, text, start, end);
    if (at < 0) this.#odd(text.slice(start, end));
    else this.#plain(bytes, text, at, end);
  }

  /** Reads a stamp of the two usual forms into the place; where the host begins, or -1 for any other line. */
  #stamp(b: Uint8Array, text: string, start: number, end: number): number {
    const first = b[start] ?? 0;
    let after: number;
    let second: number;
    if (first >= 65 && first <= 90) {
      if (b[start + 9] !== 58 || b[start + 12] !== 58) return -1;
      if (!stands(b, start, this.#minute) && !this.#oldMinute(text, start)) return -1;
      second = start + 13;
      after = start + 15;
    } else if (first >= 48 && first <= 57) {
      if (b[start + 16] !== 58 || b[start + 4] !== 45) return -1;
      second = start + 17;
      after = start + 19;
      while (after < end && b[after] !== 32) after++;
      if (!stands(b, after - this.#zoneText.length, this.#zoneText) || !stands(b, start, this.#minute)) {
        if (!this.#isoMinute(text, start, after)) return -1;
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
  #oldMinute(text: string, start: number): boolean {
    const month = monthAt(text, start);
    const [, day, hour, minute] =
      /^...( \d|[123]\d) (\d\d):(\d\d)$/.exec(text.slice(start, start + 12).replace(/^(...) /, '$1')) ?? [];
    if (month < 0 || minute === undefined) return false;
    this.#minute = ascii(text.slice(start, start + 12));
    this.#minuteAt = this.#clock.utc(
      this.#years.wall(month, Number(day), Number(hour), Number(minute), this.#clock.now),
    );
    return true;
  }

  /** `2026-01-31T12:00`, and the zone at the end of the stamp. */
  #isoMinute(text: string, start: number, end: number): boolean {
    const stamp = text.slice(start, Math.min(end, start + 48));
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

  /** `HOST PROGRAM[PID]: MESSAGE`, the host beginning at `at`. */
  #plain(b: Uint8Array, text: string, at: number, end: number): void {
    const place = this.#place;
    const program = this.#hostAt(b, text, at, end);
    const isSshd = program > 0 && stands(b, program, sshdWord);
    const message = isSshd ? this.#header(b, program + 4, end) : -1;
    if (message >= 0) {
      this.stamped++;
      place.host = this.#host;
      this.#lastAt = place.at;
      if (!this.#wanted(place)) return;
      place.message = message;
      place.messageEnd = end;
      this.#sshdLine(b, text, message, end);
    } else if (program < 0 || isSshd) this.#odd(text.slice(place.start, end));
    else {
      this.stamped++;
      // Most others are cron and sudo; only what names ssh, the kernel and ban daemons say something of it.
      if (!others.has(b[program] ?? 0)) return;
      const line = text.slice(place.start, end);
      if (!this.#mayMatter(line)) return;
      this.stamped--;
      this.#odd(line);
    }
  }

  /** Reads the host into the scanner; where the program begins, or -1 when no host is named. */
  #hostAt(b: Uint8Array, text: string, at: number, end: number): number {
    if (stands(b, at, this.#hostText)) return at + this.#hostText.length;
    let space = at;
    while (space < end && b[space] !== 32) space++;
    // `PROGRAM[PID]: ` at once.
    const last = b[space - 1];
    if (space >= end || last === 58 || last === 93) return -1;
    this.#hostText = ascii(text.slice(at, space + 1));
    this.#host = this.books.hosts.of(text.slice(at, space));
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

  #sshdLine(b: Uint8Array, text: string, message: number, end: number): void {
    this.sshd++;
    const place = this.#place;
    place.host.lines++;
    let times = 1;
    // rsyslog: "message repeated 5 times: [ … ]"
    if (b[message] === 109 && stands(b, message, repeatedWord)) {
      const [head, count] = /^message repeated (\d{1,6}) times: \[ ?/.exec(text.slice(message, end)) ?? [];
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
  #odd(line: string): void {
    const parts = maybeJournal(line)
      ? journalParts(line)
      : this.#mayMatter(line)
        ? partsOf(line, this.#clock, this.#years)
        : null;
    if (parts === null) return;
    const place = this.#place;
    place.host = this.books.hosts.of(parts.host);
    place.at = parts.at ?? this.#lastAt;
    this.#lastAt = place.at;
    place.pid = parts.pid;
    if (parts.zone !== null) this.zone = parts.zone;
    if (parts.at !== null || maybeJournal(line)) this.stamped++;
    const own = sshd.test(parts.program);
    if (!own && !spoken.test(parts.program) && !/ssh/.test(parts.message)) return;
    if (!this.#wanted(place)) return;
    this.#told(line, parts, own);
  }

  #told(line: string, parts: Parts, own: boolean): void {
    const place = this.#place;
    const quoted = line.slice(0, 512);
    place.text = `${quoted}\n${parts.message}`;
    place.bytes = ascii(place.text);
    place.start = 0;
    place.end = quoted.length;
    place.message = quoted.length + 1;
    place.messageEnd = place.text.length;
    if (own && parts.message !== '') this.#sshdLine(place.bytes, place.text, place.message, place.messageEnd);
    else if (!own) this.books.stranger(parts.program, parts.message, place);
  }

  #mayMatter(line: string): boolean {
    return line.includes('ssh') || line.includes('kernel') || line.includes('fail2ban') || line.includes('dropbear');
  }
}
