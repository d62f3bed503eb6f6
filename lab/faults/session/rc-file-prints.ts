import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rc-file-prints',
  title: '~/.ssh/rc greets on standard output',
  releases: ['bullseye'],
  truth: { causes: ['shell-rc-output'], stage: 'session', outcome: 'degraded' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'echo Good morning, alice' > /home/alice/.ssh/rc`);
  },
};
