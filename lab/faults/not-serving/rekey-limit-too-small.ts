import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rekey-limit-too-small',
  title: 'RekeyLimit has a number of bytes that is too small, and a list of revoked keys holds those of others',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('RevokedKeys /etc/ssh/revoked\nRekeyLimit 8 1h'),
  breakIt: async (host) => {
    await host.exec('cp /etc/ssh/ssh_host_rsa_key.pub /etc/ssh/revoked; systemctl restart ssh || true');
  },
};
