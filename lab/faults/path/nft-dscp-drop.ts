import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-dscp-drop',
  title: 'the server itself drops packets with a mark of service',
  releases: ['bookworm'],
  truth: { causes: ['ipqos-dscp'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table ip guard; add chain ip guard input { type filter hook input priority 0; }; add rule ip guard input ip dscp != cs0 drop'`,
    );
  },
};
