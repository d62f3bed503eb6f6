import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limits-d-group',
  title: 'a file in limits.d allows the group of batch users no login at all',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/90-batch.conf', '@batch - maxlogins 0\n');
    host.write('/etc/security/limits.conf', '* soft core 0\n@students hard nproc 20\n');
  },
  breakIt: async (host) => {
    await host.exec('groupadd batch && usermod -aG batch alice');
  },
};
