import type { Facts, Observation } from '../model/observation.ts';
import { derived, observed } from './facts.ts';

/** What the client offered, beside what stands on the lists: the two ends together know more than either. */
export function lookedUp(facts: Facts): readonly Observation[] {
  if (observed(facts, 'server.keys').length === 0) return [];
  const keys = observed(facts, 'server.key');
  return observed(facts, 'auth.key').flatMap((offered) => {
    const { fingerprint, result, type = '' } = offered.value;
    const asked = ['refused', 'no-signature-algorithm', 'accepted'].includes(result);
    // Lists of before OpenSSH 6.8 have prints of another form; a certificate stands on no list.
    if (!asked || fingerprint === undefined || !fingerprint.startsWith('SHA256:') || /cert/i.test(type)) return [];
    const same = keys.filter((o) => o.value.fingerprint === fingerprint);
    if (result === 'accepted') {
      // sshd takes the first line that lets the key in.
      const forced = same.find((o) => o.value.bar === undefined);
      const { forces } = forced?.value ?? {};
      if (forced === undefined || forces === undefined) return [];
      return [derived('auth.listed', { is: 'forced', fingerprint, forces }, forced.at)];
    }
    const open = same.find((o) => o.value.bar === undefined);
    const first = open ?? same[0];
    if (first === undefined) return [derived('auth.listed', { is: 'absent', fingerprint }, offered.at)];
    const { bar } = first.value;
    if (bar === undefined) return [derived('auth.listed', { is: 'listed', fingerprint }, first.at)];
    const { cures = [] } = first;
    return [{ ...derived('auth.listed', { is: 'barred', fingerprint, bar }, first.at), cures }];
  });
}

/** Who has signed what the client showed, beside whom the server trusts. */
export function signed(facts: Facts): readonly Observation[] {
  if (!facts.covered.has('server.authority')) return [];
  const trusted = observed(facts, 'server.authority').map((o) => o.value.fingerprint);
  return observed(facts, 'client.certificate').map(({ value: { signer }, at }) =>
    derived('certificate.authority', { is: trusted.includes(signer) ? 'trusted' : 'unknown', signer }, at),
  );
}
