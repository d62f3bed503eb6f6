import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import type { Ruling, Sign, Truth, Where } from '../model/sign.ts';
import type { Stage, Symptom } from '../model/stage.ts';

/** True when an observation of this kind matches every test of `where`. */
export function seen<K extends ObservationKind>(kind: K, where: Where<K> = {}): Sign {
  return { op: 'seen', kind, where };
}

export function all(...of: readonly Sign[]): Sign {
  return { op: 'all', of };
}

export function any(...of: readonly Sign[]): Sign {
  return { op: 'any', of };
}

export function not(sign: Sign): Sign {
  return { op: 'not', of: [sign] };
}

/** The connection stops with one of these symptoms. */
export function symptom(...is: readonly Symptom[]): Sign {
  return seen('symptom', { is });
}

/** The connection got past this stage. */
export function passed(stage: Stage): Sign {
  return seen('stage', { stage, status: 'pass' });
}

/** The connection stops at one of these stages. */
export function stopsAt(...stage: readonly Stage[]): Sign {
  return seen('symptom', { stage });
}

/** Rules a sign in Kleene's three values. Looking further never flips a settled answer. */
export function rule(sign: Sign, facts: Facts): Ruling {
  switch (sign.op) {
    case 'seen':
      return ruleSeen(sign.kind, sign.where, facts);
    case 'not': {
      const inner = rule(sign.of[0], facts);
      return {
        truth: negate(inner.truth),
        because: inner.truth === false ? [] : inner.because,
        missing: inner.missing,
        ...(inner.maybe === undefined ? {} : { maybe: inner.maybe }),
      };
    }
    case 'all':
      return combine(sign.of, facts, false);
    case 'any':
      return combine(sign.of, facts, true);
  }
}

/** The truth alone of what {@link rule} says, at less cost. */
export function truthOf(sign: Sign, facts: Facts): Truth {
  switch (sign.op) {
    case 'seen': {
      const found = ofKind(facts, sign.kind).filter((o) => matches(o, sign.where));
      if (found.some((o) => !isUnsure(o))) return true;
      return found.length === 0 && facts.covered.has(sign.kind) ? false : 'unknown';
    }
    case 'not':
      return negate(truthOf(sign.of[0], facts));
    case 'all':
    case 'any': {
      const decisive = sign.op === 'any';
      let truth: Truth = !decisive;
      for (const one of sign.of) {
        const its = truthOf(one, facts);
        if (its === decisive) return decisive;
        if (its === 'unknown') truth = its;
      }
      return truth;
    }
  }
}

/**
 * `all` is decided by one false, `any` by one true; else one unknown leaves it open. One loop: a hundred causes ask, and for one
 * message of ssh that is most of the work.
 */
function combine(of: readonly Sign[], facts: Facts, decisive: boolean): Ruling {
  const because: Observation[] = [];
  const deciding: Observation[] = [];
  const missing: ObservationKind[] = [];
  let decided = false;
  let open = 0;
  let perhaps = 0;
  for (const sign of of) {
    const its = rule(sign, facts);
    if (its.truth === decisive) {
      decided = true;
      deciding.push(...its.because);
    }
    if (decided) continue;
    because.push(...its.because);
    if (its.truth !== 'unknown') continue;
    open += 1;
    if (its.maybe === true) perhaps += 1;
    for (const kind of its.missing) if (!missing.includes(kind)) missing.push(kind);
  }
  if (decided) return { truth: decisive, because: deciding, missing: nothing };
  // `all` needs each open part, `any` one of them.
  const maybe = decisive ? perhaps > 0 : open > 0 && perhaps === open;
  return { truth: open > 0 ? 'unknown' : !decisive, because, missing, ...(maybe ? { maybe } : {}) };
}

function negate(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}

const nothing: readonly never[] = [];
const no: Ruling = { truth: false, because: nothing, missing: nothing };

function ruleSeen(kind: ObservationKind, where: Readonly<Record<string, unknown>>, facts: Facts): Ruling {
  const group = ofKind(facts, kind);
  const because = group.length === 0 ? nothing : group.filter((o) => matches(o, where));
  if (because.some((o) => !isUnsure(o))) return { truth: true, because, missing: nothing };
  if (because.length > 0) return { truth: 'unknown', because, missing: [kind], maybe: true };
  return facts.covered.has(kind) ? no : { truth: 'unknown', because: nothing, missing: [kind] };
}

/** One of several symptoms that it may be. */
function isUnsure(o: Observation): boolean {
  return o.kind === 'symptom' && o.value.sure === false;
}

/** A hundred causes ask about the same facts: they are sorted by kind once. */
const sorted = new WeakMap<readonly Observation[], ReadonlyMap<ObservationKind, readonly Observation[]>>();

function ofKind({ observations }: Facts, kind: ObservationKind): readonly Observation[] {
  let kinds = sorted.get(observations);
  if (kinds === undefined) {
    const groups = new Map<ObservationKind, Observation[]>();
    for (const o of observations) {
      const group = groups.get(o.kind);
      if (group === undefined) groups.set(o.kind, [o]);
      else group.push(o);
    }
    kinds = groups;
    sorted.set(observations, kinds);
  }
  return kinds.get(kind) ?? nothing;
}

function matches(observation: Observation, where: Readonly<Record<string, unknown>>): boolean {
  const value = observation.value as Readonly<Record<string, unknown>>;
  for (const field in where) if (!passes(value[field], where[field])) return false;
  return true;
}

function passes(value: unknown, test: unknown): boolean {
  if (Array.isArray(test)) return test.includes(value);
  if (test instanceof RegExp) return typeof value === 'string' && test.test(value);
  if (typeof test === 'object' && test !== null) {
    const { min, max } = test as { min?: number; max?: number };
    return typeof value === 'number' && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  }
  return value === test;
}

/** Every kind a sign asks about. */
export function kindsOf(sign: Sign): readonly ObservationKind[] {
  return sign.op === 'seen' ? [sign.kind] : [...new Set(sign.of.flatMap((s: Sign) => kindsOf(s)))];
}

/** Whether a sign asks about this kind. */
export function asksAbout(sign: Sign, kind: ObservationKind): boolean {
  return sign.op === 'seen' ? sign.kind === kind : sign.of.some((s: Sign) => asksAbout(s, kind));
}
