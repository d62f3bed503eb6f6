import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-folder-of-a-group',
  title: 'the folder of all key lists may be written by a group of administrators; her home is in order',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AuthorizedKeysFile /srv/keys/%u/authorized_keys\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'install -d /srv/keys/alice && cp /home/alice/.ssh/authorized_keys /srv/keys/alice/ && chmod 644 /srv/keys/alice/*',
    );
    await host.exec('groupadd ops && chgrp -R ops /srv/keys && chmod 2775 /srv/keys');
  },
};
