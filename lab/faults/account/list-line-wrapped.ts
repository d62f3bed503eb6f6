import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-line-wrapped',
  title: 'the key was pasted from a mail, and its line broke in the middle',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/keys.conf', 'PasswordAuthentication no\n');
    await host.exec(
      'systemctl restart ssh; cd /home/alice/.ssh && fold -w 60 authorized_keys > new && cat new > authorized_keys && rm new',
    );
  },
};
