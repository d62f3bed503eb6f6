import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-redirect-to-dead-proxy',
  title:
    'a rule of the client leads what goes out to port 22 to a local proxy that has ended, and another rejects mail',
  releases: ['bookworm'],
  truth: { causes: ['client-proxy-blocks-22'], hidden: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { client }) => {
    await client.exec(`nft 'add table ip tunnel; add chain ip tunnel out { type nat hook output priority -100; }; \
add rule ip tunnel out tcp dport 22 redirect to :12345; \
add chain ip tunnel mail { type filter hook output priority 0; }; \
add rule ip tunnel mail tcp dport 25 reject with icmp admin-prohibited'`);
  },
};
