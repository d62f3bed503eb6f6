import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-strict-algorithms',
  title: 'one modern algorithm of each kind, and the client has it',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.sshd(`KexAlgorithms sntrup761x25519-sha512@openssh.com
HostKeyAlgorithms ssh-ed25519
Ciphers chacha20-poly1305@openssh.com
MACs hmac-sha2-512-etm@openssh.com
PubkeyAcceptedAlgorithms ssh-ed25519`),
};
