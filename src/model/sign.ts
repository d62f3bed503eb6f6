import type { Observation, ObservationKind, ObservationMap } from './observation.ts';

/** Kleene's three values. Unknown is not false. */
export type Truth = true | false | 'unknown';

/** A test of one field: a value, one of several, a pattern for text, a range for numbers (ends included). */
export type Test<V> =
  | V
  | readonly V[]
  | (V extends string ? RegExp : never)
  | (V extends number ? { readonly min?: number; readonly max?: number } : never);

export type Where<K extends ObservationKind> = {
  readonly [F in keyof ObservationMap[K]]?: Test<NonNullable<ObservationMap[K][F]>>;
};

/** A condition as plain data. */
export type Sign =
  | { readonly op: 'seen'; readonly kind: ObservationKind; readonly where: Readonly<Record<string, unknown>> }
  | { readonly op: 'all' | 'any'; readonly of: readonly Sign[] }
  | { readonly op: 'not'; readonly of: readonly [Sign] };

/** A sign ruled on facts: its value, what made it true, and what nobody looked at. */
export interface Ruling {
  readonly truth: Truth;
  readonly because: readonly Observation[];
  readonly missing: readonly ObservationKind[];
  /** It is open only since the connection may have stopped in one of several ways, and it holds for some of them. */
  readonly maybe?: true;
}
