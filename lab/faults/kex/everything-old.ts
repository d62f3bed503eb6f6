import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'everything-old',
  title: 'a server with the algorithms of 2010 and none besides',
  releases: ['bullseye'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching key exchange method found/,
  prepare: (host) =>
    host.sshd(
      'KexAlgorithms diffie-hellman-group1-sha1\nHostKey /etc/ssh/ssh_host_rsa_key\nHostKeyAlgorithms ssh-rsa\nCiphers 3des-cbc\nMACs hmac-md5',
    ),
};
