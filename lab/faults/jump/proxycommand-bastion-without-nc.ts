import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-bastion-without-nc',
  title: 'ProxyCommand runs nc on a bastion that has none',
  releases: ['trixie'],
  truth: { causes: ['proxycommand-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  told: /nc: command not found/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ssh -q -o BatchMode=yes alice@bastion nc %h %p\n'),
};
