import { all, any, not, seen } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

// ENETUNREACH and the like come from a client that lacks the family; then the address is not dead.
const unreachable = (family: 4 | 6) => seen('tcp.connect', { family, errno: ['EHOSTUNREACH', 'EHOSTDOWN'] });

const failsLater = seen('stage', {
  stage: ['config', 'name', 'identification', 'kex', 'hostkey', 'auth', 'session'],
  status: 'fail',
});

export const cause: Cause = {
  id: 'name-one-address-dead',
  stage: 'name',
  family: 'address',
  who: 'client',
  decidedBy: 'client',
  meaning: "some of the name's addresses work and others do not",
  title: 'One of the addresses of {host} is dead: {dead} does not serve SSH, {live} does.',
  sees: 'It works, but every login waits first; or it works only now and then; or other programs fail where ssh does not.',
  why: `ssh tries the addresses of a name one after the other. One of them is old, belongs to a machine that is down, or
    sshd does not listen on it.`,
  cases: 0,
  proves: all(
    // What fails later on failed at a live address.
    not(failsLater),
    any(
      seen('addresses.differ', { dead: [0, 4], how: ['refused', 'timeout', 'reset'] }),
      seen('addresses.differ', { dead: 6, how: ['refused', 'reset'] }),
      all(seen('addresses.differ', { dead: 4, how: 'unreachable' }), unreachable(4)),
      all(seen('addresses.differ', { dead: 0, how: 'unreachable' }), any(unreachable(4), unreachable(6))),
    ),
  ),
  suggests: [all(not(failsLater), seen('addresses.differ'))],
  excludes: seen('name.address', { source: 'literal' }),
  lookalikes: [
    {
      cause: 'ipv6-broken',
      difference:
        'There it is the whole IPv6 path that gives no answer; here an address answers no, or one of the same kind is silent.',
    },
    { cause: 'packet-loss', difference: 'There every address fails now and then.' },
  ],
  check: {
    at: 'client',
    what: 'try each address by itself',
    command:
      'for a in $(getent ahosts {host} | awk \'{print $1}\' | sort -u); do echo "$a"; nc -zvw5 "$a" {port}; done',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Go straight to the address that works.',
      commands: ['ssh -o HostName={live} -o HostKeyAlias={host} -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'If sshd listens on one kind of address only, let it listen on both.',
      commands: [
        "grep -rniE '^ *(listenaddress|addressfamily)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d",
        'sshd -t && systemctl restart ssh',
      ],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Take the record of the dead address out of DNS or the hosts file.',
      commands: ['dig +noall +answer {host} A {host} AAAA', 'grep -n {host} /etc/hosts'],
    },
  ],
  sources: [
    'openssh-portable sshconnect.c: ssh_connect_direct',
    'sshd_config(5): AddressFamily, ListenAddress',
    'gai.conf(5)',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd listens on IPv4 alone: IPv6 answers no',
    expect: 'confirmed',
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 6, deadAddress: '2001:db8::5', liveAddress: '192.0.2.5', how: 'refused' }],
    ],
  },
  {
    name: 'one of two IPv4 addresses is silent',
    expect: 'confirmed',
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 0, deadAddress: '192.0.2.6', liveAddress: '192.0.2.5', how: 'timeout' }],
    ],
  },
  {
    name: 'look-alike: IPv6 gives no answer at all',
    expect: 'possible',
    covers: ['tcp.connect'],
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 6, deadAddress: '2001:db8::5', liveAddress: '192.0.2.5', how: 'timeout' }],
    ],
  },
  {
    name: 'an address was typed',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.address', { address: '198.51.100.5', family: 4, scope: 'documentation', source: 'literal' }],
    ],
  },
];
