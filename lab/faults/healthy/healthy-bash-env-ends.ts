import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-bash-env-ends',
  title: '/etc/environment sets BASH_ENV to a file that ends each shell, and bash under sshd does not read it',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    host.write('/etc/environment', 'PATH="/usr/local/bin:/usr/bin:/bin"\nBASH_ENV=/opt/build/env.sh\n');
    host.write('/opt/build/env.sh', 'test -r /opt/build/licence || exit 3\n');
  },
};
