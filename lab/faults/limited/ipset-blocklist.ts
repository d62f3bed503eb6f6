import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipset-blocklist',
  title: 'a blocklist in a set names the client',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ipset create blocklist hash:net && ipset add blocklist 10.71.1.0/24');
    await host.exec('iptables -A INPUT -m set --match-set blocklist src -j DROP');
  },
};
