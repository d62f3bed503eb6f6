import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-no-low-ports',
  title: 'a hardened unit may bind no port below 1024',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/hardening.conf',
      '[Service]\nCapabilityBoundingSet=~CAP_NET_BIND_SERVICE\n',
    ),
};
