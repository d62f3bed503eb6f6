import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-local-address-denies',
  title: 'a Match block for the public address of the server admits the deployment account alone',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('MaxAuthTries 4\nMatch LocalAddress 10.71.2.20 LocalPort 22\n  AllowUsers deploy');
  },
};
