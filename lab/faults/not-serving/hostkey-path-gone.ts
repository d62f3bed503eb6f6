import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-path-gone',
  title: 'HostKey names a file on a disk that is not there',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('HostKey /srv/keys/ssh_host_ed25519_key'),
};
