import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'output-ttl-of-one',
  title: 'a rule of the table mangle, meant for a hot spot, sets the TTL of all answers to 1',
  releases: ['trixie'],
  truth: { causes: ['firewall-egress'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('iptables -t mangle -A POSTROUTING -o eth0 -j TTL --ttl-set 1');
  },
};
