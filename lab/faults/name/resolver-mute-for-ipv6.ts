import type { Fault } from '../../fault.ts';
import { serveAddress } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-mute-for-ipv6',
  title: 'the name server has the IPv4 address, and says nothing when it is asked for IPv6',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveAddress(net, 'mute-for-ipv6');
  },
};
