import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-says-connecting',
  title: 'the helper behind ProxyCommand prints a word without a line end before the stream',
  releases: ['trixie'],
  truth: { causes: ['proxycommand-stdout-noise'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('tunnel', '#!/bin/sh\nprintf "Connecting to %s ... " "$1"\nexec nc "$1" "$2"\n', 0o700);
    person.write('.ssh/config', 'Host web1\n  ProxyCommand ~/tunnel %h %p\n');
  },
};
