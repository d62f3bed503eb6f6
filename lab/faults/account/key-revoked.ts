import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-revoked',
  title: 'the key is on the list of revoked keys',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('RevokedKeys /etc/ssh/revoked'),
  breakIt: async (host) => {
    await host.exec('cp /home/alice/.ssh/authorized_keys /etc/ssh/revoked');
  },
};
