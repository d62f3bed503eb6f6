import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-without-x',
  title: 'a copy of the shell stands in /usr/local/bin and nobody may run it',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/keys.conf', 'PasswordAuthentication no\n');
    await host.exec(
      'systemctl restart ssh; cp /bin/bash /usr/local/bin/bash5 && chmod 644 /usr/local/bin/bash5 && usermod -s /usr/local/bin/bash5 alice',
    );
  },
};
