import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-owner-reject',
  title: 'a rule on the client lets root alone out to port 22',
  releases: ['trixie'],
  truth: { causes: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(
      `nft 'add table inet egress; add chain inet egress output { type filter hook output priority 0; }; add rule inet egress output meta skuid != 0 tcp dport 22 reject with tcp reset'`,
    );
  },
};
