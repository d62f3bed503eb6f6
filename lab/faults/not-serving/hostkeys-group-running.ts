import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-group-running',
  title: 'a group may read the host keys of a running sshd that checks them for each connection',
  releases: ['bullseye'],
  truth: { causes: ['hostkeys-perms'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('chgrp adm /etc/ssh/ssh_host_*_key && chmod 640 /etc/ssh/ssh_host_*_key');
  },
};
