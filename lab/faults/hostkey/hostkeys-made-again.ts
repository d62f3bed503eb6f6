import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-made-again',
  title: 'the host keys of the server were made again',
  releases: ['bullseye', 'trixie'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/ssh_host_* && ssh-keygen -q -A && systemctl restart ssh');
  },
};
