import type { Token } from './tokens.ts';

/** As deep as nft(8) goes into files that are included (MAX_INCLUDE_DEPTH). */
const maxDepth = 16;
/** Files in all, and their words: files that include each other may be doubled again and again. */
const maxFiles = 1000;
const maxWords = 2_000_000;

interface Frame {
  readonly tokens: readonly Token[];
  at: number;
}

const end: Token = { word: '', file: '', line: 1 };

/** Words one after the other, those of included files in their place. An empty word is the end. */
export class Feed {
  readonly #frames: Frame[] = [];
  #files = 0;
  #words = 0;
  #last: Token = end;

  constructor(tokens: readonly Token[]) {
    this.#frames.push({ tokens, at: 0 });
  }

  /** Goes on with the words of a file. False: too deep, or too much. */
  include(tokens: readonly Token[]): boolean {
    this.#files++;
    this.#words += tokens.length;
    if (this.#frames.length > maxDepth || this.#files > maxFiles || this.#words > maxWords) return false;
    this.#frames.push({ tokens, at: 0 });
    return true;
  }

  /** The next one, which stays. */
  get token(): Token {
    for (;;) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return { ...this.#last, word: '' };
      const token = frame.tokens[frame.at];
      if (token !== undefined) return token;
      this.#frames.pop();
    }
  }

  get word(): string {
    return this.token.word;
  }

  next(): Token {
    const { token } = this;
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.at++;
    this.#last = token;
    return token;
  }

  take(word: string): boolean {
    if (this.word !== word) return false;
    this.next();
    return true;
  }

  /** Whether a statement ends here. */
  get ends(): boolean {
    const { word } = this;
    return word === '' || word === '\n' || word === ';' || word === '}';
  }

  /** The words up to the end of the statement, without the new lines within braces. */
  statement(): readonly Token[] {
    const out: Token[] = [];
    let depth = 0;
    while (this.word !== '' && (depth > 0 || !this.ends)) {
      const token = this.next();
      if (token.word === '{') depth++;
      else if (token.word === '}') depth--;
      if (token.word !== '\n' && (depth === 0 || !token.word.startsWith('#'))) out.push(token);
    }
    return out;
  }
}
