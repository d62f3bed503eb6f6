import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-algorithm-mismatch',
  title: 'TinySSH, and a client that insists on RSA host keys',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'HostKeyAlgorithms=rsa-sha2-512', 'alice@web1'],
  told: /no matching host key type found/,
  breakIt: (host, net) => tinyssh(host, net),
};
