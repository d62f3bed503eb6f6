import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'quiet-edited-not-reloaded',
  title: 'LogLevel QUIET; AllowUsers was written an hour too late to matter, and her list of keys is empty',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('LogLevel QUIET\nPasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (host) => {
    await host.exec('echo "AllowUsers root" >>/etc/ssh/sshd_config; : >/home/alice/.ssh/authorized_keys');
  },
};
