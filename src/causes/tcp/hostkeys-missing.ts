import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import {
  configPasses,
  endsWordless,
  nothingStartsIt,
  refusedByIcmp,
  sshdHasNoHostKey,
  sshdIsFull,
  sshdRuns,
  stopsWithoutHostKey,
} from '../signs.ts';

const key = /ssh_host_\w+_key$/;
/** sshd complains aloud of a mode or an owner. Of default files that hold no key it says nothing more than that none is left. */
const complains = /UNPROTECTED|Permissions \d+ for|too open|bad (?:permissions|ownership)/;
const unusable = all(
  seen('server.config-check', { ok: false, text: /no hostkeys available/ }),
  seen('server.file', { path: key }),
  not(seen('server.file', { path: key, state: ['bad-mode', 'bad-owner', 'bad-label', 'denied'] })),
  not(seen('server.config-check', { text: complains })),
);
/** It does not look for the keys of sshd, and sshd not for its. */
const dropbearFails = seen('server.unit', { unit: 'dropbear.service', active: ['failed', 'activating'] });
/** What sshd says of its own keys is not said of these; the server's end alone must be able to tell. */
const tinyServes = seen('server.unit', { unit: /^tinysshd\S*\.socket$/, active: 'active' });
/** TinySSH and others go on without a key, and name none. OpenSSH does not come so far. */
const offersNone = all(symptom('kex.no-match'), seen('kex.mismatch', { what: 'host-key', server: /^$/ }));
const broken = stopsAt('identification', 'kex');

export const cause: Cause = {
  id: 'hostkeys-missing',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'host keys are missing, empty or unreadable',
  title: 'sshd on {host} has no usable host key: the key files are missing, empty or damaged.',
  sees: 'Connection refused. With releases up to 9.7 a running sshd closes each new connection instead.',
  why: 'A cloned image or container comes without keys, a first boot was cut short, or a power cut left empty files. Without a key sshd ends.',
  cases: 11,
  behind: { 'tcp.refused': 5, 'identification.closed': 1, 'kex.closed': 3, 'kex.reset': 3 },
  requires: any(stopsWithoutHostKey, offersNone),
  proves: any(
    all(dropbearFails, seen('server.log', { program: 'dropbear', message: /No hostkeys available/ })),
    all(
      sshdHasNoHostKey,
      any(
        seen('sshd.log', {
          message:
            /^(error: )?Unable to load host key "[^"]+": (error in libcrypto|invalid format|incomplete message|No such file or directory)/,
        }),
        all(
          seen('server.file', { path: key, state: ['missing', 'empty'] }),
          not(seen('server.file', { path: key, state: ['ok', 'bad-mode', 'bad-owner', 'bad-label', 'denied'] })),
        ),
        unusable,
      ),
    ),
  ),
  suggests: [
    offersNone,
    seen('server.log', { program: 'dropbear', message: /No hostkeys available/ }),
    endsWordless,
    seen('server.config-check', { ok: false, text: /no hostkeys available/ }),
    seen('sshd.log', {
      message: /no hostkeys available|(Unable to|Could not) load host key|No supported key exchange algorithms/,
    }),
    seen('server.file', { path: key, state: ['missing', 'empty'] }),
  ],
  excludes: any(
    sshdIsFull,
    all(sshdRuns, not(broken)),
    // It has them by now, or nobody asks for them.
    all(any(configPasses, nothingStartsIt), not(dropbearFails), any(not(symptom('kex.no-match')), not(tinyServes))),
    refusedByIcmp,
  ),
  explains: ['sshd-not-running', 'socket-trigger-limit'],
  lookalikes: [
    {
      cause: 'hostkeys-perms',
      difference: 'The keys are there and whole; sshd says that their permissions are too open.',
    },
    { cause: 'sshd-config-error', difference: 'sshd -t names a line of the configuration, not a host key.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      say: 'Set empty key files aside, since ssh-keygen keeps what exists; make the missing ones; start sshd. Clients will see new keys.',
      commands: [
        'ls -l /etc/ssh/ssh_host_*',
        "find /etc/ssh -name 'ssh_host_*' -size 0 -exec mv {} {}.empty ';'",
        'ssh-keygen -A && sync',
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'containers',
      say: 'Make the keys when the container starts, and keep them on a volume so that they stay the same.',
      commands: ['ssh-keygen -A', '/usr/sbin/sshd -D -e'],
    },
  ],
  sources: ['sshd_config(5): HostKey', 'ssh-keygen(1): -A', 'openssh-portable sshd.c: main'],
};

