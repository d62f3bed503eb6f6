import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const waits = seen('auth.pause', { step: 'gssapi' });

export const cause: Cause = {
  id: 'gssapi-slow',
  stage: 'auth',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'GSSAPI attempts delay the login',
  title: 'The login works, but your client first tries GSSAPI (Kerberos), and that costs seconds.',
  sees: 'A pause of several seconds before the key or password, at each login; then all is well.',
  why: `Your client is set to try Kerberos first. Without a ticket it asks name servers and a key server that do not answer, and waits for
    each of them, before it goes on to the next way of logging in.`,
  cases: 1,
  // When the login fails as well, the pause need not be the reason.
  proves: all(waits, not(seen('symptom'))),
  suggests: [
    all(seen('auth.pause'), seen('client.remedy', { keyword: 'gssapiauthentication', value: 'no' })),
    seen('auth.pause', { step: ['gssapi', 'unknown'] }),
    all(
      seen('auth.pause'),
      seen('config.setting', { keyword: 'gssapiauthentication', value: 'yes' }),
      seen('auth.method', { name: /^gssapi/ }),
    ),
  ],
  excludes: any(
    stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey'),
    all(seen('auth.end', { how: 'success' }), not(waits)),
    all(seen('config.setting', { keyword: 'gssapiauthentication', value: 'no' }), not(waits)),
  ),
  lookalikes: [
    { cause: 'dns-reverse-slow', difference: 'The client waits for the server there, before any method is tried.' },
    {
      cause: 'name-resolver-failed',
      difference: "The client's resolver is silent for every name, not only for Kerberos.",
    },
  ],
  check: {
    at: 'client',
    what: 'log in with and without GSSAPI, and compare the time',
    command: 'time ssh -p {port} {user}@{host} true; time ssh -o GSSAPIAuthentication=no -p {port} {user}@{host} true',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'If you do not use Kerberos with this host, switch it off for it.',
      commands: ["printf '\\nHost {host}\\n  GSSAPIAuthentication no\\n' >> ~/.ssh/config"],
      undo: ["sed -i '/^Host {host}$/,+1d' ~/.ssh/config"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If you do use Kerberos, get a ticket first, and see that its servers answer.',
      commands: ['klist', 'kinit'],
    },
  ],
  sources: ['ssh_config(5): GSSAPIAuthentication', 'krb5.conf(5)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the login comes about after a pause in GSSAPI',
    expect: 'confirmed',
    seen: [
      ['auth.method', { name: 'gssapi-with-mic', first: true }],
      ['auth.pause', { step: 'gssapi', ms: 15_040 }],
      ['auth.end', { how: 'success', method: 'publickey' }],
    ],
  },
  {
    name: 'look-alike: it paused, but the login was denied for another reason',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.pause', { step: 'gssapi', ms: 15_040 }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'the login waits for the server instead',
    expect: 'ruled-out',
    seen: [
      ['auth.pause', { step: 'server', ms: 10_020 }],
      ['auth.end', { how: 'success', method: 'publickey' }],
    ],
  },
];
