import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'user-of-a-directory',
  title: 'an account of the directory, which the host no longer asks; its home and key are there',
  releases: ['bookworm'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'carol@web1'],
  prepare: (host) => host.sshd('AllowUsers alice carol'),
  breakIt: async (host) => {
    await host.exec("sed -i 's/^passwd:.*/passwd: files ldap/' /etc/nsswitch.conf");
    await host.exec('cp -r /home/alice /home/carol; chown -R 20001:20001 /home/carol; chmod 777 /home/carol');
  },
};
