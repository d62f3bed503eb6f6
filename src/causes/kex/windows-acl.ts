import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const windows = any(
  seen('identification.version', { software: /^OpenSSH_for_Windows/ }),
  seen('server.file', { path: /^[A-Z]:\\/i }),
);

export const cause: Cause = {
  id: 'windows-acl',
  stage: 'kex',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'on Windows the ACL of host keys or binaries stops sshd',
  title: 'Windows on {host} keeps sshd from its own files: the access rights of its host keys or programs are wrong.',
  sees: 'The connection is reset right after the version line, or refused, since the service does not start.',
  why: `Only SYSTEM and the administrators may read the host keys, and all users must be able to run the programs. A copy,
    a backup tool or a policy gave the files other rights.`,
  cases: 3,
  behind: { 'kex.closed': 3, 'kex.reset': 3 },
  requires: symptom(
    'tcp.refused',
    'tcp.reset',
    'identification.closed',
    'identification.reset',
    'kex.closed',
    'kex.reset',
  ),
  proves: any(
    seen('sshd.log', { message: /Permissions for '(?:__PROGRAMDATA__|[A-Z]:)[\\/].*ssh_host_\w+_key' are too open/i }),
    seen('server.file', { path: /^[A-Z]:\\.*\\ssh\\ssh_host_\w+_key$/i, state: ['bad-mode', 'bad-owner'] }),
    seen('server.config-check', {
      ok: false,
      text: /Permissions for '(?:__PROGRAMDATA__|[A-Z]:)[\\/].*ssh_host_\w+_key' are too open/i,
    }),
  ),
  suggests: [windows, all(windows, symptom('kex.closed', 'kex.reset'))],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
  lookalikes: [
    { cause: 'hostkeys-perms', difference: 'The same on Unix, where modes and owners count.' },
    { cause: 'sshd-crash', difference: 'The event log of Windows then names a faulting module.' },
  ],
  check: {
    at: 'server',
    what: 'in PowerShell as administrator, read the rights of keys and programs and the log of sshd',
    command:
      'icacls C:\\ProgramData\\ssh\\ssh_host_*_key; icacls C:\\Windows\\System32\\OpenSSH; Get-WinEvent -LogName OpenSSH/Operational -MaxEvents 20',
  },
  fix: [
    {
      who: 'server',
      risk: 'restart',
      platform: 'Windows',
      say: 'In PowerShell as administrator, give the host keys to SYSTEM and the administrators alone.',
      commands: [
        'Get-ChildItem C:\\ProgramData\\ssh\\ssh_host_*_key | ForEach-Object { icacls $_.FullName /inheritance:r /grant "*S-1-5-18:F" "*S-1-5-32-544:F" }',
        'Restart-Service sshd',
      ],
      undo: ['Get-ChildItem C:\\ProgramData\\ssh\\ssh_host_*_key | ForEach-Object { icacls $_.FullName /reset }'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Windows',
      say: 'Let all users read and run the programs.',
      commands: ['icacls C:\\Windows\\System32\\OpenSSH /grant "*S-1-5-11:(OI)(CI)RX" /T', 'Restart-Service sshd'],
    },
  ],
  sources: ['Win32-OpenSSH wiki: Security protection of various files', 'Microsoft Learn: icacls'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd refuses a host key that others may read',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_for_Windows_9.5' }],
      ['sshd.log', { message: "Permissions for '__PROGRAMDATA__\\\\ssh/ssh_host_ed25519_key' are too open." }],
    ],
  },
  {
    name: 'look-alike: a reset by a Windows server has other reasons too',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_for_Windows_9.5' }],
    ],
  },
  {
    name: 'look-alike: a key of the account that is refused at the login',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
