import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'privsep-dir-mode-at-start',
  title: 'the unit makes /run/sshd writable for its group',
  releases: ['trixie'],
  truth: { causes: ['privsep-dir-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.service.d/mode.conf', '[Service]\nRuntimeDirectoryMode=0775\n'),
};
