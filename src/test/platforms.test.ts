import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Probe } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import { probes } from '../probes/registry.gen.ts';
import { Clock, diagnosed, type Line, type Met, type Outcome, type Program, type System } from './lab/recorded.ts';
import { kexinit, packet } from './lab/wire.ts';

// ── what programs of other systems print ─────────────────────────────────────────────────────────────────────────────

/** `ssh -G`: what of it matters here. */
function config(host: string, more: readonly string[] = [], home: string = '/home/alice'): string {
  return [
    'user alice',
    `hostname ${host}`,
    'port 22',
    'addressfamily any',
    'batchmode no',
    'controlmaster false',
    'stricthostkeychecking ask',
    'tunnel false',
    'identityfile ~/.ssh/id_rsa',
    'identityfile ~/.ssh/id_ed25519',
    'hostkeyalgorithms ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256',
    'globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
    `userknownhostsfile ${home}/.ssh/known_hosts ${home}/.ssh/known_hosts2`,
    'connecttimeout none',
    'controlpersist no',
    ...more,
    '',
  ].join('\n');
}

const releases = {
  linux: 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026',
  darwin: 'OpenSSH_9.9p2, LibreSSL 3.3.6',
  win32: 'OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2',
  freebsd: 'OpenSSH_9.9p2, OpenSSL 3.0.16 11 Feb 2025',
} as const;

type Os = keyof typeof releases;

interface Ssh {
  readonly os: Os;
  readonly host: string;
  readonly config?: readonly string[];
  /** What comes behind the first lines of `ssh -vvv`. */
  readonly log: readonly Line[];
  readonly ends?: Omit<Program, 'stderr'>;
}

/** The user's ssh. On Windows its lines end in CR LF. */
function ssh({ os, host, config: more, log, ends }: Ssh): (argv: readonly string[]) => Program {
  const windows = os === 'win32';
  const home = { linux: '/home/alice', darwin: '/Users/alice', freebsd: '/home/alice', win32: 'C:\\Users\\alice' }[os];
  const crlf = (text: string): string => (windows ? text.replaceAll('\n', '\r\n') : text);
  const folder = windows ? '__PROGRAMDATA__\\\\ssh/ssh_config' : '/etc/ssh/ssh_config';
  const stderr: readonly Line[] = [[4, releases[os]], `debug1: Reading configuration data ${folder}`, ...log];
  const ended = stderr.map((line): Line => (windows ? [timeOf(line), `${textOf(line)}\r`] : line));
  return (argv) =>
    argv.includes('-G') ? { stdout: crlf(config(host, more, home)), ms: 8 } : { stderr: ended, status: 255, ...ends };
}

const timeOf = (line: Line): number => (typeof line === 'string' ? 4 : line[0]);
const textOf = (line: Line): string => (typeof line === 'string' ? line : line[1]);

/** `ssh -vvv` up to the end of connect(2): the same words everywhere but for the last ones. */
function connecting(host: string, address: string, ms: number, text: string): readonly Line[] {
  return [
    [6, 'debug3: ssh_connect_direct: entering'],
    [6, `debug1: Connecting to ${host} [${address}] port 22.`],
    [6 + ms, `debug1: connect to address ${address} port 22: ${text}`],
    [6 + ms, `ssh: connect to host ${host} port 22: ${text}`],
  ];
}

/** A name that cannot be looked up. */
function unresolved(host: string, text: string): readonly Line[] {
  return [
    [6, `debug3: ssh_connect_direct: entering`],
    [6, `debug2: resolving "${host}" port 22`],
    [40, `ssh: Could not resolve hostname ${host}: ${text}`],
  ];
}

/** Up to the point where the server has taken the connection. */
function established(host: string, address: string): readonly Line[] {
  return [
    [6, `debug1: Connecting to ${host} [${address}] port 22.`],
    [20, 'debug1: Connection established.'],
    [20, 'debug1: Local version string SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10'],
  ];
}

/** A login that comes about. */
const login: readonly Line[] = [
  ...established('web1', '192.0.2.10'),
  [30, 'debug1: Remote protocol version 2.0, remote software version OpenSSH_9.6'],
  [31, "debug1: Authenticating to web1:22 as 'alice'"],
  [32, 'debug1: SSH2_MSG_KEXINIT sent'],
  [40, 'debug1: SSH2_MSG_KEXINIT received'],
  [41, 'debug1: kex: algorithm: curve25519-sha256'],
  [60, 'debug1: Server host key: ssh-ed25519 SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'],
  [60, "debug1: Host 'web1' is known and matches the ED25519 host key."],
  [62, 'debug1: SSH2_MSG_NEWKEYS received'],
  [80, 'debug1: Authentications that can continue: publickey'],
  [90, 'debug1: Offering public key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:abc'],
  [99, 'debug1: Server accepts key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:abc'],
  [120, 'Authenticated to web1 ([192.0.2.10]:22) using "publickey".'],
  [121, 'debug1: Entering interactive session.'],
  [121, 'debug1: Sending command: echo sshwhy-was-here'],
  [140, 'debug1: client_input_channel_req: channel 0 rtype exit-status reply 0'],
  [141, 'debug1: Exit status 0'],
];

