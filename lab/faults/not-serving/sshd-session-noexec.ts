import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-session-noexec',
  title:
    'a guide to hardening has /usr/lib/openssh mounted noexec: the helper is there, with its mode, and does not run',
  releases: ['trixie'],
  truth: { causes: ['sshd-helper-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec(
      'mount --bind /usr/lib/openssh /usr/lib/openssh; mount -o remount,bind,noexec,nosuid /usr/lib/openssh',
    );
  },
};
