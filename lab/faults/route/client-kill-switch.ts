import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-kill-switch',
  title: 'the kill switch of a VPN that is down: a rule leads all to a table whose default is unreachable',
  releases: ['bookworm'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(`ip route add unreachable default table 51820
      ip rule add not fwmark 51820 table 51820
      ip rule add table main suppress_prefixlength 0`);
  },
};
