import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'quiet-and-unlisted',
  title: 'LogLevel QUIET: nothing is logged, and her list of keys holds another key',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('LogLevel QUIET\nPasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'rm -f /tmp/k; ssh-keygen -q -t ed25519 -N "" -f /tmp/k; cat /tmp/k.pub >/home/alice/.ssh/authorized_keys; rm /tmp/k*',
    );
  },
};