function ping(received: number, os: Os): Program {
  const packets = os === 'linux' ? '' : ' packets';
  const loss = os === 'linux' ? `${100 - received * 20}%` : `${100 - received * 20}.0%`;
  const stdout = `PING 192.168.1.50: 56 data bytes\n\n--- 192.168.1.50 ping statistics ---\n5 packets transmitted, ${received}${packets} received, ${loss} packet loss\n`;
  return { stdout, status: received > 0 ? 0 : 2, ms: received > 0 ? 810 : 2000 };
}

/** `ip -j`, as iproute2 6 answers. */
function ip(route: Program, neighbour: string = '[]'): (argv: readonly string[]) => Program {
  return (argv) => (argv.includes('neigh') ? { stdout: neighbour, ms: 3 } : { ms: 3, ...route });
}

const viaGateway: Program = {
  stdout:
    '[{"dst":"192.0.2.10","gateway":"198.51.100.1","dev":"eth0","prefsrc":"198.51.100.20","flags":[],"uid":1000,"cache":[]}]',
};
const gateway = '[{"dst":"198.51.100.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]';

/** The kernel's counters of ICMP messages; `received` may grow. */
const snmp = (received: number): string =>
  `Icmp: InMsgs InErrors InCsumErrors InDestUnreachs OutDestUnreachs\nIcmp: 9 0 0 ${received} 0\n`;

/** An SSH server that speaks at once, up to its list of algorithms. */
const server: Met = {
  open: 9,
  says: [
    [5, 'SSH-2.0-OpenSSH_9.6\r\n'],
    [6, packet(kexinit()).toString('latin1')],
  ],
};

const refusedAtOnce = (): Met => ({ errno: 'ECONNREFUSED', ms: 1 });

// ── what a diagnosis must say ────────────────────────────────────────────────────────────────────────────────────────

interface Expected {
  readonly symptom: string | null;
  readonly outcome?: string | readonly string[];
  readonly roots?: readonly string[];
  /** Confirmed or possible. */
  readonly suspects?: readonly string[];
  /** Neither confirmed nor possible. */
  readonly cleared?: readonly string[];
}

interface Scenario extends Expected {
  readonly title: string;
  readonly system: System;
  readonly wish?: Parameters<typeof diagnosed>[1];
  /** What the product says otherwise. */
  readonly todo?: string;
  also?(outcome: Outcome): void;
}

function assertSays(outcome: Outcome, expected: Expected): void {
  const { verdict } = outcome.report;
  const suspects = [...verdict.roots, ...verdict.candidates];
  const said = `${verdict.outcome}: ${verdict.symptom}: ${verdict.summary}\nroots ${verdict.roots}\ncandidates ${verdict.candidates}\n${outcome.warnings.join('\n')}`;
  assert.equal(verdict.symptom, expected.symptom, said);
  if (expected.symptom !== null) assert.equal(verdict.stage, expected.symptom.split('.')[0], said);
  if (expected.outcome !== undefined) assert.ok([expected.outcome].flat().includes(verdict.outcome), said);
  if (expected.roots !== undefined) assert.deepEqual(verdict.roots, expected.roots, said);
  for (const cause of expected.suspects ?? []) assert.ok(suspects.includes(cause), `${cause} is missing; ${said}`);
  for (const cause of expected.cleared ?? []) assert.ok(!suspects.includes(cause), `${cause} is named; ${said}`);
  assert.ok(outcome.tookMs <= 16_000, `${outcome.tookMs} ms`);
  assert.ok(!outcome.warnings.some((w) => w.includes('failed by itself')), said);
}

function judge(scenarios: readonly Scenario[]): void {
  for (const { title, system, wish, todo, also, ...expected } of scenarios) {
    test(title, todo === undefined ? {} : { todo }, async () => {
      const outcome = await diagnosed(system, wish);
      assertSays(outcome, expected);
      also?.(outcome);
    });
  }
}

/** The cause that a person reads first. */
function first({ verdict }: Report): string | undefined {
  return [...verdict.roots, ...verdict.candidates][0];
}

// ── macOS ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const nas = '192.168.1.50';
const mac = { os: 'darwin', release: '24.5.0', uid: 501, home: '/Users/alice' } as const;

