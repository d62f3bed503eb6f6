import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-serial-revoked',
  title: 'the revocation list of the authority has the serial numbers 40 to 60, and her certificate is number 47',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d -z 47');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nRevokedKeys /etc/ssh/revoked.krl\nPasswordAuthentication no');
    host.write('/root/revoked', 'serial: 40-60\n');
  },
  breakIt: async (host) => {
    await host.exec(
      'ssh-keygen -q -k -f /etc/ssh/revoked.krl -s /etc/ssh/user_ca.pub /root/revoked; systemctl restart ssh',
    );
  },
};
