import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-progress-bar',
  title: 'the helper behind ProxyCommand draws a progress bar on its standard output',
  releases: ['bullseye'],
  truth: { causes: ['proxycommand-stdout-noise'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { person }) => {
    person.write('tunnel', '#!/bin/sh\nprintf "  50%%\\r 100%%\\n"\nexec nc "$1" "$2"\n', 0o700);
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ~/tunnel %h %p\n');
  },
};
