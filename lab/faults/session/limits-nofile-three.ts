import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limits-nofile-three',
  title: 'limits.conf lets her open three files',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/files.conf', 'alice hard nofile 3\n');
  },
};
