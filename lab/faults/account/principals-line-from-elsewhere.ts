import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'principals-line-from-elsewhere',
  title: 'the line of her principal says from= with the network of the office',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice,oncall -V -1h:+1d');
    host.sshd(
      'TrustedUserCAKeys /etc/ssh/user_ca.pub\nAuthorizedPrincipalsFile /etc/ssh/principals/%u\nPasswordAuthentication no',
    );
    host.write('/etc/ssh/principals/alice', '# who may be alice\nfrom="192.0.2.0/24,10.99.*" alice\nops\n');
  },
};
