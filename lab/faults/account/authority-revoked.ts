import { copyFileSync } from 'node:fs';
import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authority-revoked',
  title: 'the list of revoked keys has the authority that signed her certificate',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nRevokedKeys /etc/ssh/revoked\nPasswordAuthentication no');
    copyFileSync(`${host.root}/etc/ssh/user_ca.pub`, `${host.root}/etc/ssh/revoked`);
  },
};
