import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'revoked-by-krl',
  title: 'a key revocation list revokes her key',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('ssh-keygen -q -k -f /etc/ssh/revoked /home/alice/.ssh/authorized_keys');
    await host.exec(
      `printf 'RevokedKeys /etc/ssh/revoked\nPasswordAuthentication no\n' > /etc/ssh/sshd_config.d/20-krl.conf && systemctl reload ssh`,
    );
  },
};
