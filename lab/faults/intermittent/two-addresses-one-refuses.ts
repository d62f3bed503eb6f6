import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'two-addresses-one-refuses',
  title: 'sshd listens on one of the two addresses of the name',
  releases: ['trixie'],
  truth: { causes: ['name-one-address-dead'], hidden: ['sshd-listen-address'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  told: /10\.71\.2\.21 port 22: Connection refused/,
  repeat: 8,
  prepare: (host) => host.sshd('ListenAddress 10.71.2.20'),
  breakIt: async (host, net) => {
    await host.exec('ip address add 10.71.2.21/24 dev eth0');
    net.names(['10.71.2.21 web1', '10.71.2.20 web1']);
  },
};
