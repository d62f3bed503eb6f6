import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-address-refuses',
  title: 'a Match block for the network of the client lets in somebody else',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match Address 2001:db8:71:1::/64\n  AllowUsers backup'),
};
