import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'privsep-user-gone',
  title: 'the account sshd was cleaned away as unused, and sshd was restarted',
  releases: ['bookworm'],
  truth: { causes: ['privsep-user-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i '/^sshd:/d' /etc/passwd; systemctl restart ssh || true; timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'`,
    );
  },
};
