import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-proxycommand-greeting',
  title: 'the helper behind ProxyCommand prints a whole line before the stream, which ssh skips',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('tunnel', '#!/bin/sh\necho "connecting to $1 ..."\nexec nc "$1" "$2"\n', 0o700);
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ~/tunnel %h %p\n');
  },
};
