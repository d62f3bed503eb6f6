import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-hangs',
  title: 'the helper behind ProxyCommand waits for a login in a browser',
  releases: ['bookworm'],
  truth: { causes: ['proxycommand-failed'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('tunnel', '#!/bin/sh\nexec sleep 600\n', 0o700);
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ~/tunnel %h %p\n');
  },
};
