import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-environment-for-scripts',
  title:
    '/etc/environment has a start-up file for scripts that ends them all, and the shell of a login does not read it',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/opt/tools/env.sh', 'echo This account is currently not available. >&2\nexit 1\n', 0o755);
    host.write('/etc/environment', 'BASH_ENV=/opt/tools/env.sh\nENV=/opt/tools/env.sh\n');
  },
};
