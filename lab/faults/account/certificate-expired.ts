import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-expired',
  title: 'the certificate ran out a week ago',
  releases: ['trixie'],
  truth: { causes: ['clock-skew-cert'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host, net) => certify(host, net, '-n alice -V -8d:-7d'),
};
