import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { nothingStartsIt, refusedByIcmp } from '../signs.ts';

const everywhere = /^(0\.0\.0\.0|\*|\[?::\]?)$/;

export const cause: Cause = {
  id: 'listenaddress-race',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the address was not there yet when sshd bound at boot',
  title: 'sshd on {host} could not take its ListenAddress: the address was not there when sshd started.',
  sees: 'Connection refused after a reboot, until somebody restarts sshd by hand.',
  why: 'ListenAddress names an address that the machine gets late, by DHCP, a VPN or a slow link. sshd starts earlier, cannot bind, and does not try again.',
  cases: 5,
  behind: { 'tcp.refused': 5 },
  requires: any(symptom('tcp.refused'), seen('addresses.differ', { how: 'refused' })),
  proves: seen('sshd.log', {
    message:
      /^(error: )?Bind to port \d+ on \S+ failed: (?:Can(?:no|')t assign requested address|Address not available)\.?$/,
  }),
  suggests: [
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed' }),
      seen('server.setting', { keyword: 'listenaddress', value: /^(?!0\.0\.0\.0|\[?::\]?(:\d+)?$|127\.|\[?::1)/ }),
    ),
  ],
  excludes: any(
    // Listening on every address needs none to be there: an old line of the log.
    seen('server.listener', { owner: /^sshd/, address: everywhere }),
    nothingStartsIt,
    refusedByIcmp,
  ),
  lookalikes: [
    { cause: 'sshd-listen-address', difference: 'sshd runs and was told other addresses; no bind has failed.' },
    { cause: 'port-taken', difference: 'The bind failed with Address already in use.' },
    { cause: 'nic-renamed', difference: 'The machine has lost the address for good and does not answer at all.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See whether the machine has the address by now; if so, start sshd.',
      commands: ['ip -brief address', 'sshd -T | grep -i listenaddress', 'systemctl start ssh || systemctl start sshd'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'For the next boot: let programs bind addresses that come later.',
      commands: [
        "printf 'net.ipv4.ip_nonlocal_bind=1\\nnet.ipv6.ip_nonlocal_bind=1\\n' > /etc/sysctl.d/60-sshd-bind.conf",
        'sysctl --system',
      ],
      undo: ['rm /etc/sysctl.d/60-sshd-bind.conf', 'sysctl net.ipv4.ip_nonlocal_bind=0 net.ipv6.ip_nonlocal_bind=0'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Or start sshd once the network is up (ssh.service on Debian and Ubuntu, sshd.service elsewhere).',
      commands: [
        'mkdir -p /etc/systemd/system/ssh.service.d',
        "printf '[Unit]\\nWants=network-online.target\\nAfter=network-online.target\\n' > /etc/systemd/system/ssh.service.d/online.conf",
        'systemctl daemon-reload',
      ],
      undo: ['rm /etc/systemd/system/ssh.service.d/online.conf', 'systemctl daemon-reload'],
    },
  ],
  sources: ['sshd_config(5): ListenAddress', 'bind(2): EADDRNOTAVAIL', 'openssh-portable sshd.c: listen_on_addrs'],
};

export const examples: readonly Example[] = [
  {
    name: 'the log of the boot says that the address was missing',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 192.0.2.5 failed: Cannot assign requested address.' }],
      ['sshd.log', { message: 'fatal: Cannot bind any address.' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'look-alike: an old line, and sshd now listens everywhere',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 192.0.2.5 failed: Cannot assign requested address.' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
    ],
  },
  {
    name: 'no answer at all is another matter',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]],
  },
];
