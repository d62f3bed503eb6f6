import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-rsa-sha1-only',
  title: 'the server has an RSA host key alone, and signs with SHA-1',
  releases: ['bullseye'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching host key type found\. Their offer: ssh-rsa/,
  family: 6,
  prepare: (host) => host.sshd('HostKey /etc/ssh/ssh_host_rsa_key\nHostKeyAlgorithms ssh-rsa'),
};
