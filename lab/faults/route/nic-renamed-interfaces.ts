import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nic-renamed-interfaces',
  title: '/etc/network/interfaces has the card of the old hypervisor, and the new one gives another name',
  releases: ['bullseye'],
  truth: { causes: ['nic-renamed'], hidden: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/network/interfaces',
      'auto lo\niface lo inet loopback\n\nallow-hotplug ens192\niface ens192 inet static\n  address 10.71.2.20/24\n  gateway 10.71.2.1\n',
    ),
  breakIt: async (host, net) => {
    await host.exec('ip address flush dev eth0; ip link set eth0 down');
    await host.exec('logger -t kernel "vmxnet3 0000:0b:00.0 ens192: renamed from eth0"');
    await net.router.exec('ip neigh flush all');
  },
};
