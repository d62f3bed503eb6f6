import type { Fault } from '../../fault.ts';
import { serveAddress } from '../../names.ts';

export const fault: Fault = {
  id: 'healthy-aaaa-servfail',
  title: 'the name server has the IPv4 address, and fails when it is asked for IPv6',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveAddress(net, 'servfail-for-ipv6');
  },
};
