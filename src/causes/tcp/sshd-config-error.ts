import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { configPasses, configRefused, refusedByIcmp, sshdFailed, sshdIsFull } from '../signs.ts';

const refusal =
  / line \d+:? (?!Deprecated option|Unsupported option)\S|terminating, \d+ bad configuration options|AuthenticationMethods cannot be satisfied|Command set without \w+CommandUser|bad addr or host: |Configuration file is too large|Too many recursive configuration includes|sshd_config: No such file or directory/;
/** Its log alone does not tell whether the file is gone, or hidden from sshd by its unit. */
const unread = /^(?:error: |fatal: )?\S*sshd_config: No such file or directory/;

/**
 * Where systemd or a super-server starts one sshd for each connection, what it complains of goes to the client in the place of the
 * version line. It may have been given another file than the one that `sshd -t` reads.
 */
const toldToClient = all(
  stopsAt('identification'),
  any(
    seen('identification.line', { text: configRefused }),
    seen('identification.line', { text: /^\/\S*sshd?\S*conf\S*: (?:No such file or directory|Permission denied)\s*$/ }),
  ),
);

export const cause: Cause = {
  id: 'sshd-config-error',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd refuses its configuration',
  title: 'sshd on {host} is down: it refuses its own configuration.',
  sees: 'Connection refused since the last restart, reload or boot. Where systemd holds the port: accepted, then closed.',
  why: 'A typing error, an option that this release does not know, or an algorithm that an upgrade removed. sshd then ends rather than guess.',
  cases: 1,
  requires: symptom('tcp.refused', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: any(
    toldToClient,
    seen('sshd.log', { message: configRefused }),
    all(
      seen('server.config-check', { ok: false, text: refusal }),
      any(sshdFailed, not(seen('server.listener', { owner: /^sshd/ }))),
    ),
  ),
  suggests: [
    seen('sshd.log', { message: unread }),
    sshdFailed,
    seen('server.config-check', { ok: false, text: refusal }),
    seen('sshd.log', { message: /^Received SIGHUP; restarting/ }),
  ],
  excludes: any(
    sshdIsFull,
    configPasses,
    // A running daemon has read its configuration; what is on the disk now matters at the next start.
    seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' }),
    // It has not come to read it.
    seen('server.unit', { unit: /^sshd?\.service$/, withholds: 'sshd_config' }),
    refusedByIcmp,
  ),
  explains: ['sshd-not-running', 'socket-trigger-limit'],
  lookalikes: [
    { cause: 'sshd-not-running', difference: 'sshd -t is silent, and a plain start cures it.' },
    { cause: 'run-sshd-missing', difference: 'sshd -t complains of a directory, not of a line.' },
    { cause: 'hostkeys-missing', difference: 'sshd -t complains of host keys, not of a line.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Edit the file and line that sshd -t names, until sshd -t is silent; then start the service.',
      commands: ['sshd -t', 'sshd -t && systemctl restart ssh'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, SUSE, Arch',
      say: 'Edit the file and line that sshd -t names, until sshd -t is silent; then start the service.',
      commands: ['sshd -t', 'sshd -t && systemctl restart sshd'],
    },
  ],
  sources: ['sshd(8): -t', 'sshd_config(5)', 'openssh-portable servconf.c: process_server_config_line_depth'],
};

export const examples: readonly Example[] = [
  {
    name: 'one sshd for each connection is told of a file that is gone, and says so to the client',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: '/etc/ssh/sshd_config.inet: No such file or directory', n: 1 }],
    ],
  },
  {
    name: 'look-alike: the client is told of a program that is gone',
    expect: 'possible',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: '/usr/local/sbin/sshd: No such file or directory', n: 1 }],
      ['sshd.log', { message: 'Received SIGHUP; restarting.' }],
    ],
  },
  {
    name: "from the server's end alone: the line is mended, and nobody has started sshd",
    expect: 'possible',
    end: 'server',
    seen: [
      ['sshd.log', { message: '/etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogon' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'sshd -t names a line and the service has failed',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.config-check',
        { ok: false, text: "/etc/ssh/sshd_config.d/10-x.conf line 1: Bad SSH2 KexAlgorithms 'curve25519-sha257'." },
      ],
    ],
  },
  {
    name: 'its log says so',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: /etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogon' }],
    ],
  },
  {
    name: 'an Include takes in its own file',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'Too many recursive configuration includes' }],
    ],
  },
  {
    name: 'look-alike: the check fails for a missing directory, and an old option is only mentioned',
    expect: 'possible',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.config-check',
        {
          ok: false,
          text: '/etc/ssh/sshd_config line 9: Deprecated option UsePrivilegeSeparation\nMissing privilege separation directory: /run/sshd',
        },
      ],
    ],
  },
  {
    name: 'sshd -t is content',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.config-check', { ok: true, text: '' }],
    ],
  },
];