/** Every port of the neighbour is unreachable at once, and ping answers. */
function denied(release: string): System {
  return {
    ...mac,
    release,
    programs: {
      ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1, 'No route to host') }),
      ping: () => ping(5, 'darwin'),
      route: () => ({ stdout: '   route to: 192.168.1.50\n  interface: en0\n      flags: <UP,DONE>\n' }),
    },
    connect: () => ({ errno: 'EHOSTUNREACH', ms: 0.4 }),
  };
}

const noWay: System = {
  ...mac,
  programs: {
    ssh: ssh({ os: 'darwin', host: 'web1', log: connecting('web1', '203.0.113.9', 0, 'Network is unreachable') }),
    route: () => ({ status: 1, stderr: ['route: writing to routing socket: not in table'] }),
    ping: () => ({ stderr: ['ping: sendto: No route to host'], ...ping(0, 'darwin') }),
  },
  lookup: () => ['203.0.113.9'],
  connect: () => ({ errno: 'ENETUNREACH', ms: 0.2 }),
};

describe('macOS', () => {
  judge([
    {
      title: '15: a private address is unreachable at once while ping answers',
      symptom: 'route.prohibited',
      suspects: ['macos-local-network-privacy'],
      cleared: ['host-unreachable', 'host-down'],
      system: denied('24.5.0'),
      wish: { ssh: { destination: nas } },
      also: ({ ran }) =>
        assert.ok(!ran.some(([name]) => ['ip', 'ss', 'tracepath', 'iptables-save', 'nft'].includes(name ?? ''))),
    },
    {
      title: '15: the rule of macOS is proved where it alone explains what was seen',
      symptom: 'route.prohibited',
      outcome: 'confirmed',
      roots: ['macos-local-network-privacy'],
      cleared: ['route-missing'],
      system: denied('24.5.0'),
      wish: { ssh: { destination: nas } },
    },
    {
      title: '14 has no such rule: the same is a host or a firewall that says no',
      symptom: 'route.prohibited',
      cleared: ['macos-local-network-privacy'],
      system: denied('23.6.0'),
      wish: { ssh: { destination: nas } },
    },
    {
      title: '15: no route to a public address',
      symptom: 'route.unreachable',
      outcome: ['candidates', 'confirmed'],
      suspects: ['route-missing'],
      cleared: ['macos-local-network-privacy'],
      system: noWay,
    },
    {
      title: '15: no route is first of all a matter of this machine',
      symptom: 'route.unreachable',
      system: noWay,
      also: ({ report }) => assert.equal(first(report), 'route-missing'),
    },
    {
      title: 'Operation timed out',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      cleared: ['macos-local-network-privacy'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({
            os: 'darwin',
            host: 'web1',
            config: ['connecttimeout 3'],
            log: connecting('web1', '203.0.113.9', 3002, 'Operation timed out'),
          }),
          ping: () => ping(0, 'darwin'),
        },
        lookup: () => ['203.0.113.9'],
      },
      also: ({ facts }) => {
        const told = facts.observations.flatMap((o) => (o.kind === 'tcp.connect' ? [[o.value.by, o.value.errno]] : []));
        assert.deepEqual(told.sort(), [
          ['socket', 'ETIMEDOUT'],
          ['ssh', 'ETIMEDOUT'],
        ]);
      },
    },
    {
      title: 'Host is down: nobody answers for an address of the own network',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1200, 'Host is down') }),
          ping: () => ping(0, 'darwin'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1200 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Host is down says that nobody answered for the address',
      symptom: 'route.unreachable',
      system: {
        ...mac,
        programs: {
          ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1200, 'Host is down') }),
          ping: () => ping(0, 'darwin'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1200 }),
      },
      wish: { ssh: { destination: nas } },
      also: ({ report }) => assert.equal(first(report), 'host-unreachable'),
    },
    {
      title: 'a name that nobody knows',
      symptom: 'name.not-found',
      roots: ['name-not-found'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({
            os: 'darwin',
            host: 'web1',
            log: unresolved('web1', 'nodename nor servname provided, or not known'),
          }),
        },
        lookup: () => 'ENOTFOUND',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n' },
        datagram: (_server, message) => dnsAnswer(message, 3),
      },
    },
  ]);
});

/** The question back with this RCODE and no records. */
function dnsAnswer(message: Uint8Array, code: number): Uint8Array {
  const answer = message.slice();
  answer[2] = 0x81;
  answer[3] = 0x80 | code;
  return answer;
}

// ── Windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const windows = { os: 'win32', release: '10.0.26100', home: 'C:\\Users\\alice' } as const;

function assertNoUnix({ ran }: Outcome): void {
  const words = ran.flat();
  assert.deepEqual(
    words.filter((word) => word.includes('/dev/null') || word.startsWith('/proc')),
    [],
  );
  const foreign = ['ip', 'ss', 'tracepath', 'iptables-save', 'nft', 'sh', 'ping'];
  assert.deepEqual(
    ran.map(([name]) => name).filter((name) => foreign.includes(name ?? '')),
    [],
  );
}

