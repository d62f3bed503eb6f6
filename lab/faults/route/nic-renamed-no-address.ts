import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nic-renamed-no-address',
  title: 'the network card has another name since the reboot, and no address',
  releases: ['trixie'],
  truth: { causes: ['host-unreachable'], hidden: ['nic-renamed'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('ip link set eth0 down && ip address flush dev eth0 && ip link set eth0 name ens18 up');
  },
};
