import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-socks-closed',
  title: 'ProxyCommand goes through a SOCKS proxy that is not running',
  releases: ['trixie'],
  truth: { causes: ['proxycommand-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /connect to 10\.71\.1\.1 port 1080 \(tcp\) failed/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  ProxyCommand nc -v -X 5 -x 10.71.1.1:1080 %h %p\n'),
};
