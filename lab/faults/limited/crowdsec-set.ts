import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'crowdsec-set',
  title: 'the set of the CrowdSec bouncer holds the client',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table ip crowdsec; add set ip crowdsec crowdsec-blacklists { type ipv4_addr; flags timeout; }; add chain ip crowdsec crowdsec-chain { type filter hook input priority -10; policy accept; }; add rule ip crowdsec crowdsec-chain ip saddr @crowdsec-blacklists drop; add element ip crowdsec crowdsec-blacklists { 10.71.1.10 timeout 4h, 192.0.2.66 timeout 4h }'`,
    );
  },
};
