import { any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdTurnsAway } from '../signs.ts';

export const cause: Cause = {
  id: 'ssh-protocol-1',
  stage: 'kex',
  family: 'negotiation',
  who: 'server',
  decidedBy: 'client',
  lasting: true,
  meaning: 'the server speaks only SSH protocol 1',
  title: '{host} speaks only version 1 of the SSH protocol, which ssh no longer supports.',
  sees: 'ssh says "Protocol major versions differ: 2 vs. 1".',
  why: 'A very old device, or a server that is set to protocol 1. Version 1 is broken by design, and OpenSSH dropped it in release 7.6.',
  cases: 0,
  requires: stopsAt('identification', 'kex'),
  proves: any(
    seen('identification.end', { how: 'old-protocol' }),
    seen('identification.version', { protocol: /^1\.(?!99$)/ }),
  ),
  suggests: [symptom('identification.invalid'), seen('identification.line', { text: /^SSH-1\.(?!99-)\d+-/ })],
  excludes: any(seen('identification.version', { protocol: /^(?:2\.0|1\.99)$/ }), sshdTurnsAway),
  lookalikes: [
    { cause: 'algorithm-mismatch', difference: 'There both speak version 2 and share no algorithm.' },
    { cause: 'nonssh-service', difference: 'There the first line does not start with SSH-.' },
  ],
  check: {
    at: 'client',
    what: 'read the version line: SSH-2.0 and SSH-1.99 are fine, SSH-1.5 is not',
    command: 'nc -w 5 {host} {port} </dev/null | head -n 1',
  },
  fix: [
    {
      who: 'server',
      risk: 'restart',
      say: 'Bring the firmware or the SSH server up to date; on a device that has a choice, set version 2.',
      platform: 'Cisco IOS',
      commands: ['configure terminal', 'crypto key generate rsa modulus 2048', 'ip ssh version 2'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'To get in once and upgrade it, over a network that you trust, use a client that still knows version 1.',
      commands: ['apt-get install openssh-client-ssh1', 'ssh1 -p {port} {user}@{host}'],
      undo: ['apt-get remove openssh-client-ssh1'],
    },
  ],
  sources: ['RFC 4253 §5', 'OpenSSH 7.6 release notes', 'openssh-portable kex.c: kex_exchange_identification'],
};

export const examples: readonly Example[] = [
  {
    name: 'the version line says 1.5',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.invalid', stage: 'identification' }],
      ['identification.version', { protocol: '1.5', software: 'Cisco-1.25' }],
      ['identification.end', { how: 'old-protocol', afterMs: 30, bytes: 19, by: 'ssh' }],
    ],
  },
  {
    name: 'look-alike: 1.99 means that it speaks version 2 as well',
    expect: 'ruled-out',
    covers: ['identification.end'],
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['identification.version', { protocol: '1.99', software: 'Cisco-1.25' }],
    ],
  },
  {
    name: 'a login that is denied',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
