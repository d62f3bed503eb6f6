import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-library-gone',
  title: 'a clean-up removed the library that bash needs: the shell is there and ends before it begins',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('rm /usr/lib/x86_64-linux-gnu/libtinfo.so.6*');
  },
};
