import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'old-gateway-and-loopback',
  title: 'the server sends its answers to a gateway that is gone, and sshd listens on loopback alone',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], hidden: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('ListenAddress 127.0.0.1\nListenAddress ::1'),
  breakIt: async (host) => {
    await host.exec('ip route replace default via 10.71.2.250');
  },
};
