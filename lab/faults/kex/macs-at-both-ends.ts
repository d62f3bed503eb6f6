import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'macs-at-both-ends',
  title: 'each end has hardened its MACs in its own way',
  releases: ['bullseye'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching MAC found/,
  prepare: (host) => host.sshd('MACs hmac-sha2-256'),
  // The modern ciphers bring their own integrity; with these a MAC is needed.
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  Ciphers aes256-ctr,aes128-ctr\n  MACs hmac-sha2-512-etm@openssh.com\n'),
};
