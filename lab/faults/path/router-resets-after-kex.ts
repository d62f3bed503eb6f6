import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-resets-after-kex',
  title: 'a router on the way lets a connection carry some thousand bytes and resets it',
  releases: ['bookworm'],
  truth: { causes: ['middlebox-closes'], hidden: ['firewall-network'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { router }) => {
    await router.exec(
      'sysctl -qw net.netfilter.nf_conntrack_acct=1; iptables -A FORWARD -p tcp --dport 22 -m connbytes --connbytes 6700: --connbytes-dir both --connbytes-mode bytes -j REJECT --reject-with tcp-reset',
    );
  },
};
