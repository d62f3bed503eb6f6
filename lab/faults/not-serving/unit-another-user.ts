import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-another-user',
  title: 'the unit runs sshd as nobody',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nUser=nobody\n'),
};
