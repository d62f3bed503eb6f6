import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { sshdIsFull, sshdRuns, stoppedHere } from '../signs.ts';

const open = /^(?!127\.|\[?::1)/;
const noSocketUnit = not(seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' }));

// What takes the connection where nobody of this server listens is not this server.
const takenElsewhere = all(seen('tcp.connect', { outcome: 'open' }), seen('server.reach', { listening: 'no' }));

export const cause: Cause = {
  id: 'sshd-port-changed',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'both',
  lasting: true,
  meaning: 'sshd listens on another port than the one dialled',
  title: 'sshd on {host} listens on another port than {port}.',
  sees: 'Connection refused, or no answer where a firewall hides closed ports, while the host is up.',
  why: 'Somebody set Port in sshd_config, or an image comes with another port, and the client was not told.',
  cases: 0,
  requires: symptom(
    'tcp.refused',
    'tcp.timeout',
    'route.prohibited',
    'route.unreachable',
    'identification.not-ssh',
    'identification.slow',
  ),
  proves: any(
    all(
      any(
        seen('tcp.connect', { port: 22 }),
        // A redirect may bring to sshd what comes to the usual port.
        all(
          seen('server.reach', { port: 22, listening: 'no' }),
          not(seen('firewall.decision', { where: 'server', action: 'redirect' })),
        ),
      ),
      not(seen('server.listener', { port: 22 })),
      any(
        seen('server.listener', { owner: /^sshd/, port: { min: 23 }, address: open }),
        seen('server.listener', { owner: /^sshd/, port: { max: 21 }, address: open }),
      ),
      // A rescue sshd beside the one that is down is no changed port.
      any(
        sshdRuns,
        all(
          seen('server.setting', { keyword: 'port', value: /^(?!22$)\d+$/ }),
          not(seen('server.setting', { keyword: 'port', value: '22' })),
        ),
      ),
      noSocketUnit,
    ),
    all(
      seen('tcp.connect', { port: { min: 23 } }),
      seen('server.listener', { owner: /^sshd/, port: 22, address: open }),
      not(seen('server.listener', { port: { min: 23 }, owner: /^sshd/, address: open })),
      seen('server.setting', { keyword: 'port', value: '22' }),
      not(seen('server.setting', { keyword: 'port', value: /^(?!22$)\d+$/ })),
      noSocketUnit,
    ),
  ),
  suggests: [
    seen('ssh.elsewhere'),
    all(
      symptom('tcp.refused'),
      seen('tcp.connect', { port: 22 }),
      any(
        seen('server.listener', { owner: /^sshd/, port: { min: 23 }, address: open }),
        seen('server.setting', { keyword: 'port', value: /^(?!22$)\d+$/ }),
      ),
    ),
    all(seen('server.listener', { owner: /^sshd/, address: open }), seen('server.reach', { listening: 'no' })),
    all(
      seen('tcp.connect', { port: 22 }),
      not(seen('server.listener', { port: 22 })),
      seen('server.listener', { owner: /^sshd/, address: open }),
    ),
    all(
      seen('tcp.connect', { port: 22, outcome: ['refused', 'timeout'] }),
      seen('ssh.elsewhere', { port: { min: 23 } }),
    ),
    // A host that is up, with nothing at the usual port.
    all(symptom('tcp.refused'), seen('tcp.connect', { port: 22 }), seen('ssh.elsewhere', { port: { min: 23 } })),
  ],
  excludes: any(
    stoppedHere,
    sshdIsFull,
    takenElsewhere,
    all(
      seen('tcp.connect', { port: 22 }),
      seen('server.listener', { owner: /^sshd/, port: 22, address: /^(0\.0\.0\.0|\*|\[?::\]?)$/ }),
    ),
  ),
  lookalikes: [
    {
      cause: 'wrong-host-or-port',
      difference: 'The server is as it should be, and the client was given a wrong number.',
    },
    {
      cause: 'socket-activation-port',
      difference: 'sshd_config names the new port and ssh.socket still holds the old one.',
    },
    {
      cause: 'sshd-not-running',
      difference: 'Another SSH server on a second port does not mean that the first one moved.',
    },
  ],
  check: service,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Dial the port that sshd uses, and keep it in ~/.ssh/config.',
      commands: ['ssh -p PORT {user}@{host}', "printf 'Host {host}\\n  Port PORT\\n' >> ~/.ssh/config"],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Or let sshd listen on {port} as well: name every port, open it in the firewall, and keep a session open meanwhile.',
      commands: [
        "grep -rn '^ *Port' /etc/ssh/sshd_config /etc/ssh/sshd_config.d",
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
    },
  ],
  sources: ['sshd_config(5): Port', 'ssh_config(5): Port'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the configuration has another port, and nobody knows whether sshd runs',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', by: 'ssh' }],
      ['server.setting', { keyword: 'port', value: '2222' }],
    ],
  },
  {
    name: 'nothing on 22, the configured and running sshd on 2222',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '0.0.0.0', port: 2222, owner: 'sshd' }],
      ['server.setting', { keyword: 'port', value: '2222' }],
    ],
  },
  {
    name: 'look-alike: a second SSH server answers, which may be a container or a rescue system',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['ssh.elsewhere', { port: 2222, version: 'SSH-2.0-OpenSSH_9.6' }],
    ],
  },
  {
    name: 'look-alike: sshd is stopped, and a rescue sshd runs on 2222',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '0.0.0.0', port: 2222, owner: 'sshd' }],
      ['server.setting', { keyword: 'port', value: '22' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'the login itself is refused',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
  {
    name: 'the server alone: sshd listens at another port, and at 22 nobody does',
    expect: 'confirmed',
    end: 'server',
    covers: ['firewall.decision'],
    seen: [
      ['server.reach', { port: 22, listening: 'no' }],
      ['server.listener', { address: '0.0.0.0', port: 2222, owner: 'sshd' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: the server alone, and a rule brings to that port what comes to 22',
    expect: 'possible',
    end: 'server',
    seen: [
      ['server.reach', { port: 22, listening: 'no' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: '-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222',
        },
      ],
      ['server.listener', { address: '0.0.0.0', port: 2222, owner: 'sshd' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
    ],
  },
];
