import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { nothingStartsIt, refusedByIcmp } from '../signs.ts';

const bindDenied = /avc:\s+denied\s+\{ name_bind \}.*(comm="sshd"|scontext=\S*:sshd_t)/;

export const cause: Cause = {
  id: 'selinux-port',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'SELinux does not let sshd bind this port',
  title: 'SELinux on {host} does not let sshd use the port that it is told to use.',
  sees: 'Connection refused on the new port, though sshd_config names it.',
  why: 'SELinux keeps a list of ports that sshd may open, with 22 alone in it. Another port needs the label ssh_port_t.',
  cases: 4,
  behind: { 'tcp.refused': 4 },
  requires: symptom('tcp.refused'),
  proves: any(
    seen('server.log', { message: bindDenied }),
    // Any user may bind from 1024 on, so only a security module answers so.
    seen('sshd.log', {
      message:
        /^(error: )?Bind to port (102[4-9]|10[3-9]\d|1[1-9]\d\d|[2-9]\d{3}|\d{5}) on \S+ failed: Permission denied\.?$/,
    }),
  ),
  suggests: [
    seen('server.log', { message: /SELinux is preventing .*sshd.* name_bind/ }),
    seen('sshd.log', { message: /^(error: )?Bind to port (?!22 )\d+ on \S+ failed: Permission denied/ }),
  ],
  excludes: any(
    all(seen('tcp.connect', { port: 22 }), seen('server.listener', { owner: /^sshd/, port: 22 })),
    // Another port than 22 is open: the label has come since.
    all(
      seen('tcp.connect', { port: { min: 23 } }),
      seen('server.listener', { owner: /^sshd/, port: { min: 23 }, address: /^(0\.0\.0\.0|\*|\[?::\]?)$/ }),
    ),
    all(
      not(seen('stage', { stage: 'tcp', status: 'fail' })),
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' }),
    ),
    nothingStartsIt,
    refusedByIcmp,
  ),
  explains: ['socket-trigger-limit'],
  lookalikes: [
    { cause: 'port-taken', difference: 'The bind failed with Address already in use.' },
    {
      cause: 'firewall-server',
      difference: 'sshd listens, and a rule refuses the packets. firewalld hides a new port as well.',
    },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'Give the port the label, then start sshd. If semanage is missing, install policycoreutils-python-utils.',
      commands: ['semanage port -a -t ssh_port_t -p tcp {port}', 'systemctl restart sshd'],
      undo: ['semanage port -d -t ssh_port_t -p tcp {port}'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'Open the port in firewalld too, or the next message is No route to host.',
      commands: ['firewall-cmd --permanent --add-port={port}/tcp', 'firewall-cmd --reload'],
      undo: ['firewall-cmd --permanent --remove-port={port}/tcp', 'firewall-cmd --reload'],
    },
  ],
  sources: ['semanage-port(8)', 'bind(2): EACCES', 'openssh-portable sshd.c: listen_on_addrs'],
};

export const examples: readonly Example[] = [
  {
    name: 'the audit log has the denied bind',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['stage', { stage: 'tcp', status: 'fail' }],
      [
        'server.log',
        {
          program: 'audit',
          message:
            'AVC avc:  denied  { name_bind } for  pid=1130 comm="sshd" src=2222 scontext=system_u:system_r:sshd_t:s0-s0:c0.c1023 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket permissive=0',
        },
      ],
      ['sshd.log', { message: 'error: Bind to port 2222 on 0.0.0.0 failed: Permission denied.' }],
    ],
  },
  {
    name: 'look-alike: a sshd without root may not bind a low port anyway',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Permission denied.' }],
    ],
  },
  {
    name: 'the port is open',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
];
