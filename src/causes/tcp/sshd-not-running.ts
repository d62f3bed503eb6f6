import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import type { ObservationMap } from '../../model/observation.ts';
import type { Sign } from '../../model/sign.ts';
import { service } from '../checks.ts';
import { configPasses, configRefused, refusedByIcmp } from '../signs.ts';

const refused = symptom('tcp.refused');

type Withheld = NonNullable<ObservationMap['server.unit']['withholds']>;

function withheld(withholds: readonly Withheld[]): Sign {
  return seen('server.unit', { unit: /^sshd?\.service$/, active: ['failed', 'activating'], withholds });
}

export const cause: Cause = {
  id: 'sshd-not-running',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd is installed and stopped, or not started at boot',
  title: 'sshd is installed on {host}, but it is not running.',
  sees: 'Connection refused, at once, while other ports of the host answer.',
  why: 'Somebody stopped the service, it was never enabled at boot, or it ended and nothing starts it again.',
  cases: 6,
  behind: { 'tcp.refused': 4 },
  everyday: ['tcp.refused'],
  requires: refused,
  proves: any(
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded', active: 'inactive', result: 'success' }),
      // From the server's end alone: another server, or systemd in its place, may take the connections.
      any(
        refused,
        seen('server.reach', { listening: 'no' }),
        all(
          seen('server.reach', { listening: 'loopback' }),
          not(seen('server.listener', { owner: /^(?:sshd|dropbear|tinysshd|systemd|x?inetd)/ })),
        ),
      ),
    ),
    // Somebody killed it: it has nothing to complain of itself.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed', result: 'signal' }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // systemd killed it for want of a sign of life, which sshd never gives: WatchdogSec.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: ['failed', 'activating'], result: 'watchdog' }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // The unit asks something first, and that fails.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: ['failed', 'activating'], check: /./ }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // systemd forgets how such a command ended when it tries again; its log does not. sshd itself finds nothing wrong.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: ['failed', 'activating'] }),
      seen('server.log', {
        program: 'systemd',
        message: /^sshd?\.service: Control process exited, code=exited, status=(?!255\b)[1-9]/,
      }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // Its unit keeps from it what it needs, and it has found that out.
    all(
      any(
        all(
          withheld(['AF_INET', 'CAP_NET_BIND_SERVICE', 'socket', 'bind', 'listen']),
          seen('sshd.log', { message: /^fatal: (?:Cannot bind any address|listen on \[)/ }),
        ),
        all(withheld(['root']), seen('sshd.log', { message: /no hostkeys available/ })),
        all(withheld(['sshd_config']), seen('sshd.log', { message: /^\/etc\/ssh\/sshd_config: / })),
      ),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // systemd could not even start it: the statuses from 200 on are its own (systemd.exec(5)), and 126 and 127 those of a shell that
    // stands in its place and finds nothing to run.
    all(
      any(
        seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed', result: ['exit-code', 'start-limit-hit'] }),
        // Between two tries it is activating, and the result of the last may be forgotten.
        seen('server.unit', { unit: /^sshd?\.service$/, active: 'activating' }),
      ),
      seen('server.log', {
        program: 'systemd',
        message: /^sshd?\.service: \w+ process exited, code=exited, status=(?:2[0-4]\d\/[A-Z]|12[67]\/)/,
      }),
      seen('server.reach', { listening: 'no' }),
    ),
    // systemd cannot make sense of its unit, or of a file that the unit wants read, and so has not tried.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, load: ['bad-setting', 'error'] }),
      not(seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded' })),
      not(seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' })),
      seen('server.reach', { listening: 'no' }),
    ),
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: ['failed', 'activating'] }),
      seen('server.log', { program: 'systemd', message: /^sshd?\.service: Failed to load environment files: / }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // What sshd refused has been put right since, and nobody has started it again.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed', result: ['exit-code', 'start-limit-hit'] }),
      seen('sshd.last-word', { message: configRefused }),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
    // It was told to end, and no sshd has said a word since: by systemd, which gave it so much time, or where there is none.
    all(
      seen('sshd.last-word', { message: /^Received signal 15; terminating/ }),
      any(
        seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed', result: 'timeout' }),
        not(seen('server.unit', { unit: /^sshd?\.(?:service|socket)$/, load: 'loaded' })),
      ),
      configPasses,
      seen('server.reach', { listening: 'no' }),
    ),
  ),
  suggests: [
    // The plainest of all, and so seldom written about.
    // An sshd that answers on another port of the host does run.
    all(refused, seen('host.alive', { by: ['tcp-open', 'tcp-refused', 'icmp-echo'] }), not(seen('ssh.elsewhere'))),
    all(refused, seen('tcp.connect', { outcome: 'refused', answer: 'rst' }), not(seen('ssh.elsewhere'))),
    seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded', active: 'inactive' }),
    seen('sshd.log', { message: /^Received signal \d+; terminating/ }),
    seen('server.log', { message: /^sshd?\.service: Watchdog timeout/ }),
    // Most of what else keeps sshd down is told by its unit or its log.
    all(refused, seen('server.reach', { listening: 'no' }), not(seen('server.listener', { owner: /^sshd/ }))),
  ],
  excludes: any(
    refusedByIcmp,
    seen('server.package', { name: 'openssh-server', installed: false }),
    seen('server.listener', { owner: /^sshd/ }),
    // Whose sockets these are root alone is told.
    seen('server.process', { name: /^sshd/, listener: true, apart: false }),
    // Then systemd takes the calls, and starts sshd for the first.
    seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' }),
    // Another server has the port: what refuses, stands before it.
    all(refused, seen('server.reach', { listening: 'yes' })),
  ),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'A REJECT rule looks the same to the client; on the server sshd is then active and listens.',
    },
    { cause: 'sshd-config-error', difference: 'The unit is failed, not inactive, and sshd -t names a line.' },
  ],
  check: service,
  fix: [
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Start it, and have it started at boot.',
      commands: ['systemctl enable --now ssh'],
      undo: ['systemctl disable --now ssh'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, SUSE, Arch',
      say: 'Start it, and have it started at boot.',
      commands: ['systemctl enable --now sshd'],
      undo: ['systemctl disable --now sshd'],
    },
  ],
  sources: ['sshd(8)', 'systemctl(1)'],
};

