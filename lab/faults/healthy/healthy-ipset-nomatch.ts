import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-ipset-nomatch',
  title: 'a blocklist holds 10.0.0.0/8 and excepts the network of the client',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`ipset create bogons hash:net && ipset add bogons 10.0.0.0/8 && ipset add bogons 10.71.1.0/24 nomatch
      ipset create web hash:ip,port && ipset add web 10.71.1.10,tcp:443
      iptables -A INPUT -m set --match-set bogons src -j DROP; iptables -A INPUT -m set --match-set web src,dst -j DROP`);
  },
};
