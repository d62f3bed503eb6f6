import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowusers-by-name',
  title: 'AllowUsers wants her from a machine by name, and sshd looks up no names',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UseDNS no\nAllowUsers alice@laptop root@bastion\nMaxAuthTries 2'),
};
