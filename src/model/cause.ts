import type { Fix, Who } from './fix.ts';
import type { Observation, ObservationKind } from './observation.ts';
import type { Sign } from './sign.ts';
import type { Stage, Symptom } from './stage.ts';

export type { Fix, Risk, Who } from './fix.ts';

/** What a person can be told when the evidence cannot tell the members apart. */
export type Family =
  | 'config'
  | 'identification'
  | 'address'
  | 'unreachable'
  | 'route'
  | 'client'
  | 'filtered'
  | 'limited'
  | 'not-serving'
  | 'exhausted'
  | 'other-service'
  | 'path'
  | 'negotiation'
  | 'account'
  | 'session';

/** Which end's evidence decides. */
export type DecidedBy = 'client' | 'server' | 'both';

export type Outcome = 'confirmed' | 'possible' | 'ruled-out' | 'unknown';

/** A next look that a person can take, and what it lets us see. */
export interface Check {
  /** The end that it is taken at; where it is neither, `what` says it. */
  readonly at?: 'client' | 'server';
  readonly what: string;
  /** Ready to paste. `{host}` `{port}` `{user}` `{address}` are filled in. */
  readonly command: string;
  /** All that it reads: who has given it need not look again. */
  readonly reads?: 'sshd-log';
}

/** The look in a clause, with its place. */
export function lookOf({ at, what }: Check): string {
  return at === undefined ? what : `on the ${at}, ${what}`;
}

/** A cause of the catalogue. Data only: no functions inside. */
export interface Cause {
  /** Kebab-case, a noun in the failing state, = file name. */
  readonly id: string;
  readonly stage: Stage;
  readonly family: Family;
  readonly who: Who;
  readonly decidedBy: DecidedBy;
  /** As long as it is there it stops every attempt: attempts that fail and work by turns rule it out. */
  readonly lasting?: true;
  /** One clause: what the id means. Never changes its meaning. */
  readonly meaning: string;
  /** The headline when it is confirmed: one sentence for a person. `{host}` `{port}` `{user}` `{address}` are filled in. */
  readonly title: string;
  /** What the user sees. */
  readonly sees: string;
  /** Why it happens. */
  readonly why: string;
  /** How often it stood behind the 327 solved real cases that were studied: the last tie-break. */
  readonly cases: number;
  /** How often it stood behind this symptom in those cases; a case counts for each face that it may show. */
  readonly behind?: Readonly<Partial<Record<Symptom, number>>>;
  /** So common behind these that few write about it: of its family it is named first. */
  readonly everyday?: readonly Symptom[];
  /** Must hold, or the cause is ruled out. */
  readonly requires?: Sign;
  /** Rules it in: no other cause explains this. */
  readonly proves?: Sign;
  /** Each one that holds raises its rank among the possible. */
  readonly suggests?: readonly Sign[];
  /** Rules it out. */
  readonly excludes?: Sign;
  /** A state of the server that stops each such login, whatever stops it sooner now. */
  readonly stands?: Sign;
  /** Causes that are only consequences when this one is confirmed. */
  readonly explains?: readonly string[];
  /** What it must not be taken for, and the difference. */
  readonly lookalikes: readonly { readonly cause: string; readonly difference: string }[];
  /** The look that settles it when the client's end cannot. */
  readonly check?: Check;
  readonly fix: readonly Fix[];
  readonly sources: readonly string[];
}

/** An executable example beside a cause: facts in, the outcome for this cause out. */
export interface Example {
  readonly name: string;
  readonly expect: Outcome;
  /** Whether it is proven to wait behind what stops the connection here: for causes that have `stands`. */
  readonly waits?: boolean;
  /** Kinds that were looked at beside those seen. The derived kinds are always covered. */
  readonly covers?: readonly ObservationKind[];
  /** Nothing is known from the client's end: where the connection stops was not looked at. */
  readonly end?: 'server';
  readonly seen: readonly ExampleObservation[];
}

/** An observation without its place. */
export type ExampleObservation = {
  [K in ObservationKind]: readonly [K, Extract<Observation, { kind: K }>['value']];
}[ObservationKind];
