import type { LogLine } from '../model/fleet.ts';
import { printable } from '../model/text.ts';
import { redactText } from '../readers/redact.ts';
import { textAt } from '../readers/sshd-log/ascii.ts';
import { isoOf } from './clock.ts';
import type { Host } from './hosts.ts';
import { type Name, nameAt, shown, wordAt } from './name.ts';

/** Where a line stands, as far as it was read. `at` is 0 when it has no time. */
export interface Place {
  at: number;
  host: Host;
  pid: number;
  file: string;
  line: number;
  /** The bytes that the line is part of, from `start` to before `end`; its message from `message` to before `messageEnd`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  message: number;
  messageEnd: number;
}

/** A place to fill. */
export function emptyPlace(host: Host): Place {
  const bytes = new Uint8Array();
  return { at: 0, host, pid: 0, file: '', line: 0, bytes, start: 0, end: 0, message: 0, messageEnd: 0 };
}

/** Places of the names in a text; empty when there is none. */
export interface Names {
  readonly userStart: number;
  readonly userEnd: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

/** The names themselves; '' when there is none. */
export interface Party {
  user: string;
  source: Name;
}

/** Makes the names of a line. */
export function nameThem(place: Place, names: Names, party: Party): void {
  party.user = names.userStart === names.userEnd ? '' : wordAt(place.bytes, names.userStart, names.userEnd);
  party.source = sourceOf(place, names);
}

export const nobody: Names = { userStart: 0, userEnd: 0, sourceStart: 0, sourceEnd: 0 };

/** '' when there is none. */
function userOf({ bytes }: Place, { userStart, userEnd }: Names): string {
  return userStart === userEnd ? '' : textAt(bytes, userStart, userEnd);
}

/** '' when there is none. */
function sourceOf({ bytes }: Place, { sourceStart, sourceEnd }: Names): Name {
  return sourceStart === sourceEnd ? '' : nameAt(bytes, sourceStart, sourceEnd);
}

/** A line that outlives the piece of the log that it was read from. Texts are bytes. */
export interface Seen {
  readonly at: number | null;
  readonly host: string | null;
  readonly user: string;
  readonly source: Name;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

export function seenAt(place: Place, names: Names): Seen {
  const { at, host, file, line, bytes, start, end, message, messageEnd } = place;
  return {
    at: at === 0 ? null : at,
    host: host.name,
    user: userOf(place, names),
    source: sourceOf(place, names),
    file,
    line,
    text: textAt(bytes, start, Math.min(end, start + 400)),
    message: textAt(bytes, message, Math.min(messageEnd, message + 1024)),
  };
}

/** The last line of a kind. Only what is still the last at the end of a piece is copied out of it. */
export class Latest {
  #place: Place | null = null;
  readonly #names = { userStart: 0, userEnd: 0, sourceStart: 0, sourceEnd: 0 };
  #seen: Seen | null = null;

  set(place: Place, names: Names): void {
    // Filled in place: a flood makes no garbage.
    if (this.#place === null) {
      this.#place = { ...place };
    } else {
      const mine = this.#place;
      mine.at = place.at;
      mine.host = place.host;
      mine.file = place.file;
      mine.line = place.line;
      mine.bytes = place.bytes;
      mine.start = place.start;
      mine.end = place.end;
      mine.message = place.message;
      mine.messageEnd = place.messageEnd;
    }
    this.#names.userStart = names.userStart;
    this.#names.userEnd = names.userEnd;
    this.#names.sourceStart = names.sourceStart;
    this.#names.sourceEnd = names.sourceEnd;
  }

  /** The piece that the line stands in is about to go. */
  settle(): void {
    if (this.#place !== null) this.#seen = seenAt(this.#place, this.#names);
    this.#place = null;
  }

  get seen(): Seen | null {
    this.settle();
    return this.#seen;
  }
}

export function lineOf({ at, host, user, source, file, line, text }: Seen): LogLine {
  return {
    at: isoOf(at),
    host: host === null ? null : printable(shown(host)),
    user: user === '' ? null : printable(shown(user)),
    source: source === '' ? null : printable(shown(source)),
    file,
    line,
    quote: printable(redactText(shown(text)).trim()),
  };
}
