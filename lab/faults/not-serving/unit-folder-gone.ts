import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-folder-gone',
  title: 'the unit wants a working directory that is not there',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/folder.conf', '[Service]\nWorkingDirectory=/srv/sshd\n');
  },
};
