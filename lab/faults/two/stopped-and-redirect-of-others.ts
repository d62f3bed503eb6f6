import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-redirect-of-others',
  title: 'sshd is stopped; a redirect takes port 22 for another network',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `systemctl stop ssh; nft 'add table ip nat; add chain ip nat prerouting { type nat hook prerouting priority dstnat; }; add rule ip nat prerouting ip saddr 192.0.2.0/24 tcp dport 22 redirect to :2022'`,
    );
  },
};
