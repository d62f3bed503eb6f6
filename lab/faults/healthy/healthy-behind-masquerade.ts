import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-behind-masquerade',
  title: 'nft, AllowUsers and a ban are all against the address that the client has at home; it arrives with another',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AllowUsers alice@10.71.2.*');
    host.write('/etc/hosts.deny', 'sshd: 10.71.1.0/255.255.255.0\n');
  },
  breakIt: async (host, net) => {
    await net.router.exec('iptables -t nat -A POSTROUTING -s 10.71.1.0/24 -o leg2 -j MASQUERADE');
    await host.exec(
      `nft 'add table ip f; add chain ip f input { type filter hook input priority 0; }; add rule ip f input ip saddr 10.71.1.0/24 drop'`,
    );
  },
};
