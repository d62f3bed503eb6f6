import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-full-tunnel',
  title: 'somebody brought up a VPN for all traffic on the server, and its answers go into the tunnel',
  releases: ['bookworm'],
  truth: { causes: ['vpn-route-overlap'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    // As wg-quick with AllowedIPs = 0.0.0.0/0.
    host.write(
      '/usr/local/sbin/tunnel',
      `use strict; sysopen(my $tun, '/dev/net/tun', 2) or die $!;
my $wish = pack('a16 s x22', 'wg0', 0x1001); ioctl($tun, 0x400454ca, $wish) or die $!;
system('ip address add 10.2.0.2/32 dev wg0; ip link set wg0 mtu 1420 up');
while (sysread $tun, my $packet, 65536) {}
`,
    );
    await host.exec('mkdir -p /dev/net; [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200');
    await host.start('perl /usr/local/sbin/tunnel');
    await host.exec('timeout 10 sh -c "until ip link show wg0 up; do sleep 0.1; done"');
    await host.exec(`set -e; ip route add default dev wg0 table 51820
ip rule add not fwmark 0xca6c table 51820; ip rule add table main suppress_prefixlength 0`);
  },
};
