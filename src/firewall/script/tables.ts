import type { Token } from './tokens.ts';

/** A line as `nft list ruleset` would print it, and where what it says was written. */
export interface ScriptLine {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** As it was written, where that is other words. */
  readonly quote?: string;
}

export interface ScriptChain {
  readonly at: Token;
  readonly name: string;
  /** Type, hook and priority; null: it is no base chain. */
  base: ScriptLine | null;
  policy: string | null;
  readonly rules: ScriptLine[];
}

export interface ScriptSet {
  readonly at: Token;
  /** `set`, `map`, `meter`. */
  readonly kind: string;
  readonly about: readonly ScriptLine[];
  /** Lists of elements, without their braces. */
  readonly elements: (readonly Token[])[];
}

export interface ScriptTable {
  readonly at: Token;
  readonly family: string;
  readonly name: string;
  readonly about: ScriptLine[];
  readonly sets: Map<string, ScriptSet>;
  readonly chains: Map<string, ScriptChain>;
}

export const lineOf = ({ file, line }: Token, text: string): ScriptLine => ({ text, file, line });

/** The table as `nft list ruleset` would print it. */
export function* printed({ at, family, name, about, sets, chains }: ScriptTable): Generator<ScriptLine> {
  yield lineOf(at, `table ${family} ${name} {`);
  yield* about;
  for (const [set, { at: place, kind, about: more, elements }] of sets) {
    yield lineOf(place, `${kind} ${set} {`);
    yield* more;
    yield* listed(elements.flat(), place);
    yield lineOf(place, '}');
  }
  for (const chain of chains.values()) {
    yield lineOf(chain.at, `chain ${chain.name} {`);
    if (chain.base !== null) yield { ...chain.base, text: `${chain.base.text}; policy ${chain.policy ?? 'accept'};` };
    yield* chain.rules;
    yield lineOf(chain.at, '}');
  }
  yield lineOf(at, '}');
}

/** Words on a line: long lists have many. */
const many = 500;

function* listed(words: readonly Token[], at: Token): Generator<ScriptLine> {
  if (words.length === 0) return;
  yield lineOf(words[0] ?? at, 'elements = {');
  for (let from = 0; from < words.length; from += many) {
    const some = words.slice(from, from + many);
    yield lineOf(some[0] ?? at, some.map(({ word }) => word).join(' '));
  }
  yield lineOf(at, '}');
}
