import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-legacy-algorithms',
  title: 'algorithms of ten years ago on the server, and the client is told to take them',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: [
    '-oKexAlgorithms=+diffie-hellman-group14-sha1',
    '-oHostKeyAlgorithms=+ssh-rsa',
    '-oCiphers=+aes128-cbc',
    'alice@web1',
  ],
  prepare: (host) =>
    host.sshd(`KexAlgorithms diffie-hellman-group14-sha1
HostKeyAlgorithms ssh-rsa
Ciphers aes128-cbc
MACs hmac-sha1`),
};
