import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxy-passes-no-descriptor',
  title: 'ProxyUseFdpass for a helper that relays and passes nothing back',
  releases: ['bookworm'],
  truth: { causes: ['proxycommand-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  ProxyCommand nc %h %p\n  ProxyUseFdpass yes\n'),
};
