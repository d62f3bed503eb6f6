import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-option-misspelt',
  title: 'the line of the key has an option that sshd does not know',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/keys.conf', 'PasswordAuthentication no\n');
    await host.exec("systemctl restart ssh; sed -i 's/^/no-port-forwardings /' /home/alice/.ssh/authorized_keys");
  },
};
