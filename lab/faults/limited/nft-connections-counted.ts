import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-connections-counted',
  title: 'nftables admits one connection at a time from a source, and there is one',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`nft 'add table inet guard; add set inet guard open { type ipv4_addr; flags dynamic; size 1024; }; \\
add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input tcp dport 22 ct state new add @open { ip saddr ct count over 1 } drop'`);
    await net.client.start(`bash -c 'exec 3<>/dev/tcp/10.71.2.20/22; sleep 300'`);
    await host.exec(`until ss -Htn state established '( sport = :22 )' | grep -q .; do sleep 0.1; done`);
    await net.client.start(`bash -c 'exec 3<>/dev/tcp/10.71.2.20/22; sleep 300'`);
  },
};
