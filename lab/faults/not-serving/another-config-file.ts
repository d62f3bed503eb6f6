import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'another-config-file',
  title: 'the unit starts sshd with a file of its own, which says port 2222',
  releases: ['bookworm'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/default/ssh', 'SSHD_OPTS="-f /etc/ssh/site_config"\n');
    host.write('/etc/ssh/site_config', 'Port 2222\nUsePAM yes\nSubsystem sftp /usr/lib/openssh/sftp-server\n');
  },
};
