import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const dnsSaysNo = any(
  seen('name.lookup', { source: 'dns', outcome: 'not-found' }),
  seen('name.server', { state: 'nxdomain' }),
);

export const cause: Cause = {
  id: 'name-not-found',
  stage: 'name',
  family: 'address',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the name does not exist in any source the resolver uses',
  title: '{resolver} knows no host by the name {host}.',
  sees: 'Could not resolve hostname: Name or service not known. Nothing was sent to any server.',
  why: `The name is misspelt, is an alias of another machine's ssh_config, lacks its domain, or is known only inside a VPN or
    company network that is not connected now.`,
  cases: 0,
  // systemd-resolved says of an unknown name without a dot that it got no answer.
  requires: symptom('name.not-found', 'name.no-answer', 'name.failed', 'name.invalid'),
  proves: all(seen('name.lookup', { source: 'system', outcome: 'not-found' }), symptom('name.not-found')),
  suggests: [
    dnsSaysNo,
    seen('name.lookup', { outcome: ['no-address', 'invalid'] }),
    seen('name.lookup', { outcome: 'no-answer', name: /^[^.]+$/ }),
  ],
  excludes: any(
    // macOS and Windows say the same when nobody can be asked.
    all(
      seen('client.platform', { os: ['darwin', 'win32'] }),
      not(seen('name.lookup', { source: 'dns', outcome: 'not-found' })),
    ),
    // A family was asked for: the name may well have addresses of the other one.
    seen('config.setting', { keyword: 'addressfamily', value: ['inet', 'inet6'] }),
    seen('name.lookup', { source: 'dns', outcome: 'found' }),
    all(
      seen('name.server', { state: ['silent', 'refused', 'closed', 'servfail', 'cut'] }),
      not(seen('name.server', { state: ['answers', 'nxdomain'] })),
    ),
  ),
  lookalikes: [
    {
      cause: 'name-resolver-failed',
      difference: 'There nobody answers the question; here the answer is that there is no such name.',
    },
    {
      cause: 'client-config-invalid',
      difference: 'There the alias exists, and a mistake in ssh_config keeps ssh from reading it.',
    },
  ],
  check: {
    at: 'client',
    what: 'ask each source of names by itself',
    command: 'getent ahosts {host}; grep -n {host} /etc/hosts; dig +short {host}; cat /etc/resolv.conf',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Check the spelling. If it is an alias, it must stand in your own ssh_config.',
      commands: ["ssh -G {host} | grep '^hostname '", "grep -niE '^ *host ' ~/.ssh/config"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Try the full name with its domain, with the VPN connected.',
      commands: ['ssh -p {port} {user}@{host}.example.com'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If you know the address, keep it under this name.',
      commands: ["printf 'Host {host}\\n  HostName ADDRESS\\n' >> ~/.ssh/config"],
    },
  ],
  sources: ['getaddrinfo(3): EAI_NONAME', 'RFC 1035 §4.1.1: NXDOMAIN', 'nsswitch.conf(5)'],
};

export const examples: readonly Example[] = [
  {
    name: 'no source has the name',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.not-found', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'not-found', code: 'EAI_NONAME', name: 'web1.exmaple.com' }],
    ],
  },
  {
    name: 'look-alike: macOS words it so too when it is offline',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'name.not-found', stage: 'name' }],
      ['client.platform', { os: 'darwin', release: '24.1.0' }],
      ['name.lookup', { source: 'system', outcome: 'not-found', code: 'ENOTFOUND', name: 'web1.example.com' }],
    ],
  },
  {
    name: 'look-alike: a name without a dot that systemd-resolved does not pass on',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
    ],
  },
  { name: 'a server was reached', expect: 'ruled-out', seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]] },
];