describe('Windows', () => {
  judge([
    {
      title: 'Unknown error: our own socket knows that the host is unreachable',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      cleared: ['macos-local-network-privacy'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: nas, log: connecting(nas, nas, 600, 'Unknown error') }) },
        connect: () => ({ errno: 'EHOSTUNREACH', ms: 600 }),
      },
      wish: { ssh: { destination: nas } },
      also: (outcome) => {
        assertNoUnix(outcome);
        const login = outcome.ran.find((argv) => argv.includes('-vvv')) ?? [];
        assert.ok(login.includes('UserKnownHostsFile=NUL'), login.join(' '));
        const global = login.find((word) => word.startsWith('GlobalKnownHostsFile=')) ?? '';
        assert.ok(global.includes('C:\\Users\\alice/.ssh/known_hosts'), global);
      },
    },
    {
      title: 'Unknown error, later than our own socket waits',
      symptom: 'tcp.failed',
      suspects: ['host-unreachable'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: nas, log: connecting(nas, nas, 3100, 'Unknown error') }) },
        connect: () => ({ errno: 'EHOSTUNREACH', ms: 3100 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Connection reset, without the words "by peer"',
      symptom: 'identification.reset',
      suspects: ['middlebox-closes'],
      system: {
        ...windows,
        programs: {
          ssh: ssh({
            os: 'win32',
            host: 'web1',
            log: [
              ...established('web1', '192.0.2.10'),
              [25, 'kex_exchange_identification: read: Connection reset'],
              [25, 'Connection reset by 192.0.2.10 port 22'],
            ],
          }),
        },
        lookup: () => ['192.0.2.10'],
        connect: (_address, port) => (port === 22 ? { open: 10, ends: 'rst' } : refusedAtOnce()),
      },
      also: assertNoUnix,
    },
    {
      title: 'No such host is known.',
      symptom: 'name.not-found',
      suspects: ['name-not-found'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: 'web1', log: unresolved('web1', 'No such host is known. ') }) },
        lookup: () => 'ENOTFOUND',
      },
      also: assertNoUnix,
    },
    {
      title: 'a key named by a path with backslashes and a blank',
      symptom: 'auth.denied',
      suspects: ['key-not-accepted'],
      system: {
        ...windows,
        home: 'C:\\Users\\Alice B',
        programs: {
          ssh: ssh({
            os: 'win32',
            host: 'web1',
            config: ['identityfile C:\\Users\\Alice B\\.ssh\\work key'],
            log: [
              ...login.slice(0, -8),
              [80, 'debug1: Authentications that can continue: publickey'],
              [
                90,
                'debug1: Offering public key: C:\\\\Users\\\\Alice B\\\\.ssh\\\\work key ED25519 SHA256:abc explicit',
              ],
              [99, 'debug1: Authentications that can continue: publickey'],
              [99, 'debug1: No more authentication methods to try.'],
              [99, 'alice@web1: Permission denied (publickey).'],
            ],
          }),
        },
        lookup: () => ['192.0.2.10'],
        connect: () => ({ open: 10 }),
        stat: (path) =>
          path === 'C:\\Users\\Alice B\\.ssh\\work key' ? { type: 'file', mode: 0o666, uid: 0, size: 411 } : 'ENOENT',
      },
      wish: { ssh: { words: ['-i', 'C:\\Users\\Alice B\\.ssh\\work key'], namesKey: true } },
      also: (outcome) => {
        assertNoUnix(outcome);
        const file = outcome.facts.observations.find(
          (o) => o.kind === 'client.file' && o.value.path === 'C:\\Users\\Alice B\\.ssh\\work key',
        );
        // The mode of a file on Windows says nothing.
        assert.ok(file?.kind === 'client.file' && file.value.state === 'ok', JSON.stringify(file));
      },
    },
    {
      title: 'Connection timed out',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: 'web1', log: connecting('web1', '192.0.2.10', 21_000, 'x') }) },
        lookup: () => ['192.0.2.10'],
      },
      also: assertNoUnix,
    },
  ]);
});

// ── FreeBSD and musl ─────────────────────────────────────────────────────────────────────────────────────────────────

const freebsd = { os: 'freebsd', release: '14.2-RELEASE' } as const;

