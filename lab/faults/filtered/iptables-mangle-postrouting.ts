import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-mangle-postrouting',
  title: 'iptables on the server drops its answers behind routing, in the table mangle',
  releases: ['bullseye'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('iptables -t mangle -A POSTROUTING -p tcp -m multiport --sports 22,3306 -d 10.71.0.0/16 -j DROP');
  },
};
