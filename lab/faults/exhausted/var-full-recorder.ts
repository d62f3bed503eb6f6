import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'var-full-recorder',
  title: '/var/log is full, and the command that records each session cannot write',
  releases: ['trixie'],
  truth: { causes: ['disk-full'], hidden: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  told: /No space left on device/,
  prepare: (host) => {
    const record =
      '#!/bin/sh\nset -e\ndate +"%F %T $SSH_CONNECTION" > /var/log/sessions/$$\nexec sh -c "$SSH_ORIGINAL_COMMAND"\n';
    host.write('/usr/local/bin/record', record, 0o755);
    host.sshd('ForceCommand /usr/local/bin/record');
  },
  breakIt: async (host) => {
    await host.exec('mkdir -m 1777 /var/log/sessions; mount -t tmpfs -o size=64k,mode=1777 tmpfs /var/log/sessions');
    await host.exec('cat /dev/zero > /var/log/sessions/old || true');
  },
};
