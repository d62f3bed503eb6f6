import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-no-inet',
  title: 'a hardened unit lets sshd open no socket of the internet',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nRestrictAddressFamilies=AF_UNIX\n'),
};
