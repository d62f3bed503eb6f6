import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bad-line-and-keys-gone',
  title: 'a bad line in a drop-in, and the host keys are gone as well',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], hidden: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.sshd('MaxSession 10');
    await host.attempt('rm /etc/ssh/ssh_host_*; systemctl restart ssh');
  },
};
