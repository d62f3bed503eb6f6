import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-exits',
  title: 'the helper behind ProxyCommand ends at once without a word',
  releases: ['bullseye'],
  truth: { causes: ['proxycommand-failed'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('tunnel', '#!/bin/sh\n[ -r ~/.config/tunnel.conf ] || exit 1\nexec nc "$1" "$2"\n', 0o700);
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ~/tunnel %h %p\n');
  },
};
