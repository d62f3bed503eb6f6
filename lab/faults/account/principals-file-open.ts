import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'principals-file-open',
  title: 'the certificate is good, and the file of principals may be written by a group',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nAuthorizedPrincipalsFile /etc/ssh/principals/%u');
    host.write('/etc/ssh/principals/alice', 'alice\n', 0o664);
  },
};
