import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-changed-and-refused',
  title: 'the host has new keys, and the account has lost its authorized_keys',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], hidden: ['key-not-accepted'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /IDENTIFICATION HAS CHANGED/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('rm /home/alice/.ssh/authorized_keys /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
  },
};
