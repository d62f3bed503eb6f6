import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';

/** Figures of a big server log (`Fleet`), made while it was read: no text has them. */
export const reader: Reader = {
  id: 'fleet',
  title: 'server log',
  vantage: 'server',
  recognise: () => [],
  read,
};

/** States the messages that matter as sshd's own; covers nothing, as for any log. */
function read(evidence: Evidence): Reading {
  const data = evidence.data as { readonly facts?: unknown; readonly notes?: unknown } | null;
  const facts = Array.isArray(data?.facts) ? (data.facts as readonly unknown[]) : [];
  const observations = facts.flatMap((fact): readonly Observation[] => {
    const { message, line, quote } = fact as { message?: unknown; line?: unknown; quote?: unknown };
    if (typeof message !== 'string' || typeof line !== 'number' || typeof quote !== 'string') return [];
    return [{ kind: 'sshd.log', value: { message }, at: { evidence: evidence.id, line, quote } }];
  });
  const notes = Array.isArray(data?.notes) ? data.notes.filter((n): n is string => typeof n === 'string') : [];
  return { covers: [], observations, notes };
}
