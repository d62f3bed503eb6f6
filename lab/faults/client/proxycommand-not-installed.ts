import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-not-installed',
  title: 'ProxyCommand names a program that is not installed',
  releases: ['bookworm'],
  truth: { causes: ['proxycommand-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /exec: corkscrew-ng: not found/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  ProxyCommand corkscrew-ng proxy.lan 3128 %h %p\n'),
};
