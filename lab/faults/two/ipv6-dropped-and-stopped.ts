import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-dropped-and-stopped',
  title: 'IPv6 is dropped on the way, and at the IPv4 address sshd is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['sshd-not-running'],
    hidden: ['ipv6-broken', 'firewall-network'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  family: 'both',
  breakIt: async (host, net) => {
    await host.exec('systemctl stop ssh');
    await net.router.exec(
      `nft 'add table ip6 guard; add chain ip6 guard forward { type filter hook forward priority 0; policy drop; }'`,
    );
  },
};
