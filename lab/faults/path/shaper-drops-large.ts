import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shaper-drops-large',
  title: 'a traffic shaper on the card of the server has a burst smaller than a full packet',
  releases: ['bookworm'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'ethtool -K eth0 tso off gso off 2>/dev/null; tc qdisc add dev eth0 root tbf rate 10mbit burst 700 limit 20000',
    );
  },
};
