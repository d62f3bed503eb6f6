import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-blocklist-set',
  title: 'the client drops what comes from a list of networks, and the server is in one of them',
  releases: ['bookworm'],
  truth: { causes: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.client.exec(
      [
        'ipset create bad hash:net',
        'ipset add bad 198.51.100.0/24',
        'ipset add bad 10.71.2.0/24',
        'iptables -t raw -A PREROUTING -m set --match-set bad src -j DROP',
      ].join(' && '),
    );
  },
};
