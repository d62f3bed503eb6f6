import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-dnat-loopback',
  title: 'a port map on the server sends port 22 to its own loopback address, which the kernel does not let in',
  releases: ['bookworm'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 22\nPort 2222'),
  breakIt: async (host) => {
    await host.exec('iptables -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 127.0.0.1:2222');
  },
};
