import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-changed-and-denied',
  title: 'the host has new keys, and DenyGroups has a group that she is in',
  releases: ['bullseye'],
  truth: { causes: ['host-key-changed'], hidden: ['sshd-policy-denies-user'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /IDENTIFICATION HAS CHANGED/,
  prepare: (host) => {
    host.sshd('DenyGroups games contractors');
  },
  breakIt: async (host) => {
    await host.exec(
      `groupadd contractors; usermod -aG contractors alice; rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh`,
    );
  },
};
