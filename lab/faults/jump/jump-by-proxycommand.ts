import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-by-proxycommand',
  title: 'ProxyCommand ssh -W leads through a bastion that refuses the key',
  releases: ['trixie'],
  truth: { causes: ['jump-host-failed'], hidden: ['key-not-accepted'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /alice@bastion: Permission denied/,
  jump: true,
  prepare: (_host, net) => net.bastion?.sshd('PasswordAuthentication no\nAuthorizedKeysFile /etc/ssh/keys/%u'),
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ssh -o BatchMode=yes -W %h:%p alice@bastion\n'),
};
