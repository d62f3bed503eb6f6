import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-changed-unstrict',
  title: 'the host keys were made again, and the check is off: ssh goes on without passwords',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /Password authentication is disabled to avoid man-in-the-middle attacks/,
  target: ['-o', 'StrictHostKeyChecking=no', '-o', 'PreferredAuthentications=password', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/ssh_host_* && ssh-keygen -q -A && systemctl restart ssh');
  },
};
