import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../model/report.ts';
import { diagnosed, type Line, type Met, type Outcome, type Program, type System } from './recorded.ts';
import { kexinit, packet } from './wire.ts';

/** `ssh -G`: what of it matters here. */
export function config(host: string, more: readonly string[] = [], home: string = '/home/alice'): string {
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

export const releases = {
  linux: 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026',
  darwin: 'OpenSSH_9.9p2, LibreSSL 3.3.6',
  win32: 'OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2',
  freebsd: 'OpenSSH_9.9p2, OpenSSL 3.0.16 11 Feb 2025',
} as const;

export type Os = keyof typeof releases;

export interface Ssh {
  readonly os: Os;
  readonly host: string;
  readonly config?: readonly string[];
  /** What comes behind the first lines of `ssh -vvv`. */
  readonly log: readonly Line[];
  readonly ends?: Omit<Program, 'stderr'>;
}

/** The user's ssh. On Windows its lines end in CR LF. */
export function ssh({ os, host, config: more, log, ends }: Ssh): (argv: readonly string[]) => Program {
  const windows = os === 'win32';
  const home = { linux: '/home/alice', darwin: '/Users/alice', freebsd: '/home/alice', win32: 'C:\\Users\\alice' }[os];
  const crlf = (text: string): string => (windows ? text.replaceAll('\n', '\r\n') : text);
  const folder = windows ? '__PROGRAMDATA__\\\\ssh/ssh_config' : '/etc/ssh/ssh_config';
  const stderr: readonly Line[] = [[4, releases[os]], `debug1: Reading configuration data ${folder}`, ...log];
  const ended = stderr.map((line): Line => (windows ? [timeOf(line), `${textOf(line)}\r`] : line));
  return (argv) =>
    argv.includes('-G') ? { stdout: crlf(config(host, more, home)), ms: 8 } : { stderr: ended, status: 255, ...ends };
}

export const timeOf = (line: Line): number => (typeof line === 'string' ? 4 : line[0]);
export const textOf = (line: Line): string => (typeof line === 'string' ? line : line[1]);

/** `ssh -vvv` up to the end of connect(2): the same words everywhere but for the last ones. */
export function connecting(host: string, address: string, ms: number, text: string): readonly Line[] {
  return [
    [6, 'debug3: ssh_connect_direct: entering'],
    [6, `debug1: Connecting to ${host} [${address}] port 22.`],
    [6 + ms, `debug1: connect to address ${address} port 22: ${text}`],
    [6 + ms, `ssh: connect to host ${host} port 22: ${text}`],
  ];
}

/** A name that cannot be looked up. */
export function unresolved(host: string, text: string): readonly Line[] {
  return [
    [6, `debug3: ssh_connect_direct: entering`],
    [6, `debug2: resolving "${host}" port 22`],
    [40, `ssh: Could not resolve hostname ${host}: ${text}`],
  ];
}

/** Up to the point where the server has taken the connection. */
export function established(host: string, address: string): readonly Line[] {
  return [
    [6, `debug1: Connecting to ${host} [${address}] port 22.`],
    [20, 'debug1: Connection established.'],
    [20, 'debug1: Local version string SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10'],
  ];
}

/** A login that comes about. */
export const login: readonly Line[] = [
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

export function ping(received: number, os: Os): Program {
  const packets = os === 'linux' ? '' : ' packets';
  const loss = os === 'linux' ? `${100 - received * 20}%` : `${100 - received * 20}.0%`;
  const stdout = `PING 192.168.1.50: 56 data bytes\n\n--- 192.168.1.50 ping statistics ---\n5 packets transmitted, ${received}${packets} received, ${loss} packet loss\n`;
  return { stdout, status: received > 0 ? 0 : 2, ms: received > 0 ? 810 : 2000 };
}

/** `ip -j`, as iproute2 6 answers. */
export function ip(route: Program, neighbour: string = '[]'): (argv: readonly string[]) => Program {
  return (argv) => (argv.includes('neigh') ? { stdout: neighbour, ms: 3 } : { ms: 3, ...route });
}

export const viaGateway: Program = {
  stdout:
    '[{"dst":"192.0.2.10","gateway":"198.51.100.1","dev":"eth0","prefsrc":"198.51.100.20","flags":[],"uid":1000,"cache":[]}]',
};
export const gateway = '[{"dst":"198.51.100.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]';

/** The kernel's counters of ICMP messages; `received` may grow. */
export const snmp = (received: number): string =>
  `Icmp: InMsgs InErrors InCsumErrors InDestUnreachs OutDestUnreachs\nIcmp: 9 0 0 ${received} 0\n`;

/** An SSH server that speaks at once, up to its list of algorithms. */
export const server: Met = {
  open: 9,
  says: [
    [5, 'SSH-2.0-OpenSSH_9.6\r\n'],
    [6, packet(kexinit()).toString('latin1')],
  ],
};

export const refusedAtOnce = (): Met => ({ errno: 'ECONNREFUSED', ms: 1 });

export interface Expected {
  readonly symptom: string | null;
  readonly outcome?: string | readonly string[];
  readonly roots?: readonly string[];
  /** Confirmed or possible. */
  readonly suspects?: readonly string[];
  /** Neither confirmed nor possible. */
  readonly cleared?: readonly string[];
}

export interface Scenario extends Expected {
  readonly title: string;
  readonly system: System;
  readonly wish?: Parameters<typeof diagnosed>[1];
  /** What the product says otherwise. */
  readonly todo?: string;
  also?(outcome: Outcome): void;
}

export function assertSays(outcome: Outcome, expected: Expected): void {
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

export function judge(scenarios: readonly Scenario[]): void {
  for (const { title, system, wish, todo, also, ...expected } of scenarios) {
    test(title, todo === undefined ? {} : { todo }, async () => {
      const outcome = await diagnosed(system, wish);
      assertSays(outcome, expected);
      also?.(outcome);
    });
  }
}

/** The cause that a person reads first. */
export function first({ verdict }: Report): string | undefined {
  return [...verdict.roots, ...verdict.candidates][0];
}

/** The question back with this RCODE and no records. */
export function dnsAnswer(message: Uint8Array, code: number): Uint8Array {
  const answer = message.slice();
  answer[2] = 0x81;
  answer[3] = 0x80 | code;
  return answer;
}

export const linux = { os: 'linux', release: '6.1.0-32-amd64' } as const;

/** connect(2) to web1 ends so for ssh and for us, and `ip` and `ping` are there. */
export function linuxErrno(errno: string, text: string, ms: number, more: Partial<System> = {}): System {
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
export function counting(errno: string, ms: number): Partial<System> {
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

export const quiet = { files: { '/proc/net/snmp': snmp(3) } };

/** A neighbour in the same network. */
export const nas = '192.168.1.50';

/** A system whose resolver is musl's. */
export const alpine = { os: 'linux', release: '6.12.13-0-lts' } as const;
