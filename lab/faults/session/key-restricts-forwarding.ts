import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-restricts-forwarding',
  title: 'the line of the key says restrict, and the client must have a remote port',
  releases: ['bookworm'],
  truth: { causes: ['forwarding-disabled'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'ExitOnForwardFailure=yes', '-R', '8080:localhost:80', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/restrict,pty /' /home/alice/.ssh/authorized_keys`);
  },
};
