import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-connbytes-drop',
  title: 'a router on the way lets a connection carry 2600 bytes, and drops what comes after',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], hidden: ['middlebox-closes'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `sysctl -qw net.netfilter.nf_conntrack_acct=1; iptables -A FORWARD -p tcp --dport 22 -m connbytes --connbytes 2600: --connbytes-dir both --connbytes-mode bytes -j DROP`,
    );
  },
};
