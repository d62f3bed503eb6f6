import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const bad = seen('hostkey.check', { result: ['revoked', 'certificate-invalid'] });

export const cause: Cause = {
  id: 'host-key-revoked',
  stage: 'hostkey',
  family: 'negotiation',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'the key is revoked, or its certificate is not valid',
  title: 'Your computer refuses the host key of {host}: it is marked as revoked, or its certificate is not valid.',
  sees: 'A warning about a revoked host key, or the words "Certificate invalid", then host key verification failed.',
  why: `The key is on a revocation list or behind @revoked in known_hosts, most often since it was stolen or replaced. Or
    the host's certificate has run out, names another host, or lies outside its time by this computer's clock.`,
  cases: 0,
  requires: any(symptom('hostkey.revoked', 'hostkey.failed'), all(bad, stopsAt('auth'))),
  proves: all(bad, stopsAt('hostkey')),
  lookalikes: [
    {
      cause: 'host-key-changed',
      difference: 'There the key is merely another one; here it is known, and known to be bad.',
    },
    {
      cause: 'clock-skew-cert',
      difference: "That is your own certificate by the server's clock; this is the host's certificate by yours.",
    },
  ],
  check: {
    at: 'client',
    what: 'see which file revokes the key, and whether the clock is right',
    command:
      "ssh -G '{host}' | grep -i -e knownhosts -e revokedhostkeys; grep -n '^@revoked' ~/.ssh/known_hosts /etc/ssh/ssh_known_hosts; date -u",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Do not go round a revocation. Ask whoever runs the host why the key was revoked, and for its new key.',
      commands: ["grep -n '^@revoked' ~/.ssh/known_hosts /etc/ssh/ssh_known_hosts"],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Linux',
      say: "If a certificate is not yet or no longer valid, see first whether this computer's clock is right.",
      commands: ['timedatectl status', 'timedatectl set-ntp true'],
      undo: ['timedatectl set-ntp false'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Sign the host key again, for every name it is reached by, and for a time that lasts.',
      commands: [
        'ssh-keygen -Lf /etc/ssh/ssh_host_ed25519_key-cert.pub',
        'ssh-keygen -s CA_KEY -h -I {host} -n {host} -V -5m:+52w /etc/ssh/ssh_host_ed25519_key.pub',
        'systemctl reload ssh || systemctl reload sshd',
      ],
    },
  ],
  sources: ['ssh_config(5): RevokedHostKeys', 'sshd(8): SSH_KNOWN_HOSTS FILE FORMAT', 'ssh-keygen(1): CERTIFICATES'],
};

export const examples: readonly Example[] = [
  {
    name: 'known_hosts marks the key as revoked',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.revoked', stage: 'hostkey' }],
      ['hostkey.check', { result: 'revoked', type: 'ED25519' }],
    ],
  },
  {
    name: 'the host certificate has run out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'certificate-invalid', text: 'Certificate invalid: expired' }],
    ],
  },
  {
    name: 'look-alike: verification failed, and nothing says why',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'failed', text: 'Host key verification failed.' }],
    ],
  },
  {
    name: 'the key has only changed',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
    ],
  },
];
