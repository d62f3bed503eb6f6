import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-allowusers-from-client',
  title: 'AllowUsers lets alice in from her own network, and she comes by way of a jump host',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', '-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowUsers alice@10.71.1.* root'),
};
