import type { Case, Fault, Truth } from './fault.ts';
import type { Stage } from './model.ts';

/** How often a pair is drawn in vain for one that can be made: most of two faults disagree on the release. */
const tries = 200;

/** The order of the wire; of two faults the first to stop the connection is seen. */
const order: Readonly<Record<Stage, number>> = {
  config: 0,
  name: 1,
  route: 2,
  tcp: 3,
  identification: 4,
  kex: 5,
  hostkey: 6,
  auth: 7,
  session: 8,
};

/** So many different pairs of cases, drawn by a seed; the same seed draws the same from the same cases. */
export function drawPairs(cases: readonly Case[], count: number, seed: number): readonly Case[] {
  const below = dice(seed);
  const drawn = new Map<string, Case>();
  for (let i = 0; drawn.size < count && i < count * tries; i++) {
    const [a, b] = [cases[below(cases.length)], cases[below(cases.length)]];
    const pair = a === undefined || b === undefined ? null : pairOf(a, b);
    if (pair !== null) drawn.set(pair.name, pair);
  }
  return [...drawn.values()];
}

/** The pair that `A+B` names; null where there is none. */
export function namedPair(cases: readonly Case[], words: string): Case | null {
  const [first, second] = words.split('+');
  const of = (name: string | undefined): readonly Case[] =>
    cases.filter((one) => one.name === name || one.fault.id === name);
  const pairs = of(first).flatMap((a) => of(second).map((b) => pairOf(a, b)));
  return pairs.find((pair) => pair !== null) ?? null;
}

/** One host with both faults, the second made after the first; null where they can't stand on one host. */
export function pairOf(a: Case, b: Case): Case | null {
  const [one, two] = [a.fault, b.fault];
  if (a.release !== b.release || one.id === two.id || [one, two].some(standsAlone)) return null;
  if ((one.family ?? 4) !== (two.family ?? 4)) return null;
  const target = agreed(one.target, two.target);
  if (target === null) return null;
  const fault: Fault = {
    id: `${one.id}+${two.id}`,
    title: `${one.title}; and ${two.title}`,
    releases: [a.release],
    truth: truthOf(one.truth, two.truth),
    clientSettles: false,
    family: one.family ?? 4,
    ...(target === undefined ? {} : { target }),
    prepare: async (host, net) => {
      await one.prepare?.(host, net);
      await two.prepare?.(host, net);
    },
    breakIt: async (host, net) => {
      await one.breakIt?.(host, net);
      await two.breakIt?.(host, net);
    },
  };
  return { name: `${a.name}+${b.name}`, theme: 'pairs', fault, release: a.release };
}

/** What is no fixed state, and what wants a machine of its own kind. */
function standsAlone({ entry, jump, repeat, truth }: Fault): boolean {
  return entry !== undefined || jump === true || repeat !== undefined || truth.outcome === 'degraded';
}

type Target = Fault['target'];

/** What the user types for both; null where each wants words of its own. */
function agreed(a: Target, b: Target): Target | null {
  if (a === undefined || b === undefined) return a ?? b;
  return a.join(' ') === b.join(' ') ? a : null;
}

/** The fault that stops first must be named; what lies behind it may be. At the same stage nobody knows which is seen. */
function truthOf(a: Truth, b: Truth): Truth {
  if (a.outcome === 'healthy') return b;
  if (b.outcome === 'healthy') return a;
  const [first, later] = order[a.stage] <= order[b.stage] ? [a, b] : [b, a];
  const behind = [...(first.hidden ?? []), ...later.causes, ...(later.hidden ?? [])];
  return first.stage === later.stage
    ? { ...first, causes: [], hidden: [...first.causes, ...behind] }
    : { ...first, hidden: behind };
}

/** Whole numbers below the one that is asked for (mulberry32). */
function dice(seed: number): (limit: number) => number {
  let a = seed | 0;
  return (limit) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  };
}
