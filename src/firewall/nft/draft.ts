import type { Sets } from '../elements.ts';
import type { Asks, Change, Match, Rule, TellPorts } from '../model.ts';
import type { Cursor } from '../words.ts';

/** Where a rule stands, as far as its table and chain tell. */
export interface Where {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly number: number;
  readonly sets: Sets;
  /** Long lists repeat their statements: what the rule before said is not read again. */
  readonly before?: Before;
}

/** A rule while it is read. */
export interface Draft {
  readonly order: (Match | Change)[];
  verdict: Rule['verdict'];
  handle?: number;
  packets?: number;
  /** Of the verdict, when it is looked up. */
  asks?: readonly Asks[];
  ports?: ((tell: TellPorts) => void) | undefined;
  /** Something that is set is made of an address. */
  addressed?: boolean;
}

/** Statements as the rule before had them, by their place in it. */
export type Before = Said[];

export interface Said {
  readonly words: readonly string[];
  /** The word behind it; a comment is like any other. */
  readonly behind: string;
  readonly steps: readonly (Match | Change)[];
  readonly verdict: Rule['verdict'];
}

/** Nobody knows the marks behind it. */
export const lost: Change = {
  change: (packet) => ({ ...packet, unknown: new Set([...(packet.unknown ?? []), 'mark', 'ctMark']) }),
};

/** True: read; false: not understood; null: it is something else, that begins with the same word. */
export type Reader = (cursor: Cursor, draft: Draft, where: Where) => boolean | null;

/** A condition that nobody here can ask. */
export const cannotTell = (draft: Draft, text: string): true => {
  draft.order.push({ text, because: text, test: () => 'unknown' });
  return true;
};
