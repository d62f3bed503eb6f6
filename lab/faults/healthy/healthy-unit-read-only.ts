import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-unit-read-only',
  title: 'a hardened unit makes system and homes read-only for sshd and all that it starts',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh.service.d/hardening.conf',
      '[Service]\nProtectSystem=full\nProtectHome=read-only\nPrivateTmp=yes\n',
    );
  },
};
