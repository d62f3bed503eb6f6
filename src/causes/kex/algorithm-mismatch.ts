import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { configPasses, sshdTurnsAway } from '../signs.ts';

const noneLeft = /^(?:fatal: )?No supported key exchange algorithms/;

export const cause: Cause = {
  id: 'algorithm-mismatch',
  stage: 'kex',
  family: 'negotiation',
  who: 'server',
  decidedBy: 'client',
  lasting: true,
  meaning: 'client and server share no key exchange, host key, cipher or MAC algorithm',
  title: 'Your ssh and {host} have no algorithm in common, so they cannot agree on how to encrypt.',
  sees: 'ssh says "Unable to negotiate", what was not found, and what the server offers.',
  why: `Old devices know only algorithms that today's ssh leaves off as unsafe; a hardened server or client, or a policy
    of the system, leaves off those that the other end needs.`,
  cases: 12,
  behind: { 'kex.no-match': 9, 'kex.invalid': 2, 'kex.failed': 2 },
  requires: symptom(
    'kex.no-match',
    'kex.failed',
    'kex.invalid',
    'kex.closed',
    'kex.reset',
    'hostkey.failed',
    'identification.closed',
  ),
  // A server that names no host key at all has none that it may use: no list of the client cures that.
  proves: any(
    seen('kex.mismatch', { server: /./ }),
    seen('kex.end', { how: 'no-match', text: /^(?!.*no matching host key type found\. Their offer:\s*$)/ }),
    // sshd ends when its lists leave nothing that its own host keys can do; those it has, as `sshd -t` tells.
    all(
      symptom('kex.closed', 'kex.reset'),
      seen('sshd.last-word', { message: noneLeft }),
      configPasses,
      not(seen('server.file', { path: /ssh_host_\w+_key$/, state: ['missing', 'empty', 'bad-mode', 'bad-owner'] })),
    ),
  ),
  suggests: [
    symptom('kex.no-match'),
    seen('kex.end', { text: /error in libcrypto|no matching .* found|Invalid key length/ }),
    // Shorter, or of another kind, than the client's settings allow: it is not even compared.
    seen('hostkey.check', { result: ['too-short', 'not-permitted'] }),
    seen('disconnect', { code: 3 }),
    all(seen('sshd.log', { message: noneLeft }), configPasses),
    seen('server.log', { program: 'dropbear', message: /^Exit before auth\b.*: No matching algo / }),
    seen('sshd.log', {
      message:
        /^(?:fatal: )?(?:Unable to negotiate (?:with .*: no matching |a key exchange method)|no matching \w+ found: client |no hostkey alg)/,
    }),
  ],
  excludes: any(
    // sshd itself has said that it drops for a limit.
    all(stopsAt('identification'), sshdTurnsAway),
    // They had found some, and were at the exchange itself.
    seen('kex.end', { how: ['closed', 'reset'], agreed: true }),
  ),
  lookalikes: [
    {
      cause: 'pubkey-signature-algorithm',
      difference: 'There the encryption stands, and only the signature of your key is refused, at the login.',
    },
    { cause: 'ssh-protocol-1', difference: 'There the server speaks another version of the protocol altogether.' },
    { cause: 'crypto-implementation-bug', difference: 'There they agree, and then one of them computes wrongly.' },
  ],
  check: {
    at: 'client',
    what: 'see what the server offers',
    command: "ssh -vv -o BatchMode=yes -p {port} {user}@{host} true 2>&1 | grep -A 12 'peer server KEXINIT'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'For this old host alone, allow what it has. These are weak: use them only where you trust the network.',
      commands: [
        'ssh -o KexAlgorithms=+diffie-hellman-group14-sha1,diffie-hellman-group1-sha1 -o HostKeyAlgorithms=+ssh-rsa -o PubkeyAcceptedAlgorithms=+ssh-rsa -o Ciphers=+aes128-cbc -o MACs=+hmac-sha1 -p {port} {user}@{host}',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'Where a policy of the system forbids it ("error in libcrypto"), allow SHA-1 again; this weakens all programs.',
      commands: ['update-crypto-policies --show', 'update-crypto-policies --set DEFAULT:SHA1'],
      undo: ['update-crypto-policies --set DEFAULT'],
    },
    {
      who: 'server',
      risk: 'reload',
      platform: 'Linux',
      say: 'On the server, drop a list that is too narrow, make an Ed25519 host key, or bring sshd up to date.',
      commands: [
        "sshd -T | grep -E '^(kexalgorithms|hostkeyalgorithms|ciphers|macs|hostkey) '",
        'ssh-keygen -A && sshd -t && systemctl reload ssh',
      ],
    },
  ],
  sources: [
    'RFC 4253 §7.1',
    'ssh_config(5): KexAlgorithms, HostKeyAlgorithms, Ciphers, MACs',
    'openssh.com/legacy.html',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the lists of sshd leave nothing that its one host key can do',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['sshd.last-word', { message: 'fatal: No supported key exchange algorithms [preauth]' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'ok', mode: '0600' }],
    ],
  },
  {
    name: 'look-alike: the same words, and the host keys are gone',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['sshd.last-word', { message: 'fatal: No supported key exchange algorithms [preauth]' }],
      ['server.config-check', { ok: false, text: 'sshd: no hostkeys available -- exiting.' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'missing' }],
    ],
  },
  {
    name: 'look-alike: the server names no host key at all',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.no-match', stage: 'kex' }],
      ['kex.mismatch', { what: 'host-key', client: 'ssh-ed25519', server: '' }],
      [
        'kex.end',
        {
          how: 'no-match',
          after: 'kexinit',
          by: 'ssh',
          text: 'Unable to negotiate with 192.0.2.7 port 22: no matching host key type found. Their offer: ',
        },
      ],
    ],
  },
  {
    name: 'look-alike: they had agreed, and the exchange itself broke off',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['kex.end', { how: 'closed', after: 'kexinit', by: 'ssh', agreed: true }],
    ],
  },
  {
    name: 'an old switch offers SHA-1 alone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.no-match', stage: 'kex' }],
      [
        'kex.mismatch',
        {
          what: 'kex',
          client: 'curve25519-sha256,ecdh-sha2-nistp256',
          server: 'diffie-hellman-group1-sha1',
          option: 'KexAlgorithms=+diffie-hellman-group1-sha1',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the library fails in the key exchange',
    expect: 'possible',
    covers: ['kex.mismatch'],
    seen: [
      ['symptom', { is: 'kex.failed', stage: 'kex' }],
      ['kex.end', { how: 'failed', after: 'kexinit', by: 'ssh', text: 'error in libcrypto' }],
    ],
  },
  {
    name: 'dropbear logs what it did not find',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      [
        'server.log',
        { program: 'dropbear', message: 'Exit before auth from <192.0.2.9:5511>: No matching algo hostkey' },
      ],
    ],
  },
  {
    name: 'look-alike: a refused key comes after all algorithms were agreed on',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
