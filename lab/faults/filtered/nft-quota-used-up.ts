import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-quota-used-up',
  title: 'a volume that nftables allowed the port for a month is used up',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input tcp dport 22 quota over 100 bytes reject with tcp reset'`);
    await net.client.exec('nc -w 1 10.71.2.20 22 </dev/null >/dev/null 2>&1; true');
  },
};
