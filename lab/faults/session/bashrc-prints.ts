import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-prints',
  title: '.bashrc greets everybody',
  releases: ['bookworm'],
  truth: { causes: ['shell-rc-output'], stage: 'session', outcome: 'degraded' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'echo Welcome back, alice' > /home/alice/.bashrc`);
  },
};
