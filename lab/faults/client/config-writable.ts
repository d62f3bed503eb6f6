import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-writable',
  title: '~/.ssh/config may be written by everybody',
  releases: ['bookworm'],
  truth: { causes: ['client-config-perms'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /Bad owner or permissions on/,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host *\n  ServerAliveInterval 30\n', 0o666),
};
