import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'own-log-bad-list',
  title: 'sshd writes a log of its own (-E), and its one key list is a path that nobody has',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/default/ssh', 'SSHD_OPTS="-E /var/log/sshd-own.log -f /etc/ssh/site_config"\n');
    host.write(
      '/etc/ssh/site_config',
      'UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nAuthorizedKeysFile /srv/keys/%u\n',
    );
  },
};
