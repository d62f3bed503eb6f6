import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'principal-not-listed',
  title: 'the certificate is made out to another name',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host, net) => certify(host, net, '-n bob -V -1h:+1h'),
};
