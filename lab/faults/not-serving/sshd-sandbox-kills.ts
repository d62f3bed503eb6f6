import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-sandbox-kills',
  title: 'a hardened unit forbids a system call that each login needs',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['sshd-crash'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nSystemCallFilter=~chroot\n');
    // sshd would count the crashes against their client, and soon refuse it earlier.
    if (host.release === 'trixie') host.sshd('PerSourcePenalties no');
  },
};
