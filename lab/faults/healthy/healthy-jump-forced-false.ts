import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-jump-forced-false',
  title: 'a jump host that gives nobody a session: ForceCommand false, MaxSessions 0, PermitTTY no, the shell nologin',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) =>
    net.bastion?.sshd('ForceCommand /bin/false\nMaxSessions 0\nPermitTTY no\nX11Forwarding no\nBanner /etc/motd'),
  breakIt: async (_host, net) => {
    await net.bastion?.exec('usermod -s /usr/sbin/nologin alice');
  },
};
