import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'address-held-twice',
  title:
    'a clone of the server came up beside it with the same address, and the router has learnt its hardware address',
  releases: ['bookworm'],
  truth: {
    // A port map on the way would look the same from both ends.
    causes: ['wrong-host-answers'],
    hidden: ['duplicate-ip', 'host-key-changed'],
    stage: 'hostkey',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  breakIt: async (_host, { bastion, router }) => {
    if (bastion === null) throw new Error('no bastion');
    await bastion.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
    await listens(bastion, 22);
    await router.exec(`set -e; ip link add lan type bridge; ip link set lan up
for leg in leg2 leg3; do ip address flush dev $leg; ip link set $leg master lan; done
ip address add 10.71.2.1/24 dev lan`);
    await bastion.exec(`set -e; ip address flush dev eth0; ip address add 10.71.2.20/24 dev eth0
ip route add default via 10.71.2.1`);
    await router.exec(`ip neigh flush all`);
    await bastion.exec(
      'perl -MIO::Socket::INET -e \'IO::Socket::INET->new(PeerAddr => "10.71.2.1:9", Timeout => 1)\'; true',
    );
    await router.exec('ip neigh show 10.71.2.20 | grep -q lladdr');
  },
};
