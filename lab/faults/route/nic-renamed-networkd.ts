import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nic-renamed-networkd',
  title: 'the network file of networkd matches a card by the name that it had in the old machine',
  releases: ['trixie'],
  truth: { causes: ['nic-renamed'], hidden: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/network/10-lan.network',
      '[Match]\nName=enp3s0\n\n[Network]\nAddress=10.71.2.20/24\nGateway=10.71.2.1\n',
    ),
  breakIt: async (host, net) => {
    await host.attempt('systemctl start systemd-networkd');
    await host.exec('ip address flush dev eth0; ip link set eth0 down');
    await net.router.exec('ip neigh flush all');
  },
};
