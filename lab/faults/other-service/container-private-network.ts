import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'container-private-network',
  title: 'sshd in a network of its own, and nothing leads to it',
  releases: ['bookworm'],
  truth: { causes: ['container-port-not-published'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/own.conf', '[Service]\nPrivateNetwork=yes\n'),
};
