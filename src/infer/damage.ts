import type { Facts, KexList, Observation } from '../model/observation.ts';
import { derived, observed } from './facts.ts';

/** Lists that an SSH server sends twice, the same for each direction (OpenSSH kex.c, kex_proposal_populate_entries). */
const twice: Readonly<Partial<Record<KexList, KexList>>> = { 'cipher-c2s': 'cipher-s2c', 'mac-c2s': 'mac-s2c' };

/** Two offers of one message that should be the same, and differ in one octet: no two names of ciphers or MACs do. */
export function damaged(facts: Facts): readonly Observation[] {
  const offers = observed(facts, 'kex.offer');
  return offers.flatMap(({ value, at: { evidence } }) =>
    offers
      .filter((o) => o.at.evidence === evidence && o.value.what === twice[value.what])
      .flatMap((other) => {
        const names = differing(value.algorithms, other.value.algorithms);
        return names === null ? [] : [derived('kex.damaged', { what: other.value.what, names }, other.at)];
      }),
  );
}

/** The two names, where texts of the same length differ in one character and in no other. */
function differing(a: string, b: string): readonly [string, string] | null {
  if (a === b || a.length !== b.length) return null;
  const at = [...a].flatMap((c, i) => (c === b[i] ? [] : [i]));
  const [only] = at;
  return at.length === 1 && only !== undefined ? [nameAt(a, only), nameAt(b, only)] : null;
}

function nameAt(list: string, at: number): string {
  const end = list.indexOf(',', at + 1);
  return list.slice(list.lastIndexOf(',', at - 1) + 1, end < 0 ? undefined : end);
}