describe('FreeBSD', () => {
  judge([
    {
      title: 'Connection refused',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: {
        ...freebsd,
        programs: {
          ssh: ssh({ os: 'freebsd', host: 'web1', log: connecting('web1', '192.0.2.10', 1, 'Connection refused') }),
          ping: () => ping(5, 'freebsd'),
        },
        lookup: () => ['192.0.2.10'],
        connect: refusedAtOnce,
      },
      also: ({ facts }) => {
        assert.ok(facts.observations.some((o) => o.kind === 'host.alive' && o.value.by === 'tcp-refused'));
        assert.ok(!facts.covered.has('route.lookup'));
      },
    },
    {
      title: 'Host is down',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      system: {
        ...freebsd,
        programs: {
          ssh: ssh({ os: 'freebsd', host: nas, log: connecting(nas, nas, 1000, 'Host is down') }),
          ping: () => ping(0, 'freebsd'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1000 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Name does not resolve',
      symptom: 'name.not-found',
      suspects: ['name-not-found'],
      system: {
        ...freebsd,
        programs: { ssh: ssh({ os: 'freebsd', host: 'web1', log: unresolved('web1', 'Name does not resolve') }) },
        lookup: () => 'ENOTFOUND',
      },
    },
  ]);
});

const alpine = { os: 'linux', release: '6.12.13-0-lts' } as const;

const hungResolver: System = {
  ...alpine,
  programs: {
    ssh: ssh({ os: 'linux', host: 'web1', log: [[6, 'debug2: resolving "web1" port 22']], ends: { ms: Infinity } }),
  },
  lookup: () => null,
  files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n' },
  datagram: () => 'timeout',
};

describe('musl', () => {
  judge([
    {
      title: 'Name does not resolve',
      symptom: 'name.not-found',
      roots: ['name-not-found'],
      system: {
        ...alpine,
        programs: { ssh: ssh({ os: 'linux', host: 'web1', log: unresolved('web1', 'Name does not resolve') }) },
        lookup: () => 'ENOTFOUND',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n', '/etc/hosts': '127.0.0.1 localhost\n' },
        datagram: (_server, message) => dnsAnswer(message, 3),
      },
    },
    {
      title: 'Try again, and the name server is silent',
      symptom: 'name.no-answer',
      roots: ['name-resolver-failed'],
      system: {
        ...alpine,
        programs: { ssh: ssh({ os: 'linux', host: 'web1', log: unresolved('web1', 'Try again') }) },
        lookup: () => 'EAI_AGAIN',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n', '/etc/hosts': '127.0.0.1 localhost\n' },
        datagram: () => 'timeout',
      },
    },
    {
      title: 'a resolver that never comes back',
      symptom: 'name.no-answer',
      suspects: ['name-resolver-failed'],
      system: hungResolver,
    },
    {
      title: 'a resolver that never comes back does not hold up the end',
      symptom: 'name.no-answer',
      system: hungResolver,
      also: ({ tookMs }) => assert.ok(tookMs <= 15_000, `${tookMs} ms`),
    },
  ]);
});

// ── Linux ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const linux = { os: 'linux', release: '6.1.0-32-amd64' } as const;

/** connect(2) to web1 ends so for ssh and for us, and `ip` and `ping` are there. */
function linuxErrno(errno: string, text: string, ms: number, more: Partial<System> = {}): System {
  return {
    ...linux,
    lookup: () => ['192.0.2.10'],
    connect: () => ({ errno, ms }),
    ...more,
    programs: {
      ssh: ssh({
        os: 'linux',
        host: 'web1',
        log: connecting('web1', more.lookup === undefined ? '192.0.2.10' : '2001:db8::10', ms, text),
      }),
      ip: ip(viaGateway, gateway),
      ping: () => ping(0, 'linux'),
      ...more.programs,
    },
  };
}

/** Each attempt to connect is answered by an ICMP message. */
function counting(errno: string, ms: number): Partial<System> {
  let received = 3;
  const files = Object.defineProperty({} as Record<string, string>, '/proc/net/snmp', { get: () => snmp(received) });
  return {
    files,
    connect: () => {
      received += 1;
      return { errno, ms };
    },
  };
}

const quiet = { files: { '/proc/net/snmp': snmp(3) } };

describe('Linux', () => {
  judge([
    {
      title: 'ENETUNREACH: this machine has no route',
      symptom: 'route.unreachable',
      outcome: 'confirmed',
      roots: ['route-missing'],
      system: linuxErrno('ENETUNREACH', 'Network is unreachable', 0, {
        ...quiet,
        programs: {
          ip: ip({ status: 2, stderr: ['RTNETLINK answers: Network is unreachable'] }),
          ping: () => ({ status: 2, stderr: ['ping: connect: Network is unreachable'] }),
        },
      }),
    },
    {
      title: 'ENETUNREACH by ICMP: a router has no route',
      symptom: 'route.unreachable',
      cleared: ['route-missing'],
      system: linuxErrno('ENETUNREACH', 'Network is unreachable', 20, counting('ENETUNREACH', 20)),
    },
    {
      title: 'EADDRNOTAVAIL: no address of our own to call from',
      symptom: 'route.unreachable',
      outcome: 'confirmed',
      roots: ['route-missing'],
      system: linuxErrno('EADDRNOTAVAIL', 'Cannot assign requested address', 0, {
        ...quiet,
        lookup: () => ['2001:db8::10'],
        programs: {
          ip: ip({ status: 2, stderr: ['RTNETLINK answers: Network is unreachable'] }),
          ping: () => ({ status: 2, stderr: ['ping: connect: Cannot assign requested address'] }),
        },
      }),
    },
    {
      title: 'EADDRNOTAVAIL at bind(2): an address of the options that this machine has not',
      symptom: 'config.invalid',
      roots: ['client-config-invalid'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            config: ['bindaddress 192.0.2.77'],
            log: [
              [6, 'debug1: Connecting to web1 [192.0.2.10] port 22.'],
              [6, 'bind 192.0.2.77: Cannot assign requested address'],
              [6, 'ssh: connect to host web1 port 22: failure'],
            ],
          }),
        },
        connect: () => server,
      },
    },
    {
      title: 'EHOSTDOWN',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      system: linuxErrno('EHOSTDOWN', 'Host is down', 3000, quiet),
    },
    {
      title: 'ENETDOWN: the interface is down',
      symptom: 'route.unreachable',
      suspects: ['route-missing'],
      cleared: ['sshd-not-running', 'firewall-server'],
      system: linuxErrno('ENETDOWN', 'Network is down', 0, {
        ...quiet,
        programs: { ip: ip({ status: 2, stderr: ['RTNETLINK answers: Network is unreachable'] }) },
      }),
    },
    {
      title: 'EACCES by ICMPv6: a firewall on the way forbids it',
      symptom: 'route.prohibited',
      suspects: ['admin-prohibited'],
      cleared: ['client-firewall', 'firewall-egress', 'route-missing', 'key-not-accepted'],
      system: linuxErrno('EACCES', 'Permission denied', 20, {
        ...counting('EACCES', 20),
        lookup: () => ['2001:db8::10'],
        programs: { ping: () => ping(5, 'linux') },
      }),
    },
    {
      title: 'EPERM without an ICMP message: a rule of this machine',
      symptom: 'route.prohibited',
      suspects: ['client-firewall'],
      cleared: ['sshd-not-running', 'admin-prohibited'],
      system: linuxErrno('EPERM', 'Operation not permitted', 0, quiet),
      also: ({ report }) => assert.equal(first(report), 'client-firewall'),
    },
    {
      title: 'EPERM without an ICMP message: no packet left, so nothing on the way or at the other end did it',
      symptom: 'route.prohibited',
      cleared: ['firewall-server', 'ip-ban', 'nic-renamed', 'host-down', 'firewall-network', 'network-blocks-22'],
      system: linuxErrno('EPERM', 'Operation not permitted', 0, quiet),
      also: ({ report }) => assert.doesNotMatch(report.verdict.summary, /on the way/),
    },
    {
      title: 'no IPv6 here, at once, and IPv4 works',
      symptom: null,
      outcome: 'healthy',
      system: {
        ...linux,
        ...quiet,
        lookup: () => ['2001:db8::10', '192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: [
              [6, 'debug1: Connecting to web1 [2001:db8::10] port 22.'],
              [6, 'debug1: connect to address 2001:db8::10 port 22: Network is unreachable'],
              ...login,
            ],
            ends: { status: 0, stdout: 'sshwhy-was-here\n' },
          }),
          ip: ip({ status: 2, stderr: ['RTNETLINK answers: Network is unreachable'] }),
          ping: () => ping(0, 'linux'),
        },
        connect: (address) => (address.includes(':') ? { errno: 'ENETUNREACH', ms: 0 } : server),
      },
    },
    {
      title: 'an address that is refused and one that is silent',
      symptom: 'tcp.refused',
      system: {
        ...linux,
        ...quiet,
        lookup: () => ['192.0.2.11', '192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: connecting('web1', '192.0.2.11', 130_000, 'Connection timed out'),
          }),
        },
        connect: (address) => (address === '192.0.2.10' ? refusedAtOnce() : 'nothing'),
      },
      also: ({ report }) => assert.match(report.verdict.summary, /192\.0\.2\.10|web1|host is up/),
    },
    {
      title: 'EPERM, and root sees the rule count',
      symptom: 'route.prohibited',
      outcome: 'confirmed',
      roots: ['client-firewall'],
      system: linuxErrno('EPERM', 'Operation not permitted', 0, {
        ...quiet,
        uid: 0,
        programs: {
          'iptables-save': (_argv, clock) => ({
            stdout: `*filter\n:OUTPUT ACCEPT [9:540]\n[${Math.ceil(clock.now())}:60] -A OUTPUT -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp-admin-prohibited\nCOMMIT\n`,
            ms: 10,
          }),
        },
      }),
    },
    {
      title: 'a clean iptables-save and no nft: rules that only nft shows were not looked at',
      symptom: 'tcp.refused',
      system: linuxErrno('ECONNREFUSED', 'Connection refused', 1, {
        ...quiet,
        uid: 0,
        programs: { 'iptables-save': () => ({ stdout: '*filter\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n', ms: 5 }) },
      }),
      also: ({ facts }) => assert.ok(!facts.covered.has('client.rule')),
    },
  ]);
});

