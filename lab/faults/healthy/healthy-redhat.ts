import type { Fault } from '../../fault.ts';
import { likeRedHat } from '../../layouts.ts';

export const fault: Fault = {
  id: 'healthy-redhat',
  title:
    'a host laid out as Red Hat does: sshd.service, keys by a target, options in sysconfig, a policy of the system',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    likeRedHat(host);
    host.write('/etc/sysconfig/sshd', 'OPTIONS=""\nSSH_USE_STRONG_RNG=0\n');
    host.write(
      '/etc/crypto-policies/back-ends/opensshserver.config',
      'Ciphers aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr\n',
    );
    host.write(
      '/etc/ssh/sshd_config.d/50-redhat.conf',
      'Include /etc/crypto-policies/back-ends/opensshserver.config\nSyslogFacility AUTHPRIV\n',
    );
  },
};
