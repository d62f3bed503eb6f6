import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-limit-rate',
  title: 'nft admits six new connections in a minute and drops the others',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 12,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input tcp dport 22 ct state new limit rate over 6/minute burst 1 packets drop'`);
  },
};