export const examples: readonly Example[] = [
  {
    name: 'its unit wants a sign of life that sshd does not give',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'watchdog' }],
      ['server.log', { program: 'systemd', message: 'ssh.service: Watchdog timeout (limit 5s)!' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'a script stands in its place, and finds nothing to run',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.service: Control process exited, code=exited, status=127/n/a' },
      ],
      ['server.config-check', { ok: false, text: '/usr/sbin/sshd: 3: exec: /usr/sbin/sshd.distrib: not found' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'its unit lets it open no socket of the internet',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.unit',
        { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code', withholds: 'AF_INET' },
      ],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.log', { message: 'fatal: Cannot bind any address.' }],
    ],
  },
  {
    name: 'its unit hides the configuration from it, which is there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.unit',
        { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code', withholds: 'sshd_config' },
      ],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.log', { message: '/etc/ssh/sshd_config: No such file or directory' }],
    ],
  },
  {
    name: 'its unit takes the right to low ports away',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.unit',
        {
          unit: 'ssh.service',
          load: 'loaded',
          active: 'failed',
          result: 'exit-code',
          withholds: 'CAP_NET_BIND_SERVICE',
        },
      ],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Permission denied.' }],
      ['sshd.log', { message: 'fatal: Cannot bind any address.' }],
    ],
  },
  {
    name: 'look-alike: the address that it should bind is not there, and the unit is as it was',
    expect: 'possible',
    covers: ['server.config-check'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 192.0.2.9 failed: Cannot assign requested address.' }],
      ['sshd.log', { message: 'fatal: Cannot bind any address.' }],
    ],
  },
  {
    name: 'a check that somebody added to the unit fails, and the configuration is sound',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.unit',
        {
          unit: 'ssh.service',
          load: 'loaded',
          active: 'failed',
          result: 'exit-code',
          check: '/bin/sh -c exit 7, exit status 7',
        },
      ],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'what the unit runs before sshd fails again and again',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'activating', result: 'success' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.service: Control process exited, code=exited, status=7/NOTRUNNING' },
      ],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'a wrong line was put right, and nobody has started sshd since',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.last-word', { message: '/etc/ssh/sshd_config line 3: unsupported option "never".' }],
    ],
  },
  {
    name: 'another init has stopped it, and has not started it again',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.last-word', { message: 'Received signal 15; terminating.' }],
    ],
  },
  {
    name: 'look-alike: it was stopped to be started anew, and could not bind',
    expect: 'possible',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['sshd.last-word', { message: 'fatal: Cannot bind any address.' }],
    ],
  },
  {
    name: 'a drop-in made the unit one that systemd cannot load',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'bad-setting', active: 'inactive', result: 'success' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'a file of variables that the unit wants is gone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'resources' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.reach', { port: 22, listening: 'no' }],
      [
        'server.log',
        {
          program: 'systemd',
          message: 'ssh.service: Failed to load environment files: No such file or directory',
        },
      ],
    ],
  },
  {
    name: 'look-alike: it is off, and another server has the port: a rule refuses',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'dropbear' }],
    ],
  },
  {
    name: 'look-alike: it is sshd -t that the unit runs before sshd, and it finds a fault',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'activating', result: 'success' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.service: Control process exited, code=exited, status=255/EXCEPTION' },
      ],
      ['server.config-check', { ok: false, text: '/etc/ssh/sshd_config: line 3: Bad configuration option: foo' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'the unit is loaded and inactive',
    expect: 'confirmed',
    covers: ['server.package', 'server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: sshd is stopped on purpose, and Dropbear serves in its place',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'dropbear' }],
    ],
  },
  {
    name: 'look-alike: a refusal seen from outside alone may be a firewall, a ban or another port',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 80 }],
    ],
  },
  {
    name: 'the server alone: it was killed, and nothing starts it again',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'signal' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'look-alike: it ended by itself',
    expect: 'unknown',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'the server alone: systemd cannot make what the unit wants before it starts',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.log',
        {
          program: 'systemd',
          message: 'ssh.service: Control process exited, code=exited, status=233/RUNTIME_DIRECTORY',
        },
      ],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'the server alone: the unit is stopped, and nobody has the port',
    expect: 'confirmed',
    end: 'server',
    covers: ['server.listener'],
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'look-alike: the unit is stopped, and a program of another kind has the port',
    expect: 'possible',
    end: 'server',
    covers: ['server.listener'],
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'perl' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'perl' }],
    ],
  },
  {
    name: 'look-alike: systemd waits at the socket, and the service is idle',
    expect: 'ruled-out',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: sshd itself ended with 255, which is no status of systemd',
    expect: 'unknown',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.service: Main process exited, code=exited, status=255/EXCEPTION' },
      ],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
];
