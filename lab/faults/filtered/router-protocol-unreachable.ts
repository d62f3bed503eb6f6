import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-protocol-unreachable',
  title: 'a router on the way rejects the port as if the host had no TCP',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { router }) => {
    await router.exec('iptables -A FORWARD -p tcp --dport 22 -j REJECT --reject-with icmp-proto-unreachable');
  },
};
