import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { refusedByIcmp } from '../signs.ts';

const packages = /^(openssh(-server)?|dropbear(-bin)?)$/;

export const cause: Cause = {
  id: 'sshd-not-installed',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'there is no SSH server on the host',
  title: 'There is no SSH server on {host}: the package is not installed.',
  sees: 'Connection refused, at once, while the host answers otherwise.',
  why: 'Desktop systems, small images and many containers come without an SSH server. The ssh command alone is the client.',
  cases: 0,
  requires: symptom('tcp.refused'),
  proves: all(
    seen('server.package', { name: /^openssh(-server)?$/, installed: false }),
    not(seen('server.package', { name: packages, installed: true })),
    not(seen('server.listener', { owner: /^(sshd|dropbear)/ })),
  ),
  suggests: [
    seen('server.package', { name: /^openssh(-server)?$/, installed: false }),
    seen('server.unit', { unit: /^sshd?\.service$/, load: 'not-found' }),
  ],
  excludes: any(
    seen('server.listener', { owner: /^(sshd|dropbear)/ }),
    seen('server.file', { path: /\/s?bin\/sshd$/, state: 'ok' }),
    // A closed port of the host itself answers with a RST; an ICMP message comes from a rule.
    refusedByIcmp,
  ),
  lookalikes: [
    { cause: 'sshd-not-running', difference: 'The package is there and the service only has to be started.' },
    {
      cause: 'container-port-not-published',
      difference: 'The server is in a container, and the look was at the machine around it.',
    },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Install the server; it starts by itself.',
      commands: ['apt-get install openssh-server'],
      undo: ['apt-get remove openssh-server'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'Install the server and start it.',
      commands: ['dnf install openssh-server', 'systemctl enable --now sshd'],
      undo: ['systemctl disable --now sshd', 'dnf remove openssh-server'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Alpine',
      say: 'Install the server and start it.',
      commands: ['apk add openssh', 'rc-update add sshd', 'rc-service sshd start'],
      undo: ['rc-service sshd stop', 'rc-update del sshd', 'apk del openssh'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Windows',
      say: 'Add the optional feature and start it (PowerShell as administrator).',
      commands: [
        "Add-WindowsCapability -Online -Name 'OpenSSH.Server~~~~0.0.1.0'",
        'Start-Service sshd',
        'Set-Service sshd -StartupType Automatic',
      ],
      undo: ["Remove-WindowsCapability -Online -Name 'OpenSSH.Server~~~~0.0.1.0'"],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'macOS',
      say: 'Turn Remote Login on; the server is part of the system.',
      commands: ['sudo systemsetup -setremotelogin on'],
      undo: ['sudo systemsetup -setremotelogin off'],
    },
  ],
  sources: ['sshd(8)', 'ssh(1)'],
};

export const examples: readonly Example[] = [
  {
    name: 'no package, no listener',
    expect: 'confirmed',
    covers: ['server.listener', 'server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.package', { name: 'openssh-server', installed: false }],
    ],
  },
  {
    name: 'look-alike: another SSH server than OpenSSH is installed',
    expect: 'possible',
    covers: ['server.listener', 'server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.package', { name: 'openssh-server', installed: false }],
      ['server.package', { name: 'dropbear', installed: true }],
    ],
  },
  {
    name: 'silence is not a closed port',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]],
  },
];
