import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-byte-order-mark',
  title: 'an editor put a byte order mark before a drop-in',
  releases: ['bullseye'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/ssh/sshd_config.d/20-site.conf', '\u{feff}PermitRootLogin no\n'),
};
