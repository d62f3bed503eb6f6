import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-loopback',
  title: 'ListenAddress 127.0.0.1 alone',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('ListenAddress 127.0.0.1'),
};
