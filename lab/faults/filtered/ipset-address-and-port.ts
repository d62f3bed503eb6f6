import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipset-address-and-port',
  title: 'a set of addresses with ports, with a time for each, holds the client at port 22',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ipset create quarantine hash:ip,port timeout 3600 && ipset add quarantine 10.71.1.10,tcp:22 && ipset add quarantine 203.0.113.9,tcp:443 timeout 60
      iptables -A INPUT -m set --match-set quarantine src,dst -j REJECT --reject-with tcp-reset -p tcp`);
  },
};
