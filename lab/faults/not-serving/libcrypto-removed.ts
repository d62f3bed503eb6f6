import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'libcrypto-removed',
  title: 'libcrypto is taken away under a running sshd',
  releases: ['bullseye'],
  truth: { causes: ['sshd-upgrade-mismatch'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('cd /usr/lib/x86_64-linux-gnu && mv libcrypto.so.1.1 /root');
  },
};
