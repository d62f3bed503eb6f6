import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-prints-fortune',
  title: '.bashrc runs commands that print the state of the host',
  releases: ['trixie'],
  truth: { causes: ['shell-rc-output'], stage: 'session', outcome: 'degraded' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`printf 'uptime\\ndf -h /\\n' > /home/alice/.bashrc`);
  },
};
