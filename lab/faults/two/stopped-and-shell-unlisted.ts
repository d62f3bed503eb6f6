import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-shell-unlisted',
  title: 'sshd is stopped; the shell is dash by another name, which /etc/shells does not have',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`cp /bin/dash /usr/local/bin/sh2; usermod -s /usr/local/bin/sh2 alice; systemctl stop ssh`);
  },
};
