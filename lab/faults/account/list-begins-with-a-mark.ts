import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-begins-with-a-mark',
  title: 'an editor put a byte order mark in front of the one line of the key list',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/keys.conf', 'PasswordAuthentication no\n');
    await host.exec(
      "systemctl restart ssh; cd /home/alice/.ssh && printf '\\357\\273\\277' > new && cat authorized_keys >> new && cat new > authorized_keys && rm new",
    );
  },
};