describe('a fault of ours is none of the host', () => {
  judge([
    {
      title: 'EMFILE at our sockets: what ssh says counts',
      symptom: 'tcp.timeout',
      system: {
        ...linuxErrno('EMFILE', 'x', 0, quiet),
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            config: ['connecttimeout 3'],
            log: connecting('web1', '192.0.2.10', 3000, 'Connection timed out'),
          }),
        },
      },
    },
    {
      title: 'EMFILE at every socket and every program: nothing is known of the host',
      symptom: null,
      outcome: 'undetermined',
      roots: [],
      system: {
        ...linux,
        programs: Object.fromEntries(['ssh', 'ip', 'ping', 'ss', 'ssh-keygen'].map((name) => [name, () => 'EMFILE'])),
        lookup: () => ['192.0.2.10'],
        connect: () => ({ errno: 'EMFILE', ms: 0 }),
      },
      also: ({ warnings, facts }) => {
        assert.ok(
          warnings.some((w) => w.includes('EMFILE')),
          warnings.join('\n'),
        );
        assert.ok(!facts.observations.some((o) => o.kind === 'client.tool' && o.value.state === 'missing'));
      },
    },
    {
      title: 'EMFILE at a socket of ours beside a login that works',
      symptom: null,
      outcome: 'healthy',
      system: {
        ...linuxErrno('EMFILE', 'x', 0, quiet),
        lookup: () => ['192.0.2.10', '192.0.2.11'],
        programs: {
          ssh: ssh({ os: 'linux', host: 'web1', log: login, ends: { status: 0, stdout: 'sshwhy-was-here\n' } }),
        },
      },
    },
    {
      title: 'no ssh here, and the port refuses',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: { ...linux, ...quiet, lookup: () => ['192.0.2.10'], connect: refusedAtOnce },
      also: ({ warnings, facts }) => {
        assert.ok(
          warnings.some((w) => w.includes('no ssh program')),
          warnings.join('\n'),
        );
        for (const kind of ['hostkey.check', 'auth.end', 'session.end', 'config.error'] as const)
          assert.ok(!facts.covered.has(kind), kind);
      },
    },
    {
      title: 'no ssh here, and the server is an SSH server',
      symptom: null,
      outcome: ['healthy', 'undetermined'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        connect: (_address, port) => (port === 22 ? server : refusedAtOnce()),
      },
    },
    {
      title: 'neither ip nor ping nor ss is here: not looked, not "not there"',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: connecting('web1', '192.0.2.10', 130_000, 'Connection timed out'),
          }),
        },
      },
      also: ({ facts, report }) => {
        for (const kind of [
          'route.lookup',
          'route.neighbour',
          'path.loss',
          'tcp.info',
          'client.rule',
          'path.hop',
        ] as const)
          assert.ok(!facts.covered.has(kind), kind);
        const host = report.assessments.find((a) => a.cause === 'host-unreachable');
        assert.ok(host?.outcome === 'possible' || host?.outcome === 'unknown', host?.outcome);
        assert.ok(host.missing.includes('route.neighbour'), host.missing.join());
      },
    },
    {
      title: 'ssh is killed by a signal while it connects, and the server is fine',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: [[6, 'debug1: Connecting to web1 [192.0.2.10] port 22.']],
            ends: { signal: 'SIGKILL', ms: 40 },
          }),
        },
        connect: () => server,
      },
    },
    {
      title: 'ssh crashes in the key exchange: the signal is told, the server is not blamed',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({ os: 'linux', host: 'web1', log: login.slice(0, 6), ends: { signal: 'SIGSEGV' } }),
        },
        connect: () => server,
      },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('SIGSEGV')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'ssh prints nothing and ends with status 255: nothing is known, and it is asked once',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: (argv) => (argv.includes('-G') ? { stdout: config('web1') } : { status: 255, ms: 30 }) },
        connect: () => server,
      },
      also: ({ ran }) => assert.equal(ran.filter((argv) => argv.includes('-vvv')).length, 1),
    },
    {
      title: 'ssh prints nothing and ends with status 255, and the port refuses: our own socket knows',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: (argv) => (argv.includes('-G') ? { stdout: config('web1') } : { status: 255, ms: 30 }) },
        connect: refusedAtOnce,
      },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('255')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'an ssh that may not be started is not a missing one',
      symptom: 'tcp.refused',
      system: { ...linux, lookup: () => ['192.0.2.10'], programs: { ssh: () => 'EACCES' }, connect: refusedAtOnce },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('EACCES')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'an ssh that knows no -G (another client of that name) has no invalid configuration',
      symptom: 'tcp.refused',
      system: {
        ...alpine,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: (argv) =>
            argv.includes('-G')
              ? {
                  status: 1,
                  stderr: [
                    '',
                    'WARNING: Ignoring unknown option -G',
                    'Dropbear SSH client v2022.83 https://matt.ucc.asn.au/dropbear/dropbear.html',
                    'Usage: dbclient [options] [user@]host[/port][,[user@]host/port],...] [command]',
                  ],
                }
              : {
                  status: 1,
                  stderr: ['dbclient: Connection to alice@web1:22 exited: Connect failed: Connection refused'],
                },
        },
        connect: refusedAtOnce,
      },
    },
    {
      title: 'two seconds are enough for an answer that comes at once',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet),
      wish: { settings: { timeoutMs: 2000 } },
      also: ({ tookMs }) => assert.ok(tookMs <= 2000, `${tookMs} ms`),
    },
    {
      title: 'two seconds that run out while nothing answers blame nobody for good',
      symptom: 'tcp.timeout',
      outcome: 'candidates',
      system: linuxErrno('ETIMEDOUT', 'Connection timed out', 130_000, quiet),
      wish: { settings: { timeoutMs: 2000 } },
      also: ({ tookMs }) => assert.ok(tookMs <= 2000, `${tookMs} ms`),
    },
    {
      title: 'an ssh -G that hangs is no invalid configuration',
      symptom: 'tcp.refused',
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: () => ({ ms: Infinity }) },
        connect: refusedAtOnce,
      },
      also: ({ warnings, tookMs }) => {
        assert.ok(
          warnings.some((w) => w.includes('ssh -G')),
          warnings.join('\n'),
        );
        assert.ok(tookMs <= 15_000, `${tookMs} ms`);
      },
    },
  ]);

  test('a probe that throws is a warning, and the verdict is that of the others', async () => {
    const system = linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet);
    const bug: Probe = {
      id: 'bug',
      title: 'a probe with a bug',
      vantage: 'client',
      stage: 'tcp',
      when: { op: 'all', of: [] },
      settles: [],
      plan: () => [],
      run: () => Promise.reject(new TypeError('x is not a function')),
      read: () => ({ covers: [], observations: [] }),
    };
    const [without, beside] = [await diagnosed(system), await diagnosed(system, { probes: [bug, ...probes] })];
    assert.deepEqual(beside.report.verdict, without.report.verdict);
    assert.deepEqual(
      beside.warnings.filter((w) => !without.warnings.includes(w)),
      ['the probe bug failed by itself: x is not a function'],
    );
  });

  test('a world that throws where it should give a failure harms one probe alone', async () => {
    const system: System = {
      ...linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet),
      stat: () => {
        throw new Error('no such call on this system');
      },
    };
    const { report, warnings } = await diagnosed(system);
    assert.equal(report.verdict.symptom, 'tcp.refused');
    assert.ok(
      warnings.some((w) => w === 'the probe client-files failed by itself: no such call on this system'),
      warnings.join('\n'),
    );
  });
});

// ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('the clock of these tests', () => {
  test('lets what sleeps at once wake up in order, and does not wait', async () => {
    const clock = new Clock();
    const woken: string[] = [];
    const sleeper = async (name: string, ...naps: readonly number[]): Promise<void> => {
      for (const nap of naps) {
        await clock.sleep(nap);
        woken.push(`${name}${clock.now()}`);
      }
    };
    const started = performance.now();
    await clock.until(Promise.all([sleeper('a', 1000, 1000), sleeper('b', 999, 2), sleeper('c', 15_000)]));
    assert.deepEqual(woken, ['b999', 'a1000', 'b1001', 'a2000', 'c15000']);
    assert.ok(performance.now() - started < 1000);
  });

  test('ends what waits for nothing', async () => {
    await assert.rejects(new Clock().until(new Promise(() => {})), /nothing more is going to happen/);
  });

  test('gives the same report twice', async () => {
    const system = linuxErrno('EHOSTDOWN', 'Host is down', 3000, quiet);
    const [first, second] = [await diagnosed(system), await diagnosed(system)];
    assert.deepEqual(first.report.verdict, second.report.verdict);
    assert.deepEqual(first.ran, second.ran);
  });
});