export const examples: readonly Example[] = [
  {
    name: 'another server goes on without a host key, and names none',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.no-match', stage: 'kex' }],
      ['kex.mismatch', { what: 'host-key', client: 'ssh-ed25519', server: '' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.unit', { unit: 'tinysshd.socket', load: 'loaded', active: 'active' }],
    ],
  },
  {
    name: "from the server's end alone: the keys are there again, and nobody has started sshd",
    expect: 'ruled-out',
    end: 'server',
    seen: [
      ['sshd.log', { message: 'sshd: no hostkeys available -- exiting.' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'look-alike: it names one that the client does not take',
    expect: 'ruled-out',
    covers: ['kex.mismatch'],
    seen: [
      ['symptom', { is: 'kex.no-match', stage: 'kex' }],
      ['kex.mismatch', { what: 'host-key', client: 'ssh-ed25519', server: 'ssh-rsa' }],
    ],
  },
  {
    name: 'Dropbear in the place of sshd, and nobody has made its key',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.unit', { unit: 'dropbear.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.log',
        { program: 'dropbear', message: "Early exit: No hostkeys available. 'dropbear -R' may be useful" },
      ],
    ],
  },
  {
    name: 'look-alike: dropbear has loaded no key, and does not say why',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.log', { program: 'dropbear', message: 'Early exit: No hostkeys available.' }],
    ],
  },
  {
    name: 'the service failed, and every key file is empty',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'sshd: no hostkeys available -- exiting.' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'empty', mode: '0600' }],
      ['server.file', { path: '/etc/ssh/ssh_host_rsa_key', state: 'empty', mode: '0600' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'sshd 9.2 was running when the keys were damaged',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['sshd.log', { message: 'error: Unable to load host key "/etc/ssh/ssh_host_ed25519_key": error in libcrypto' }],
      ['sshd.log', { message: 'sshd: no hostkeys available -- exiting.' }],
    ],
  },
  {
    name: 'the files are there with the right modes, and hold no key that can be used',
    expect: 'confirmed',
    covers: ['server.listener', 'sshd.log', 'server.config-check', 'server.file'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: false, text: 'sshd: no hostkeys available -- exiting.' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'ok', mode: '0600' }],
    ],
  },
  {
    name: 'look-alike: the files have a mode that sshd complains of',
    expect: 'possible',
    covers: ['server.listener', 'sshd.log', 'server.config-check', 'server.file'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.config-check',
        { ok: false, text: "Permissions 0644 for '/etc/ssh/ssh_host_ed25519_key' are too open." },
      ],
      ['server.config-check', { ok: false, text: 'sshd: no hostkeys available -- exiting.' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'ok', mode: '0600' }],
    ],
  },
  {
    name: 'look-alike: the same last line, since the modes are wrong',
    expect: 'possible',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Unable to load host key "/etc/ssh/ssh_host_ed25519_key": bad permissions' }],
      ['sshd.log', { message: 'sshd: no hostkeys available -- exiting.' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'bad-mode', mode: '0644' }],
    ],
  },
  {
    name: 'attempts that work in between show that the keys are there',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['attempts.rate', { tried: 6, failed: 3, share: 'some', turns: 3 }],
    ],
  },
  {
    name: 'the host key was shown',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'hostkey.changed', stage: 'hostkey' }]],
  },
];
