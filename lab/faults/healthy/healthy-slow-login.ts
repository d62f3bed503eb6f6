import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-slow-login',
  title: 'a PAM module that takes three seconds to open a session',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    const before = readFileSync(join(host.root, 'etc/pam.d/sshd'), 'utf8');
    host.write('/etc/pam.d/sshd', `${before}session optional pam_exec.so /bin/sleep 3\n`);
  },
};
