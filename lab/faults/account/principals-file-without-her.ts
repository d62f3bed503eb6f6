import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'principals-file-without-her',
  title: 'AuthorizedPrincipalsFile is there and names others; an old failure of a wrong key is in the log',
  releases: ['bullseye'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice,dev -V -1h:+1d');
    host.write('/etc/ssh/principals/alice', '# who may be alice\nops\nroot-everywhere\n');
    host.sshd(
      'TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no\nAuthorizedPrincipalsFile /etc/ssh/principals/%u',
    );
  },
};
