import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'names-of-users-not-from-files',
  title: 'nsswitch.conf asks the directory alone for accounts, so nobody is known, and sshd was restarted',
  releases: ['bookworm'],
  truth: { causes: ['privsep-user-missing'], hidden: ['user-does-not-exist'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's/^passwd:.*/passwd: sss/' /etc/nsswitch.conf; systemctl restart ssh || true; timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'`,
    );
  },
};
