/*
 * JSON that remembers on which line each value begins, so that a rule can be quoted with its place.
 */

/** A value of JSON. `line` is where it begins, `end` where it ends, both counted from 1. */
export interface Located {
  readonly line: number;
  readonly end: number;
  readonly value: null | boolean | number | string | readonly Located[] | ReadonlyMap<string, Located>;
}

export interface Documents {
  readonly whole: readonly Located[];
  /** What begins as JSON and breaks off or is damaged: the line of its first character. */
  readonly broken: readonly { readonly line: number; readonly end: number; readonly text: string }[];
}

/** Deeper values are damaged: no program nests like that. */
const maxDepth = 64;

/** The objects and lists that begin a line of the text. Each character is read once. */
export function documentsIn(text: string): Documents {
  const whole: Located[] = [];
  const broken: { line: number; end: number; text: string }[] = [];
  const scan = new Scan(text);
  while (scan.toOpening()) {
    const { at, line } = scan;
    const value = scan.value(0);
    if (value !== null) whole.push(value);
    else {
      broken.push({ line, end: scan.line, text: text.slice(at, scan.at + 1) });
      scan.toNextLine();
    }
  }
  return { whole, broken };
}

const newline = 10;
const quote = 34;
const backslash = 92;
/** Anything that ends a number or a word. */
const rest = /[\s,\]}]/;

class Scan {
  readonly #text: string;
  at = 0;
  line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** To the next line that begins with a brace or a bracket. */
  toOpening(): boolean {
    while (this.at < this.#text.length) {
      this.#blank();
      const c = this.#text[this.at];
      if (c === '{' || c === '[') return true;
      this.toNextLine();
    }
    return false;
  }

  toNextLine(): void {
    const next = this.#text.indexOf('\n', this.at);
    this.at = next < 0 ? this.#text.length : next + 1;
    if (next >= 0) this.line++;
  }

  /** Null: it is damaged at `at`. */
  value(depth: number): Located | null {
    this.#blank();
    const { line } = this;
    const c = this.#text[this.at];
    const value =
      c === '{' || c === '['
        ? depth > maxDepth
          ? undefined
          : c === '{'
            ? this.#object(depth)
            : this.#list(depth)
        : c === '"'
          ? this.#string()
          : this.#word();
    return value === undefined ? null : { line, end: this.line, value };
  }

  #blank(): void {
    for (; this.at < this.#text.length; this.at++) {
      const code = this.#text.charCodeAt(this.at);
      if (code === newline) this.line++;
      else if (code !== 32 && code !== 9 && code !== 13) return;
    }
  }

  /** What closes, or goes on: true when it is closed. */
  #closed(close: string, first: boolean): boolean | undefined {
    this.#blank();
    const c = this.#text[this.at];
    if (c === close) {
      this.at++;
      return true;
    }
    if (first) return false;
    if (c !== ',') return undefined;
    this.at++;
    return false;
  }

  #object(depth: number): ReadonlyMap<string, Located> | undefined {
    const map = new Map<string, Located>();
    this.at++;
    for (let first = true; ; first = false) {
      const closed = this.#closed('}', first);
      if (closed !== false) return closed === true ? map : undefined;
      this.#blank();
      if (this.#text.charCodeAt(this.at) !== quote) return undefined;
      const key = this.#string();
      this.#blank();
      if (key === undefined || this.#text[this.at] !== ':') return undefined;
      this.at++;
      const value = this.value(depth + 1);
      if (value === null) return undefined;
      map.set(key, value);
    }
  }

  #list(depth: number): readonly Located[] | undefined {
    const list: Located[] = [];
    this.at++;
    for (let first = true; ; first = false) {
      const closed = this.#closed(']', first);
      if (closed !== false) return closed === true ? list : undefined;
      const value = this.value(depth + 1);
      if (value === null) return undefined;
      list.push(value);
    }
  }

  #string(): string | undefined {
    const from = this.at;
    let plain = true;
    for (let i = from + 1; i < this.#text.length; i++) {
      const code = this.#text.charCodeAt(i);
      if (code === newline) break;
      if (code === backslash) {
        plain = false;
        i++;
      } else if (code === quote) {
        this.at = i + 1;
        return plain ? this.#text.slice(from + 1, i) : unescaped(this.#text.slice(from, i + 1));
      }
    }
    return undefined;
  }

  #word(): null | boolean | number | undefined {
    let end = this.at;
    while (end < this.#text.length && end - this.at < 40 && !rest.test(this.#text[end] ?? '')) end++;
    const word = this.#text.slice(this.at, end);
    const value = word === 'null' ? null : word === 'true' ? true : word === 'false' ? false : numberOf(word);
    if (value !== undefined) this.at = end;
    return value;
  }
}

function numberOf(word: string): number | undefined {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word) ? Number(word) : undefined;
}

function unescaped(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** The member of an object; undefined when there is none, or it is null. */
export function member(of: Located | undefined, key: string): Located | undefined {
  const found = of !== undefined && of.value instanceof Map ? (of.value.get(key) as Located | undefined) : undefined;
  return found?.value === null ? undefined : found;
}

/** The elements of a list that is a member; empty when there is none. */
export function listOf(of: Located | undefined, key: string): readonly Located[] {
  return elements(member(of, key));
}

export function elements(of: Located | undefined): readonly Located[] {
  return of !== undefined && Array.isArray(of.value) ? (of.value as readonly Located[]) : [];
}

export function textOf(of: Located | undefined, key: string): string | undefined {
  const value = member(of, key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list that is a member. */
export function textsOf(of: Located | undefined, key: string): readonly string[] {
  return listOf(of, key).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

export function wholeOf(of: Located | undefined, key: string): number | undefined {
  const value = member(of, key)?.value;
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function flagOf(of: Located | undefined, key: string): boolean {
  return member(of, key)?.value === true;
}
