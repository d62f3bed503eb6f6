import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { beyondLoopback, onLoopback, refusedByIcmp } from '../signs.ts';

const dialledFromOutside = any(
  seen('tcp.connect', { outcome: 'refused', address: beyondLoopback }),
  seen('addresses.differ', { how: 'refused', deadAddress: beyondLoopback }),
);

export const cause: Cause = {
  id: 'sshd-listen-address',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd listens on addresses that do not include the one dialled (ListenAddress, AddressFamily)',
  title: 'sshd on {host} runs, but it does not listen on the address {address}.',
  sees: 'Connection refused at this address, while a login on the server itself or to another address of it works.',
  why: 'ListenAddress or AddressFamily in sshd_config (or ListenStream of ssh.socket) limits sshd to some addresses, often to localhost.',
  cases: 0,
  requires: any(symptom('tcp.refused'), seen('addresses.differ', { how: 'refused' })),
  proves: any(
    // Whoever comes from elsewhere, or by the other family, finds nobody.
    seen('server.reach', { listening: ['loopback', 'other-family'], owner: /^(?:sshd|systemd$)/ }),
    all(symptom('tcp.refused'), seen('server.reach', { listening: 'other-address', owner: /^(?:sshd|systemd$)/ })),
    all(
      dialledFromOutside,
      seen('tcp.connect', { port: 22 }),
      seen('server.listener', { owner: /^(sshd|systemd$)/, port: 22, address: onLoopback }),
      not(seen('server.listener', { port: 22, address: beyondLoopback })),
    ),
    // Sessions with forwarded ports hold loopback listeners too, so the setting has to say it.
    all(
      dialledFromOutside,
      seen('tcp.connect', { port: { min: 23 } }),
      seen('server.listener', { owner: /^sshd/, port: { min: 23 }, address: onLoopback }),
      not(seen('server.listener', { owner: /^sshd/, address: beyondLoopback })),
      seen('server.setting', { keyword: 'listenaddress', value: onLoopback }),
      not(seen('server.setting', { keyword: 'listenaddress', value: beyondLoopback })),
    ),
    all(
      seen('tcp.connect', { port: 22, family: 6, outcome: 'refused' }),
      any(not(seen('tcp.connect', { family: 4 })), seen('addresses.differ', { dead: 6, how: 'refused' })),
      seen('server.listener', { owner: /^(sshd|systemd$)/, port: 22, address: /^[\d.]+$/ }),
      not(seen('server.listener', { port: 22, address: /[:*]/ })),
    ),
  ),
  suggests: [
    seen('addresses.differ', { how: 'refused' }),
    seen('server.reach', { listening: 'other-address', owner: /^(?:sshd|systemd$)/ }),
    // Which of its addresses the client's own becomes on the way is not told.
    all(
      dialledFromOutside,
      seen('server.listener', {
        owner: /^(?:sshd|dropbear|systemd$)/,
        port: 22,
        address: /^(?!0\.0\.0\.0$|\*$|\[?::\]?$)/,
      }),
    ),
    seen('server.setting', { keyword: 'listenaddress', value: /^(?!0\.0\.0\.0|\[?::\]?(:\d+)?$)/ }),
    seen('server.setting', { keyword: 'addressfamily', value: ['inet', 'inet6'] }),
  ],
  excludes: any(
    all(
      seen('server.listener', { owner: /^sshd/, port: 22, address: /^(\*|\[?::\]?)$/ }),
      seen('server.listener', { owner: /^sshd/, port: 22, address: /^(\*|0\.0\.0\.0)$/ }),
      seen('tcp.connect', { port: 22 }),
    ),
    refusedByIcmp,
    // Its configuration has the address, and sshd could not have it when it started.
    all(
      seen('server.reach', { listening: ['loopback', 'other-family', 'other-address'], configured: 'here' }),
      seen('sshd.log', {
        message: /^(error: )?Bind to port \d+ on \S+ failed: (?:Can(?:no|')t assign|Address not available)/,
      }),
    ),
    // sshd wanted the other address too, and another program has it.
    all(
      seen('sshd.log', { message: /^(error: )?Bind to port \d+ on \S+ failed: Address already in use\.?$/ }),
      seen('server.listener', { owner: /^(?!sshd|systemd$)./ }),
    ),
  ),
  explains: ['name-one-address-dead'],
  lookalikes: [
    {
      cause: 'listenaddress-race',
      difference: 'sshd wanted this address and could not have it at boot; its log says so.',
    },
    { cause: 'firewall-server', difference: 'sshd listens on the address, and a rule refuses the packets.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      say: 'Remove the limit, or add the address that clients dial; then restart. Open sessions stay.',
      commands: [
        "grep -rniE '^ *(ListenAddress|AddressFamily)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d",
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Or go through a machine that reaches the address on which sshd listens.',
      commands: ['ssh -J GATEWAY {user}@{host}'],
    },
  ],
  sources: ['sshd_config(5): ListenAddress, AddressFamily', 'systemd.socket(5): ListenStream'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd listens on localhost alone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '127.0.0.1', port: 22, owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: sshd is on another port, and the loopback listener is a forwarded display',
    expect: 'possible',
    covers: ['server.setting'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '127.0.0.1', port: 6010, owner: 'sshd' }],
    ],
  },
  {
    name: 'it listens on every address',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.listener', { address: '::', port: 22, owner: 'sshd' }],
    ],
  },
  {
    name: 'the server alone: sshd takes connections on loopback alone',
    expect: 'confirmed',
    end: 'server',
    seen: [['server.reach', { port: 22, listening: 'loopback', owner: 'sshd' }]],
  },
  {
    name: 'the client comes to another address than the one that sshd listens at',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.reach', { port: 22, listening: 'other-address', owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: the configuration has the address, and it was not there when sshd started',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.reach', { port: 22, listening: 'other-family', owner: 'sshd', configured: 'here' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 2001:db8:1::20 failed: Cannot assign requested address.' }],
    ],
  },
  {
    name: 'look-alike: another address, and nobody has seen a refusal',
    expect: 'possible',
    end: 'server',
    seen: [['server.reach', { port: 22, listening: 'other-address', owner: 'sshd' }]],
  },
];
