import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-include-broken',
  title: 'an included file names a cipher that ssh does not know',
  releases: ['bullseye'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /conf\.d\/work line 2: Bad SSH2 cipher spec/,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/conf.d/work', 'Host web1\n  Ciphers aes512-ctr\n');
    person.write('.ssh/config', 'Include conf.d/*\nHost *\n  ServerAliveInterval 30\n');
  },
};
