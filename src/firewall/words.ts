/** Words of a text of nft(8), with where they stand. A new line is a word; a comment is one, from its `#`. */
export interface Words {
  readonly text: string;
  readonly word: readonly string[];
  /** Offset of each word's first character. */
  readonly start: Int32Array;
  /** Line of each word, counted from 1. */
  readonly line: Int32Array;
}

const newline = 10;
const quote = 34;
const hash = 35;
/** Space, tab, carriage return. */
const blank = (code: number): boolean => code === 32 || code === 9 || code === 13;
/** `( ) , ; { }` */
const single = (code: number): boolean =>
  code === 40 || code === 41 || code === 44 || code === 59 || code === 123 || code === 125;

/**
 * Each character is looked at once. A string keeps its quotes; one that is not closed ends with its line. Long lists
 * repeat themselves: a word that stood at the same place of the line before is the same string.
 */
export function wordsOf(text: string): Words {
  const word: string[] = [];
  let start = new Int32Array(1024);
  let line = new Int32Array(1024);
  let at = 0;
  let row = 1;
  // First words of this line and of the line before.
  let [first, above] = [0, 0];
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (blank(code)) {
      at++;
      continue;
    }
    const next = endOf(text, at, code);
    const n = word.length;
    if (n === start.length) [start, line] = [grown(start), grown(line)];
    const same = above + n - first < first ? word[above + n - first] : undefined;
    word.push(
      same !== undefined && same.length === next - at && text.startsWith(same, at) ? same : text.slice(at, next),
    );
    start[n] = at;
    line[n] = row;
    if (code === newline) {
      row++;
      [above, first] = [first, n + 1];
    }
    at = next;
  }
  return { text, word, start, line };
}

function grown(of: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(of.length * 2);
  more.set(of);
  return more;
}

function endOf(text: string, at: number, code: number): number {
  if (code === newline || single(code)) return at + 1;
  let next = at + 1;
  if (code === quote) {
    while (next < text.length && text.charCodeAt(next) !== quote && text.charCodeAt(next) !== newline) next++;
    return text.charCodeAt(next) === quote ? next + 1 : next;
  }
  if (code === hash) {
    while (next < text.length && text.charCodeAt(next) !== newline) next++;
    return next;
  }
  while (next < text.length) {
    const c = text.charCodeAt(next);
    if (blank(c) || c === newline || single(c) || c === quote) break;
    next++;
  }
  return next;
}

/** Without its quotes. */
export function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, word.endsWith('"') && word.length > 1 ? -1 : undefined) : word;
}

/** Reads on from a place in the words, up to `to`. */
export class Cursor {
  readonly words: Words;
  at: number;
  readonly to: number;

  constructor(words: Words, at: number, to: number) {
    this.words = words;
    this.at = at;
    this.to = to;
  }

  get word(): string {
    return this.at < this.to ? (this.words.word[this.at] ?? '') : '';
  }

  get done(): boolean {
    return this.at >= this.to;
  }

  peek(n: number): string {
    return this.at + n < this.to ? (this.words.word[this.at + n] ?? '') : '';
  }

  next(): string {
    const { word } = this;
    this.at++;
    return word;
  }

  /** Steps over the word if it is next. */
  take(word: string): boolean {
    if (this.word !== word || this.done) return false;
    this.at++;
    return true;
  }

  /** The text between two places, on one line. */
  text(from: number, to: number): string {
    const { text, start, word } = this.words;
    const end = to > from ? (start[to - 1] ?? 0) + (word[to - 1] ?? '').length : 0;
    const plain = text.slice(start[from] ?? 0, end);
    return /[\t\r\n]| {2}/.test(plain) ? plain.replace(/\s+/g, ' ') : plain;
  }

  /** Steps over what is in braces, when a brace is next. */
  skipBlock(): void {
    if (this.word !== '{') return;
    let depth = 0;
    while (!this.done) {
      const word = this.next();
      if (word === '{') depth++;
      else if (word === '}' && --depth === 0) return;
    }
  }
}
