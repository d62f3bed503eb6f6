import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nologin-file',
  title: '/etc/nologin, which PAM reads before the login is done',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => host.write('/etc/nologin', 'Down for the evening.\n'),
};
