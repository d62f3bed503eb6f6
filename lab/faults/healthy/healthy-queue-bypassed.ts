import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-queue-bypassed',
  title: 'an inspection program is not running, and its rule says that it may be passed by',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp -m multiport --dports 22,80 -j NFQUEUE --queue-num 3 --queue-bypass
      iptables -A INPUT -p tcp --dport 22 -m time --datestop 2020-01-01T00:00:00 -j DROP`);
  },
};
