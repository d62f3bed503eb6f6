import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-ecdsa-only',
  title: 'a hardening script left the server an ECDSA host key alone, and one of the client wants Ed25519',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host, { person }) => {
    host.sshd('HostKey /etc/ssh/ssh_host_ecdsa_key');
    person.write('.ssh/config', 'Host *\n  HostKeyAlgorithms ssh-ed25519,ssh-ed25519-cert-v01@openssh.com\n');
  },
};
