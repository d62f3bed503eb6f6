import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-in-overrules-keys',
  title: 'a drop-in switches keys off; the main file switches them on in vain',
  releases: ['bookworm'],
  truth: {
    causes: ['auth-method-unavailable'],
    hidden: ['config-first-value-wins'],
    stage: 'auth',
    outcome: 'confirmed',
  },
  clientSettles: true,
  target: ['-o', 'PasswordAuthentication=no', 'alice@web1'],
  prepare: (host) => {
    host.sshd('PubkeyAuthentication no');
    appendFileSync(join(host.root, 'etc/ssh/sshd_config'), 'PubkeyAuthentication yes\n');
  },
};
