import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-of-two-cables-dead',
  title: 'two cables share the connections out by port, and one of them is dead; MaxStartups of the server is low',
  releases: ['bookworm'],
  truth: { causes: ['packet-loss'], hidden: ['firewall-network'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 9,
  prepare: (host) => host.sshd('MaxStartups 3'),
  breakIt: async (_host, { router }) => {
    await router.exec(
      `nft 'add table ip trunk; add chain ip trunk forward { type filter hook forward priority 0; }; add rule ip trunk forward iifname "leg1" tcp dport 1-65535 tcp sport & 2 == 2 drop'`,
    );
  },
};
