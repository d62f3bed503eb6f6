import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-unit-empty',
  title: 'a disk that was full left an empty ssh.service in /etc/systemd/system',
  releases: ['bookworm'],
  truth: { causes: ['sshd-masked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service', ''),
};
