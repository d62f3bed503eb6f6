import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-held-twice',
  title: 'a second machine has the address of the server, speaks up often, and drops what it is sent',
  releases: ['trixie'],
  truth: { causes: ['duplicate-ip'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    // The server's leg becomes a port of a switch, with the second machine at another.
    await net.router.exec(`
      ip link add name switch2 type bridge
      ip address flush dev leg2
      ip link set leg2 master switch2
      ip address add 10.71.2.1/24 dev switch2
      ip link set switch2 up
      ip link add second type veth peer name second0
      ip link set second0 master switch2
      ip link set second0 up
      ip link set second address 52:54:00:71:02:20 up`);
    await host.exec('ip neigh flush all');
    await net.router.start(
      `perl -e 'use Socket; socket(S, 17, SOCK_RAW, 0) or die; my $mac = pack("H12", "525400710220"); my $if = \`cat /sys/class/net/second/ifindex\` + 0; while (1) { send(S, "\\xff" x 6 . $mac . pack("n", 0x806) . pack("nnCCn", 1, 0x800, 6, 4, 2) . ($mac . inet_aton("10.71.2.20")) x 2, 0, pack("S n i S C C a8", 17, 0x806, $if, 1, 0, 6, "\\xff" x 6)); select(undef, undef, undef, 0.2) }'`,
    );
    await net.router.exec(
      `for i in $(seq 100); do ip neigh show 10.71.2.20 | grep -q 52:54:00:71:02:20 && exit 0; ping -c 1 -W 1 10.71.2.20 >/dev/null; sleep 0.1; done; exit 1`,
    );
  },
};
