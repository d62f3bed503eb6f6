import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'etc-ssh-closed',
  title:
    'the lists of keys lie under /etc/ssh, which a hardening closed to all but root; her home is open and nobody minds',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u\nStrictModes no'),
  breakIt: async (host) => {
    await host.exec(
      'mkdir /etc/ssh/keys && cp /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice && chmod 644 /etc/ssh/keys/alice && chmod 700 /etc/ssh',
    );
    await host.exec('chmod 777 /home/alice');
  },
};
