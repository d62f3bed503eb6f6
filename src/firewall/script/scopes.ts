import type { Token } from './tokens.ts';

/** Words that variables may come to in all: what is made of a few lines by doubling is cut off. */
const maxWords = 2_000_000;

type Names = Map<string, readonly Token[]>;

/** The variables of nft(8), by the blocks that they are defined in. A value has no variables left. */
export class Scopes {
  readonly #open: Names[] = [new Map()];
  #left = maxWords;
  readonly #lacking = new Set<string>();

  enter(): void {
    this.#open.push(new Map());
  }

  leave(): void {
    if (this.#open.length > 1) this.#open.pop();
  }

  #find(name: string): readonly Token[] | undefined {
    return this.#open.findLast((names) => names.has(name))?.get(name);
  }

  /** False: nft(8) refuses to define what is defined. */
  define(name: string, value: readonly Token[], again: boolean): boolean {
    if (!again && this.#find(name) !== undefined) return false;
    this.#open.at(-1)?.set(name, value);
    return true;
  }

  /** False: it is not of this block. */
  undefine(name: string): boolean {
    return this.#open.at(-1)?.delete(name) === true;
  }

  /**
   * The words with values in place of variables, each where the variable stands. A set within a set is its elements. Undefined
   * names stay; `lacks` is told of them.
   */
  expand(words: readonly Token[], lacks: (token: Token, why: string) => void): readonly Token[] {
    if (!words.some(({ word }) => word.startsWith('$'))) return words;
    const out: Token[] = [];
    let depth = 0;
    for (const token of words) {
      const { word, file, line } = token;
      if (word === '{') depth++;
      else if (word === '}') depth--;
      const value = word.startsWith('$') ? this.#valueOf(token, lacks) : undefined;
      if (value === undefined) out.push(token);
      else for (const one of depth > 0 ? elementsOf(value) : value) out.push({ word: one.word, file, line });
    }
    return out;
  }

  #valueOf(token: Token, lacks: (token: Token, why: string) => void): readonly Token[] | undefined {
    const { word } = token;
    const value = this.#find(word.slice(1));
    this.#left -= value?.length ?? 0;
    if (value !== undefined && this.#left >= 0) return value;
    const why = value === undefined ? 'which is not defined' : 'by which the text grows without end';
    if (!this.#lacking.has(word)) lacks(token, `${word}, ${why}`);
    this.#lacking.add(word);
    return undefined;
  }
}

function elementsOf(value: readonly Token[]): readonly Token[] {
  return value[0]?.word === '{' && value.at(-1)?.word === '}' ? value.slice(1, -1) : value;
}
