import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-limits-fsize',
  title: 'limits.conf lets her write no file, and a login writes none',
  releases: ['trixie'],
  truth: { causes: [], hidden: ['sshd-crash'], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/fsize.conf', 'alice hard fsize 0\n');
  },
};
