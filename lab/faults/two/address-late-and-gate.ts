import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-late-and-gate',
  title: 'sshd has an address that it never had, and ForceCommand nologin',
  releases: ['bullseye'],
  truth: { causes: ['sshd-listen-address'], hidden: ['force-command'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('ListenAddress 127.0.0.1\nMatch User alice\n  ForceCommand /usr/sbin/nologin');
  },
};
