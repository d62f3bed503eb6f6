import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-marks-and-rules',
  title: 'marks, tables and rules for other ports and users, and a default route of low rank that leads nowhere',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`iptables -t mangle -A OUTPUT -p tcp --sport 443 -j MARK --set-mark 0x16
      iptables -t mangle -A OUTPUT -p tcp --dport 22 -j MARK --set-mark 0x16
      ip route add default via 10.71.2.254 dev eth0 table 122
      ip route add default via 10.71.2.253 dev eth0 metric 900
      ip rule add fwmark 0x16 lookup 122
      ip rule add uidrange 1000-1999 lookup 122
      ip rule add ipproto udp sport 22 lookup 122`);
  },
};
