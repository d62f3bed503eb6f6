import { all, any, not, passed, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

// systemd-resolved fails names without a dot and under .local by its own rules; that says nothing of the resolver.
const ordinary = /^(?!.*\.local$).+\.[^.]+$/i;
const nobodyAnswers = not(seen('name.server', { state: ['answers', 'nxdomain'] }));

const unfound = symptom('name.no-answer', 'name.failed', 'name.not-found');

/** The name is found in the end; the server that is asked first says nothing, or nothing to one of the two questions. */
const late = all(
  not(seen('symptom')),
  passed('hostkey'),
  seen('name.lookup', { source: 'system', outcome: 'found', ms: { min: 900 } }),
  any(seen('name.server', { first: true, state: 'silent' }), seen('name.server', { first: true, mute: ['A', 'AAAA'] })),
);

export const cause: Cause = {
  id: 'name-resolver-failed',
  stage: 'name',
  family: 'address',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the resolver gives no answer (SERVFAIL, time-out, none configured)',
  title: '{resolver} gets no answer about {host} from its name servers, or only after seconds.',
  sees: 'Could not resolve hostname: Temporary failure in name resolution, often after several seconds; or all works, and begins late each time.',
  why: `The name servers do not answer, answer with an error, or there are none: no network, a VPN that took DNS with it when
    it ended, a container without DNS, or a firewall that drops port 53.`,
  cases: 0,
  // macOS and Windows say "not known" when nobody can be asked.
  requires: any(unfound, late),
  proves: any(
    late,
    all(
      symptom('name.no-answer', 'name.failed'),
      seen('name.lookup', {
        source: 'system',
        outcome: ['no-answer', 'failed'],
        code: ['EAI_AGAIN', 'EAI_FAIL'],
        name: ordinary,
      }),
    ),
    all(unfound, seen('name.server', { state: 'silent' }), nobodyAnswers),
    // Nobody is there who could be asked. One of this machine's own may be passed by (nss-resolve(8)).
    all(
      symptom('name.no-answer', 'name.failed'),
      any(
        seen('name.server', { state: 'closed', server: /^(?!127\.|::1$)/ }),
        seen('name.server', { state: 'closed', alone: true }),
      ),
      not(seen('name.server', { state: ['answers', 'nxdomain', 'servfail', 'refused'] })),
    ),
    // Over TCP, where it sends everybody, the resolver of this machine got nothing either.
    all(
      symptom('name.no-answer', 'name.failed'),
      seen('name.server', { state: 'cut', alone: true }),
      not(seen('name.server', { state: ['answers', 'nxdomain', 'servfail', 'refused', 'silent', 'closed'] })),
    ),
    all(
      unfound,
      seen('name.server', { state: ['servfail', 'refused', 'closed'] }),
      nobodyAnswers,
      seen('name.lookup', { name: ordinary }),
    ),
  ),
  suggests: [
    seen('name.lookup', { outcome: ['no-answer', 'failed'] }),
    seen('name.server', { state: ['silent', 'closed', 'servfail', 'refused', 'cut'] }),
  ],
  excludes: any(
    seen('name.server', { state: 'nxdomain' }),
    seen('name.lookup', { source: 'dns', outcome: 'not-found' }),
  ),
  lookalikes: [
    {
      cause: 'name-not-found',
      difference: 'There a name server answers, and the answer is that the name does not exist.',
    },
    { cause: 'dns-reverse-slow', difference: 'That is the server looking up your address: ssh is connected by then.' },
  ],
  check: {
    at: 'client',
    what: 'see which name servers there are and whether they answer',
    command: 'cat /etc/resolv.conf; resolvectl status 2>/dev/null | head -n 30; dig +time=2 +tries=1 {host}',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'If you know the address, you need no name: the host key is still checked under it.',
      commands: ['ssh -o HostName=ADDRESS -o HostKeyAlias={host} -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'restart',
      platform: 'Linux with systemd-resolved',
      say: 'Drop what it remembers, then start it afresh.',
      commands: ['resolvectl flush-caches', 'sudo systemctl restart systemd-resolved'],
    },
    {
      who: 'client',
      risk: 'restart',
      platform: 'macOS',
      say: 'Drop what it remembers, and see which name servers it uses.',
      commands: ['sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder', 'scutil --dns | head -n 20'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Windows',
      say: 'Drop what it remembers, and see which name servers it uses.',
      commands: ['ipconfig /flushdns', 'Get-DnsClientServerAddress'],
    },
  ],
  sources: ['getaddrinfo(3): EAI_AGAIN', 'resolv.conf(5)', 'RFC 1035 §4.1.1: SERVFAIL', 'systemd-resolved(8)'],
};

const reached: Example['seen'] = [
  ['stage', { stage: 'hostkey', status: 'pass' }],
  ['name.lookup', { source: 'system', outcome: 'found', name: 'web1.example.com', ms: 5012 }],
];

export const examples: readonly Example[] = [
  {
    name: 'the only name server sends everybody to TCP, and there the resolver gets nothing',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '192.0.2.53', state: 'cut', first: true, alone: true }],
    ],
    covers: ['name.server'],
  },
  {
    name: 'look-alike: systemd-resolved is asked before, which fails a name without a dot by a rule of its own',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '192.0.2.53', state: 'cut', first: true }],
    ],
    covers: ['name.server'],
  },
  {
    name: 'it works after five seconds: the first name server is dead, and the second one answers',
    expect: 'confirmed',
    seen: [
      ...reached,
      ['name.server', { server: '192.0.2.53', state: 'silent', first: true }],
      ['name.server', { server: '198.51.100.53', state: 'answers' }],
    ],
  },
  {
    name: 'it works after five seconds: the name server says nothing when it is asked for IPv6',
    expect: 'confirmed',
    seen: [...reached, ['name.server', { server: '192.0.2.53', state: 'answers', first: true, mute: 'AAAA' }]],
  },
  {
    name: 'look-alike: it takes as long, and the server that is dead is asked last',
    expect: 'ruled-out',
    seen: [
      ...reached,
      ['name.server', { server: '198.51.100.53', state: 'answers', first: true }],
      ['name.server', { server: '192.0.2.53', state: 'silent' }],
    ],
  },
  {
    name: 'look-alike: a dead name server, and what stops the connection comes later',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1.example.com', ms: 5012 }],
      ['name.server', { server: '192.0.2.53', state: 'silent', first: true }],
    ],
  },
  {
    name: 'the only name server is silent',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '192.0.2.53', state: 'silent' }],
    ],
  },
  {
    name: 'the system itself says that it got no answer for a full name',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1.example.com' }],
    ],
  },
  {
    name: 'nobody listens at the name server',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '192.0.2.53', state: 'closed' }],
    ],
  },
  {
    name: "look-alike: nobody listens at this machine's own, which is asked another way",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '127.0.0.53', state: 'closed' }],
    ],
  },
  {
    name: "nobody listens at this machine's own, and nothing else is asked",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
      ['name.server', { server: '127.0.0.53', state: 'closed', alone: true }],
    ],
  },
  {
    name: 'look-alike: a name without a dot may be unknown only',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'name.no-answer', stage: 'name' }],
      ['name.lookup', { source: 'system', outcome: 'no-answer', code: 'EAI_AGAIN', name: 'web1' }],
    ],
  },
  {
    name: 'a name server answers that there is no such name',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'name.not-found', stage: 'name' }],
      ['name.server', { server: '192.0.2.53', state: 'nxdomain' }],
    ],
  },
];
