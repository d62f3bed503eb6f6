import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rpfilter-and-marked-answers',
  title:
    'two uplinks, and marks lead each answer out where its question came in; an rpfilter rule knows nothing of marks',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'ip link add uplink2 type bridge; ip address add 10.99.0.1/24 dev uplink2; ip link set uplink2 up; ip route add 10.71.0.0/16 via 10.99.0.2 dev uplink2; ip rule add fwmark 7 lookup 70; ip route add default via 10.71.2.1 table 70',
    );
    await host.exec(
      'iptables -t mangle -A PREROUTING -i eth0 -j CONNMARK --set-mark 7; iptables -t mangle -A OUTPUT -j CONNMARK --restore-mark; iptables -t raw -A PREROUTING -m rpfilter --invert -j DROP',
    );
  },
};
