import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-begins-in-minutes',
  title: 'the clock of the laptop that signed the certificate is ahead: it begins in twenty minutes',
  releases: ['trixie'],
  truth: { causes: ['clock-skew-cert'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V +20m:+1d');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no');
  },
};
