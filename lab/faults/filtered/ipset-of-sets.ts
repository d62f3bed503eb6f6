import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipset-of-sets',
  title: 'a set of sets of bad networks, one of which holds that of the client',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ipset create level1 hash:net && ipset add level1 203.0.113.0/24 && ipset create level2 hash:net && ipset add level2 10.71.0.0/17
      ipset create bad list:set && ipset add bad level1 && ipset add bad level2
      iptables -I INPUT -m set --match-set bad src -j DROP`);
  },
};
