import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-option-unknown',
  title: 'the authority writes a critical option of its own product into certificates, which sshd does not know',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d -O critical:device-posture@vault.example=managed');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no');
  },
};
