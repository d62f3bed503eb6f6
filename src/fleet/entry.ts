import type { Clock, Years } from './clock.ts';
import { journalOf } from './journal.ts';
import { type Parts, type Stamp, stampOf } from './prefix.ts';

const field = /^\s*(_{0,2}[A-Z][A-Z0-9_]{0,63})=(.*)$/s;
const pretty = /^\s+"(_{0,2}[A-Z][A-Z0-9_]{0,63})" ?: (".*"),?$/s;
const header = /^[A-Z][a-z]{2} \d{4}-\d\d-\d\d .{8,40} \[s=[\da-f]{32};i=/;

/**
 * One entry of the journal that takes several lines: `journalctl -o export`, `verbose` and `json-pretty`. Lines go in, one after
 * the other; what the entry says comes out when it is over. Characters are bytes.
 */
export class Entry {
  open = false;
  #fields: Record<string, string> = {};
  #stamp: Stamp | null = null;

  /** Whether a line that begins so can be the first of an entry: asked of each line that has no usual stamp. */
  static mayBegin(b: Uint8Array, start: number, end: number): boolean {
    const first = b[start];
    if (first === 123) return end === start + 1;
    if (first === 95) return b[start + 1] === 95;
    return b[start + 3] === 32 && b[start + 8] === 45 && b[start + 11] === 45;
  }

  /** Takes the first line of an entry; false when it is none. */
  begin(line: string, clock: Clock, years: Years): boolean {
    const verbose = header.test(line);
    if (!verbose && line !== '{' && !line.startsWith('__CURSOR=')) return false;
    this.open = true;
    this.#fields = {};
    this.#stamp = verbose ? stampOf(line, clock, years) : null;
    return true;
  }

  /** Takes a further line; false when it is none of this entry. */
  add(line: string): boolean {
    const [, name, value] = field.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      // Every entry begins with it.
      if (name === '__CURSOR') return false;
      this.#fields[name] = value.slice(0, 8192);
      return true;
    }
    const [, key, text] = pretty.exec(line) ?? [];
    if (key === undefined || text === undefined) return false;
    try {
      this.#fields[key] = String(JSON.parse(text)).slice(0, 8192);
    } catch {
      // Cut off in the middle: the rest of the entry says what it says.
    }
    return true;
  }

  /** What it says; null when that is nothing. */
  end(): Parts | null {
    this.open = false;
    const parts = journalOf(this.#fields);
    if (parts === null || this.#stamp === null) return parts;
    return { ...parts, at: parts.at ?? this.#stamp.at, zone: this.#stamp.zone };
  }
}
