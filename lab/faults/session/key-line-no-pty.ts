import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-line-no-pty',
  title: 'the line of the key says no-pty, and the client insists on a terminal',
  releases: ['trixie'],
  truth: { causes: ['pty-unavailable'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'RequestTTY=force', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/no-pty,no-X11-forwarding /' /home/alice/.ssh/authorized_keys`);
  },
};
