import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listenaddress-with-port',
  title: 'ListenAddress names a port of its own',
  releases: ['bookworm'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('ListenAddress 10.71.2.20:2222'),
};
