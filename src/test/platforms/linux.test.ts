import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { System } from '../lab/recorded.ts';
import {
  connecting,
  counting,
  first,
  gateway,
  ip,
  judge,
  linux,
  linuxErrno,
  login,
  ping,
  quiet,
  refusedAtOnce,
  server,
  snmp,
  ssh,
  viaGateway,
} from '../lab/systems.ts';

/** Nothing answers, and root may read what nft(8) lists of this machine: a policy that drops, behind these rules. */
const ruled = (rules: string): System => {
  const chain = `chain in {\n\t\ttype filter hook input priority filter; policy drop;\n\t\t${rules}\n\t}`;
  const list = { stdout: `table inet f {\n\t${chain}\n}\n`, ms: 5 };
  const log = connecting('web1', '192.0.2.10', 130_000, 'Connection timed out');
  const programs = { ssh: ssh({ os: 'linux', host: 'web1', log }), ip: ip(viaGateway, gateway), nft: () => list };
  return { ...linux, ...quiet, uid: 0, lookup: () => ['192.0.2.10'], programs };
};

/** Nothing answers. Each time the kernel's counters are read they have grown: so many packets came in, and so many were delivered. */
const counted = (came: number, delivered: number): System => {
  let n = 0;
  const table = (): string => {
    n += 1;
    const ip = `Ip: InReceives InDelivers ForwDatagrams\nIp: ${900 + n * came} ${900 + n * delivered} 0\n`;
    return `${ip}Tcp: InSegs RetransSegs OutRsts\nTcp: ${80 + n * delivered} ${3 + n} 0\n${snmp(3)}`;
  };
  const files = Object.defineProperty({} as Record<string, string>, '/proc/net/snmp', { get: table });
  const log = connecting('web1', '192.0.2.10', 130_000, 'Connection timed out');
  const programs = { ssh: ssh({ os: 'linux', host: 'web1', log }), ip: ip(viaGateway, gateway) };
  return { ...linux, files, lookup: () => ['192.0.2.10'], programs };
};

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
      title: 'BindAddress of a bridge, to which nobody has a way back: our own socket comes from there too',
      symptom: 'tcp.timeout',
      suspects: ['return-route-missing'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            config: ['bindaddress 172.17.0.1'],
            log: connecting('web1', '192.0.2.10', 130_000, 'Connection timed out'),
          }),
        },
        connect: (_address, _port, source) => (source === '172.17.0.1' ? 'nothing' : server),
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
      title: 'rules of this machine for what comes in drop the answers, and count nothing',
      symptom: 'tcp.timeout',
      outcome: 'confirmed',
      roots: ['client-firewall'],
      system: ruled('iif "lo" accept'),
      also: ({ report }) =>
        assert.match(
          report.fixes[0]?.commands[0] ?? '',
          /^nft add rule inet f in ip saddr \S+ tcp sport 22 ct state est/,
        ),
    },
    {
      title: 'look-alike: the rules know the answers',
      symptom: 'tcp.timeout',
      outcome: 'candidates',
      system: ruled('iif "lo" accept\n\t\tct state established,related accept'),
    },
    {
      title: 'packets come in meanwhile that are given to nobody: rules of this machine, which only root may read',
      symptom: 'tcp.timeout',
      suspects: ['client-firewall'],
      system: counted(6, 0),
      also: ({ report }) => {
        assert.ok(report.verdict.candidates.slice(0, 4).includes('client-firewall'), report.verdict.candidates.join());
        assert.equal(report.verdict.outcome, 'candidates');
      },
    },
    {
      title: 'look-alike: what comes in meanwhile is delivered',
      symptom: 'tcp.timeout',
      system: counted(6, 6),
      also: ({ facts }) =>
        assert.ok(!facts.observations.some((o) => o.kind === 'tcp.connect' && o.value.swallowed === true)),
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
