import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-without-user',
  title: 'AuthorizedKeysCommand was set without the user who runs it',
  releases: ['bullseye'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/20-keys.conf', 'AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys\n');
    await host.exec('systemctl restart ssh || true');
  },
};
