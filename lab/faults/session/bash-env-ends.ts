import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bash-env-ends',
  title: '/etc/environment sets BASH_ENV to a file that ends each shell of a command',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    host.write('/etc/environment', 'PATH="/usr/local/bin:/usr/bin:/bin"\nBASH_ENV=/opt/build/env.sh\n');
    host.write('/opt/build/env.sh', 'test -r /opt/build/licence || exit 3\n');
  },
};
