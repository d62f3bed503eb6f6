import type { Facts, Observation } from '../model/observation.ts';
import type { Assessment } from './assess.ts';
import { observed } from './facts.ts';

/** The same facts, with what a later try or start has put behind as if it were of now; null where there is nothing of that. */
export function asOfNow(facts: Facts): Facts | null {
  if (pastOf(facts).length === 0) return null;
  const turned = (o: Observation): Observation => {
    if (o.kind === 'server.past') return { ...o, kind: 'server.log' };
    return o.kind === 'sshd.past' ? { ...o, kind: 'sshd.log' } : o;
  };
  return { covered: facts.covered, observations: facts.observations.map(turned) };
}

const pastOf = (facts: Facts): readonly Observation[] => [
  ...observed(facts, 'sshd.past'),
  ...observed(facts, 'server.past'),
];

/**
 * What speaks of a time that is over can be what a person asks about: the causes that only it speaks of may be behind that. It
 * proves nothing of now, and rules nothing out.
 */
export function recalled(now: readonly Assessment[], then: readonly Assessment[], past: Facts): readonly Assessment[] {
  const places = new Set(pastOf(past).map(({ at }) => at));
  return now.map((assessment, i) => {
    const before = then[i];
    if (before === undefined || assessment.outcome !== 'unknown') return assessment;
    if (before.outcome !== 'possible' && before.outcome !== 'confirmed') return assessment;
    if (!before.because.some(({ at }) => places.has(at))) return assessment;
    const support = before.support + (before.outcome === 'confirmed' ? 1 : 0);
    return { ...before, outcome: 'possible', support, missing: assessment.missing };
  });
}
