import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'tproxy-without-proxy',
  title: 'a TPROXY rule hands port 22 to a recording proxy, which is not running',
  releases: ['bookworm'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'ip rule add fwmark 1 lookup 100; ip route add local 0.0.0.0/0 dev lo table 100; iptables -t mangle -A PREROUTING -p tcp --dport 22 -j TPROXY --on-port 2200 --tproxy-mark 0x1/0x1',
    );
  },
};
