import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nested-include-denies',
  title: 'a file that an included file includes denies users by a pattern with an address',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('Include "/etc/ssh/site/*.conf"');
    host.write('/etc/ssh/site/10-base.conf', 'Include deny/[a-m]*.list\n');
    host.write('/etc/ssh/deny/contractors.list', 'DenyUsers bob al*@10.71.1.*\n');
  },
};
