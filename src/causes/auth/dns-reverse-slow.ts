import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const waits = seen('auth.pause', { step: 'server' });
const useDns = seen('server.setting', { keyword: 'usedns', value: 'yes' });
const fails = seen('sshd.log', {
  message: /^reverse mapping checking getaddrinfo for .+ failed|^(warning: )?can't verify hostname: getaddrinfo/,
});

export const cause: Cause = {
  id: 'dns-reverse-slow',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'both',
  meaning: 'UseDNS waits for a reverse look-up',
  title: '{host} waits for a look-up of your address in DNS at each login (UseDNS), and the answer is slow.',
  sees: 'The login works, but only after a pause of some seconds before the key or password is asked for.',
  why: `With UseDNS yes sshd looks up the name of each client's address and then that name's address. When no name server answers, each
    question waits until it times out. The setting is on by default on FreeBSD and before OpenSSH 6.8.`,
  cases: 4,
  behind: { 'auth.closed': 2, 'auth.reset': 2, 'auth.silent': 2 },
  // A wait alone has many reasons; the setting and the failed look-up make it this one.
  proves: any(
    all(
      seen('auth.pause', { step: 'server', ms: { min: 4000 } }),
      useDns,
      fails,
      not(stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey')),
    ),
    // sshd asks the same resolver for the same name, and waits as long.
    all(useDns, seen('server.lookup', { what: 'reverse', state: 'slow' })),
  ),
  suggests: [
    // It waits longer than anybody here did.
    symptom('auth.silent'),
    all(waits, useDns),
    seen('auth.pause', { step: ['server', 'unknown'], ms: { min: 4500, max: 45_000 } }),
    seen('auth.pause', { step: 'unknown' }),
    fails,
  ],
  excludes: any(
    stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey'),
    // No Match block says otherwise of some.
    seen('server.setting', { keyword: 'usedns', value: 'no' }),
    seen('server.resource', { what: 'load', state: ['short', 'exhausted'] }),
    all(seen('auth.end', { how: 'success' }), not(seen('auth.pause'))),
  ),
  stands: all(useDns, seen('server.lookup', { what: 'reverse', state: 'slow' })),
  lookalikes: [
    {
      cause: 'gssapi-slow',
      difference: 'The pause is in the client, while it tries GSSAPI; -o GSSAPIAuthentication=no ends it.',
    },
    { cause: 'system-overloaded', difference: 'Everything is slow there, the version line too.' },
    { cause: 'pam-misconfig', difference: 'A module that asks a directory can wait as well; UseDNS is then off.' },
  ],
  check: {
    at: 'server',
    what: 'time a reverse look-up of the client address, and see whether sshd asks for one',
    command: 'sshd -T | grep -i usedns; time getent hosts ADDRESS_OF_THE_CLIENT; cat /etc/resolv.conf',
  },
  fix: [
    {
      who: 'server',
      risk: 'reload',
      say: 'Switch the look-up off. Only host names in from= and in Match or AllowUsers lines would miss it.',
      commands: [
        "printf 'UseDNS no\\n' > /etc/ssh/sshd_config.d/00-dns.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-dns.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
    {
      who: 'server',
      risk: 'reload',
      platform: 'FreeBSD',
      say: 'The same where there is no directory for drop-ins.',
      commands: ["sed -i '' '1i\\\nUseDNS no\n' /etc/ssh/sshd_config", 'sshd -t && service sshd reload'],
    },
    {
      who: 'server',
      risk: 'none',
      say: "Or mend the server's own name resolution: each name server listed must answer.",
      commands: ['cat /etc/resolv.conf', 'resolvectl status'],
    },
  ],
  sources: ['sshd_config(5): UseDNS', 'openssh-portable canohost.c, packet.c: ssh_remote_hostname'],
};

export const examples: readonly Example[] = [
  {
    name: 'UseDNS is on, a look-up failed, and the login waited ten seconds for the server',
    expect: 'confirmed',
    covers: ['symptom'],
    seen: [
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['auth.pause', { step: 'server', ms: 10_020 }],
      ['server.setting', { keyword: 'usedns', value: 'yes' }],
      ['sshd.log', { message: 'reverse mapping checking getaddrinfo for host7.example.net [198.51.100.7] failed.' }],
    ],
  },
  {
    name: 'look-alike: a wait for the server alone may be a directory or a busy host',
    expect: 'possible',
    seen: [
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['auth.pause', { step: 'server', ms: 10_020 }],
    ],
  },
  {
    name: 'UseDNS is off',
    expect: 'ruled-out',
    seen: [
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['auth.pause', { step: 'server', ms: 10_020 }],
      ['server.setting', { keyword: 'usedns', value: 'no' }],
    ],
  },
  {
    name: 'the server alone: sshd asks for names, and no name server answers',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.setting', { keyword: 'usedns', value: 'yes' }],
      ['server.lookup', { what: 'reverse', state: 'slow' }],
    ],
  },
  {
    name: 'look-alike: no name server answers, and sshd does not ask',
    expect: 'ruled-out',
    end: 'server',
    seen: [
      ['server.setting', { keyword: 'usedns', value: 'no' }],
      ['server.lookup', { what: 'reverse', state: 'slow' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'possible',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'usedns', value: 'yes' }],
      ['server.lookup', { what: 'reverse', state: 'slow' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'usedns', value: 'no' }],
      ['server.lookup', { what: 'reverse', state: 'slow' }],
    ],
  },
];
