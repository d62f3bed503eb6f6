import type { Cause, Outcome } from '../model/cause.ts';
import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import type { Ruling, Sign } from '../model/sign.ts';
import { isBefore } from '../model/stage.ts';
import { all, any, rule, seen, symptom } from './sign.ts';

/** What the facts say of one cause. */
export interface Assessment {
  readonly cause: Cause;
  readonly outcome: Outcome;
  readonly because: readonly Observation[];
  readonly missing: readonly ObservationKind[];
  /** How many of its suggesting signs hold. */
  readonly support: number;
}

const open: Ruling = { truth: 'unknown', because: [], missing: [] };

/** Attempts failed and worked by turns: what stops every attempt is not the reason. */
const byTurns = seen('attempts.rate', { turns: { min: 2 } });

/** A helper has ended and given nothing: what it met before it had a connection it keeps to itself. */
const keptToItself = all(
  seen('proxy.used', { by: 'command' }),
  symptom('identification.closed'),
  any(seen('identification.end', { bytes: 0 }), seen('proxy.helper', { state: 'exited' })),
);

/**
 * Judges one cause. A proof against a bar (a failed `requires`, an `excludes` that holds) is evidence at odds with itself:
 * the cause stays possible, so that more evidence can withdraw a settled answer but never turn it around.
 */
export function assess(cause: Cause, facts: Facts): Assessment {
  const requires = ruleMaybe(cause.requires, facts);
  const proves = ruleMaybe(cause.proves, facts);
  const excludes = ruleMaybe(barsOf(cause), facts);
  const untold = isBefore(cause.stage, 'identification') && rule(keptToItself, facts).truth === true;
  const barred = (requires.truth === false && !untold) || excludes.truth === true;
  // What is ruled out is not ranked.
  const suggests = barred && proves.truth !== true ? [] : (cause.suggests ?? []).map((sign) => rule(sign, facts));
  const holding = suggests.filter((s) => s.truth === true);
  const missing = [...new Set([requires, proves, excludes, ...suggests].flatMap((r) => r.missing))];
  const result = (outcome: Outcome, because: readonly Observation[]): Assessment => ({
    cause,
    outcome,
    because: distinct(because),
    missing: outcome === 'possible' || outcome === 'unknown' ? missing : [],
    support: holding.length,
  });
  if (proves.truth === true) return result(barred ? 'possible' : 'confirmed', proves.because);
  if (barred) return result('ruled-out', excludes.truth === true ? excludes.because : []);
  if (requires.truth === true || requires.maybe || holding.length > 0) {
    return result('possible', [...holding.flatMap((s) => s.because), ...requires.because]);
  }
  return result('unknown', []);
}

/** What rules the cause out: its own sign, and of a lasting one that attempts work in between. */
function barsOf({ excludes, lasting }: Cause): Sign | undefined {
  if (lasting === undefined) return excludes;
  return excludes === undefined ? byTurns : any(excludes, byTurns);
}

function ruleMaybe(sign: Sign | undefined, facts: Facts): Ruling {
  return sign === undefined ? open : rule(sign, facts);
}

function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [...new Set(observations)];
}
