import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-keys-outside-home',
  title: 'the keys are in /etc, and the home may be written by anybody',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u'),
  breakIt: async (host) => {
    await host.exec(`mkdir /etc/ssh/keys; mv /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice
chown root:root /etc/ssh/keys/alice; chmod 644 /etc/ssh/keys/alice; rm -r /home/alice/.ssh; chmod 777 /home/alice`);
  },
};
