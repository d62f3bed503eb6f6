import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'reverse-path-filter',
  title: 'the server awaits the client at another interface, and rp_filter is strict',
  releases: ['bullseye'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'ip link add dum0 type veth peer name dum1 && ip link set dum1 up && ip link set dum0 up && ip route add 10.71.1.0/24 dev dum0 && sysctl -qw net.ipv4.conf.all.rp_filter=1',
    );
  },
};
