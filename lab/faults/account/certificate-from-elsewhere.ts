import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-from-elsewhere',
  title: 'the certificate is good from the network of the office alone, and she is not there',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d -O source-address=192.0.2.0/24,10.99.0.0/16');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no');
  },
};
