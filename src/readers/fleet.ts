import type { Evidence } from '../model/evidence.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';

/** Figures of a big server log (`Fleet`), made while it was read: no text has them. */
export const reader: Reader = { id: 'fleet', title: 'server log', vantage: 'server', recognise: () => [], read };

/** States the messages that matter as sshd's own; covers nothing, as for any log. */
function read(evidence: Evidence): Reading {
  const fleet = fleetIn(evidence);
  if (fleet === null) return { covers: [], observations: [], notes: [`${evidence.id} holds no figures of a log`] };
  const observations = fleet.facts.map(
    ({ message, line, quote }): Observation => ({
      kind: 'sshd.log',
      value: { message },
      at: { evidence: evidence.id, line, quote },
    }),
  );
  return { covers: [], observations, notes: fleet.notes };
}

/** A form: the type of a value, a list of such, or fields. */
type Form = 'number' | 'string' | 'text' | 'boolean' | readonly [Form] | { readonly [field: string]: Form };

const counted: Form = { name: 'string', count: 'number', missed: 'number' };
const top: Form = { top: [counted], distinct: 'number', approximate: 'boolean' };
const line: Form = {
  at: 'text',
  host: 'text',
  user: 'text',
  source: 'text',
  file: 'string',
  line: 'number',
  quote: 'string',
};
const episodes: Form = {
  count: 'number',
  shown: [{ host: 'text', from: 'string', to: 'string', over: 'boolean', count: 'number', perMinute: 'number' }],
};

/** `text` may be null. */
const form: Form = {
  files: ['string'],
  bytes: 'number',
  lines: 'number',
  sshd: 'number',
  host: 'text',
  since: 'text',
  until: 'text',
  from: 'text',
  to: 'text',
  zone: 'number',
  zoneAssumed: 'boolean',
  failed: 'number',
  logins: 'number',
  knownFailed: 'number',
  rows: [
    {
      what: 'string',
      causes: ['string'],
      connections: 'number',
      known: 'number',
      first: 'text',
      last: 'text',
      sources: top,
      users: top,
      lastLine: line,
    },
  ],
  sources: top,
  users: top,
  course: { from: 'text', stepMinutes: 'number', failed: ['number'], logins: ['number'] },
  bursts: episodes,
  throttling: episodes,
  penalties: episodes,
  bans: { count: 'number', lifted: 'number', addresses: top },
  daemon: {
    starts: 'number',
    stops: 'number',
    reloads: 'number',
    shown: [{ at: 'text', host: 'text', what: 'string' }],
  },
  hosts: [
    {
      host: 'string',
      lines: 'number',
      failed: 'number',
      logins: 'number',
      starts: 'number',
      lastLogin: 'text',
      firstFailure: 'text',
      most: 'text',
    },
  ],
  facts: [{ message: 'string', line: 'number', quote: 'string' }],
  notes: ['string'],
};

function has(value: unknown, expected: Form): boolean {
  if (expected === 'text') return value === null || typeof value === 'string';
  if (typeof expected === 'string') return typeof value === expected;
  if (isList(expected)) return Array.isArray(value) && value.every((v) => has(v, expected[0]));
  if (value === null || typeof value !== 'object') return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(expected).every(([field, f]) => has(fields[field], f));
}

function isList(expected: Form): expected is readonly [Form] {
  return Array.isArray(expected);
}

function maybe(value: unknown, expected: Form): boolean {
  return value === null || has(value, expected);
}

const checked = new WeakMap<Evidence, Fleet | null>();

/** The figures in a piece of evidence; null when it has none, or none of that form: a bundle may come from anywhere. */
export function fleetIn(evidence: Evidence): Fleet | null {
  if (evidence.kind !== reader.id) return null;
  const before = checked.get(evidence);
  if (before !== undefined) return before;
  const fleet = has(evidence.data, form) ? (evidence.data as unknown as Fleet) : null;
  const sound =
    fleet !== null &&
    [fleet.lastLogin, fleet.firstFailure, fleet.firstKnownFailure].every((l) => maybe(l, line)) &&
    (fleet.networks === undefined || has(fleet.networks, top)) &&
    maybe(fleet.bans.last, { at: 'text', by: 'string', address: 'string' }) &&
    [fleet.bursts, fleet.throttling, fleet.penalties].every((e) =>
      e.shown.every(({ source }) => maybe(source, counted)),
    );
  const result = sound ? fleet : null;
  checked.set(evidence, result);
  return result;
}
