import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-not-yet',
  title: 'the certificate begins tomorrow',
  releases: ['bullseye'],
  truth: { causes: ['clock-skew-cert'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host, net) => certify(host, net, '-n alice -V +1d:+2d'),
};
