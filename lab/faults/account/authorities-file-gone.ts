import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorities-file-gone',
  title: 'the file of trusted authorities is gone, and the client has a certificate',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host, net) => certify(host, net, '-n alice -V -1h:+1h'),
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/user_ca.pub');
  },
};
