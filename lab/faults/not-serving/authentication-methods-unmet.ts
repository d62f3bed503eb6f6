import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authentication-methods-unmet',
  title: 'AuthenticationMethods wants what another line switches off, and sshd will not start',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write(
      '/etc/ssh/sshd_config.d/30-mfa.conf',
      'AuthenticationMethods publickey,keyboard-interactive\nKbdInteractiveAuthentication no\n',
    );
    await host.exec('systemctl restart ssh || true');
  },
};
