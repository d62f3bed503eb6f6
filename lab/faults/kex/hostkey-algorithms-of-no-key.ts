import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-algorithms-of-no-key',
  title: 'HostKeyAlgorithms names signatures of RSA alone, and the one host key is Ed25519; Ciphers is short and good',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching host key type|no hostkey alg/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd(
      'HostKey /etc/ssh/ssh_host_ed25519_key\nHostKeyAlgorithms rsa-sha2-512,rsa-sha2-256\nCiphers chacha20-poly1305@openssh.com',
    ),
};
