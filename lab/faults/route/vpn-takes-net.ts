import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'vpn-takes-net',
  title: 'a VPN of the client has a route for the net of the server, and does not carry it',
  releases: ['trixie'],
  truth: { causes: ['vpn-route-overlap'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.client.start(
      `perl -e 'sysopen(T, "/dev/net/tun", 2); $w = pack("a16 s x22", "tun0", 0x1001); ioctl(T, 0x400454ca, $w); sysread(T, $_, 2000) while 1'`,
    );
    await net.client.exec(`
      until ip link show tun0 2>/dev/null; do sleep 0.05; done
      ip address add 10.8.0.6/24 dev tun0
      ip link set tun0 up
      ip route add 10.71.2.0/24 dev tun0`);
  },
};
