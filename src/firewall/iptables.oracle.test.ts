/*
 * The kernel as oracle: rules are loaded into a network namespace by iptables-restore, a SYN is sent through them, and
 * what comes back is compared with what the engine says of the text that iptables-save prints. More pairs of ruleset and
 * packet by SSHWHY_ORACLE_PAIRS=10000, a certain run again by SSHWHY_ORACLE_SEED.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import test from 'node:test';
import fc from 'fast-check';
import { type TwoHosts, twoHosts } from '../test/lab/netns.ts';
import { follow } from './follow.ts';
import { readIptables, Sets } from './iptables.ts';
import type { Decision, Packet } from './model.ts';

const wantedPairs = Number(process.env['SSHWHY_ORACLE_PAIRS'] ?? 240);
const seed = Number(process.env['SSHWHY_ORACLE_SEED'] ?? Date.now() % 1_000_000);
/** What was seen when the time is up counts as well. */
const wantedSeconds = Number(process.env['SSHWHY_ORACLE_SECONDS'] ?? 3000);
const packetsOfEach = 40;

const addresses = {
  4: { from: ['192.0.2.1', '192.0.2.11', '198.51.100.7', '10.1.2.3'], to: ['192.0.2.2', '192.0.2.22'] },
  6: { from: ['2001:db8::1', '2001:db8::11', '2001:db8:1::7', 'fd00::3'], to: ['2001:db8::2', '2001:db8::22'] },
} as const;
const ports = [22, 80, 443, 1024, 2222, 8080, 65535];

/** Sends SYNs as it is told, a JSON line for each batch, and says how each ended. */
const sender = `
const net = require('net');
require('readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  const { packets, wait } = JSON.parse(line);
  const ends = await Promise.all(packets.map((p) => new Promise((resolve) => {
    const socket = net.connect({ host: p.to, port: p.toPort, localAddress: p.from, localPort: p.fromPort });
    const timer = setTimeout(() => { resolve('silent'); socket.destroy(); }, wait);
    socket.on('connect', () => { clearTimeout(timer); resolve('open'); socket.resetAndDestroy(); });
    // A reset of the handshake is ECONNREFUSED: this one came later, at a segment of another length or state.
    socket.on('error', (error) => { clearTimeout(timer); resolve(error.code === 'ECONNRESET' ? 'open' : error.code); });
  })));
  console.log(JSON.stringify(ends));
});`;

const listener = `
const ports = ${JSON.stringify(ports)};
let left = ports.length;
for (const port of ports)
  require('net').createServer((s) => s.on('error', () => {})).listen(port, '::', 511, () => --left || console.log());`;

/** Errors of connect(2) by the answer that causes them: tcp_v4_err() and tcp_v6_err() of Linux. */
const errors: Readonly<Record<string, string>> = {
  'tcp reset': 'ECONNREFUSED',
  'icmp port-unreachable': 'ECONNREFUSED',
  'icmp host-unreachable': 'EHOSTUNREACH',
  'icmp host-prohibited': 'EHOSTUNREACH',
  'icmp admin-prohibited': 'EHOSTUNREACH',
  'icmp net-unreachable': 'ENETUNREACH',
  'icmp net-prohibited': 'ENETUNREACH',
  'icmp prot-unreachable': 'ENOPROTOOPT',
  'icmpv6 port-unreachable': 'ECONNREFUSED',
  'icmpv6 no-route': 'ENETUNREACH',
  'icmpv6 addr-unreachable': 'EHOSTUNREACH',
  'icmpv6 admin-prohibited': 'EACCES',
  'icmpv6 policy-fail': 'EACCES',
  'icmpv6 reject-route': 'EACCES',
};

function expected({ action, how }: Decision): string | null {
  if (action === 'accept') return 'open';
  if (action === 'drop') return 'silent';
  return action === 'reject' ? (errors[how ?? ''] ?? `?${how}`) : null;
}

/** Sets of each family, when this machine has ipset. */
const sets = {
  4: `create ip4 hash:ip family inet
add ip4 192.0.2.1
add ip4 192.0.2.22
create wide4 hash:ip family inet netmask 24
add wide4 198.51.100.0
create net4 hash:net family inet timeout 3000
add net4 192.0.2.0/24
add net4 192.0.2.8/29 nomatch
add net4 10.0.0.0/8 timeout 2000
create port4 hash:ip,port family inet
add port4 192.0.2.1,22
add port4 192.0.2.22,tcp:80
add port4 192.0.2.2,udp:443
create netport4 hash:net,port family inet
add netport4 192.0.2.0/28,tcp:22-80
add netport4 10.0.0.0/8,443
create three4 hash:ip,port,net family inet
add three4 192.0.2.11,tcp:22,192.0.2.0/28
create device4 hash:net,iface family inet
add device4 192.0.2.0/24,eth0
add device4 10.0.0.0/8,eth1
create map4 bitmap:ip range 192.0.2.0/24
add map4 192.0.2.2
add map4 192.0.2.11
`,
  6: `create ip6 hash:ip family inet6
add ip6 2001:db8::1
create net6 hash:net family inet6
add net6 2001:db8::/64
add net6 2001:db8::8/125
add net6 2001:db8::10/124 nomatch
create port6 hash:ip,port family inet6
add port6 2001:db8::22,tcp:80
add port6 fd00::3,22
`,
  any: `create ports bitmap:port range 0-65535
add ports 22
add ports 2222
create all list:set size 8
add all ip4
add all port6
add all net6
`,
} as const;

let withSets = false;

function setArb(family: Family): fc.Arbitrary<string> {
  const names =
    family === 4
      ? ['ip4', 'wide4', 'net4', 'port4', 'netport4', 'three4', 'device4', 'map4']
      : ['ip6', 'net6', 'port6'];
  const sides = ['src', 'dst', 'src,src', 'src,dst', 'dst,dst', 'dst,src', 'src,dst,dst', 'dst,dst,src'];
  return fc
    .tuple(fc.constantFrom(...names, 'ports', 'all'), fc.constantFrom(...sides))
    .map((words) => `--match-set ${words.join(' ')}`);
}

type Family = 4 | 6;
interface Variant {
  readonly family: Family;
  readonly program: string;
}

const not = fc.constantFrom('', '', '! ');

function addressArb(family: Family, side: 'from' | 'to'): fc.Arbitrary<string> {
  const whole = fc.constantFrom(...addresses[family][side]);
  const bits = family === 4 ? [0, 1, 8, 23, 24, 30, 31, 32] : [0, 1, 16, 32, 47, 48, 64, 124, 127, 128];
  const masks = family === 4 ? ['255.255.0.255', '0.0.0.3'] : ['ffff::ffff', '::f'];
  return fc
    .tuple(whole, fc.oneof(fc.constantFrom(...bits.map(String)), fc.constantFrom(...masks)))
    .map(([a, m]) => `${a}/${m}`);
}

const port = fc.constantFrom(...ports, 23, 1023);
const portRange = fc.oneof(
  port.map(String),
  fc
    .tuple(port, port)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => `${Math.min(a, b)}:${Math.max(a, b)}`),
  port.map((p) => `${p}:`),
  port.map((p) => `:${p}`),
);

function matchArb(family: Family, table: string): fc.Arbitrary<string> {
  const { from, to } = addresses[family];
  const list = (words: readonly string[]): fc.Arbitrary<string> =>
    fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((some) => some.join());
  const negatable = (arb: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(not, arb).map(([n, text]) => n + text);
  const inModule = (name: string, arb: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    negatable(arb).map((text) => `-m ${name} ${text}`);
  const range = (side: readonly string[]): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...side), fc.constantFrom(...side))
      .filter(([a, b]) => readRange(a, b))
      .map(([a, b]) => `${a}-${b}`);
  return fc.oneof(
    negatable(addressArb(family, 'from').map((a) => `-s ${a}`)),
    negatable(addressArb(family, 'to').map((a) => `-d ${a}`)),
    negatable(fc.constantFrom('-i eth0', '-i lo', '-i eth+', '-i e+', '-i eth01', '-i eth0+')),
    fc.constant('-p tcp'),
    fc.constantFrom('-p udp', '! -p udp', '-p 6', '! -p tcp', '-p all', '-p 47'),
    fc.tuple(not, portRange).map(([n, p]) => `-p tcp -m tcp ${n}--dport ${p}`),
    fc.tuple(not, portRange).map(([n, p]) => `-p tcp -m tcp ${n}--dport ${p}`),
    fc.tuple(not, portRange).map(([n, p]) => `-p tcp -m tcp ${n}--sport ${p}`),
    fc
      .tuple(
        not,
        fc.constantFrom('--dports', '--ports', '--sports'),
        fc.array(portRange, { minLength: 1, maxLength: 4 }),
      )
      .map(
        ([n, name, some]) => `-p tcp -m multiport ${n}${name} ${some.map((p) => (/^:|:$/.test(p) ? '443' : p)).join()}`,
      ),
    fc
      .tuple(
        not,
        fc.constantFrom(
          '--syn',
          '--tcp-flags SYN SYN',
          '--tcp-flags ALL SYN',
          '--tcp-flags FIN,SYN,RST,ACK SYN',
          '--tcp-flags SYN,ACK NONE',
          '--tcp-flags ALL ALL',
        ),
      )
      .map(([n, flags]) => `-p tcp -m tcp ${n}${flags}`),
    inModule(
      'conntrack',
      list(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'DNAT', 'SNAT']).map((s) => `--ctstate ${s}`),
    ),
    inModule(
      'state',
      list(['NEW', 'ESTABLISHED', 'INVALID', 'UNTRACKED']).map((s) => `--state ${s}`),
    ),
    inModule('conntrack', fc.constantFrom('--ctproto tcp', '--ctproto udp')),
    fc.constantFrom('-m conntrack --ctdir ORIGINAL', '-m conntrack --ctdir REPLY'),
    inModule(
      'conntrack',
      fc.constantFrom('--ctorigdstport', '--ctreplsrcport').chain((name) => port.map((p) => `${name} ${p}`)),
    ),
    inModule(
      'conntrack',
      addressArb(family, 'to').map((a) => `--ctorigdst ${a}`),
    ),
    inModule(
      'conntrack',
      addressArb(family, 'from').map((a) => `--ctrepldst ${a}`),
    ),
    inModule(
      'iprange',
      range(from).map((r) => `--src-range ${r}`),
    ),
    inModule(
      'iprange',
      range(to).map((r) => `--dst-range ${r}`),
    ),
    inModule('mark', fc.constantFrom('--mark 0', '--mark 1', '--mark 0x2/0x2', '--mark 0x10/0xf0')),
    ...(table === 'raw' ? [] : [inModule('connmark', fc.constantFrom('--mark 0', '--mark 1', '--mark 0x3/0x3'))]),
    inModule(
      'length',
      fc.constantFrom('--length 60', '--length 80', '--length 0:59', '--length 61:', '--length 40:79'),
    ),
    inModule(
      'addrtype',
      fc.constantFrom(
        '--dst-type LOCAL',
        '--dst-type MULTICAST',
        family === 4 ? '--dst-type BROADCAST,LOCAL' : '--dst-type LOCAL,MULTICAST',
      ),
    ),
    inModule('pkttype', fc.constantFrom('--pkt-type unicast', '--pkt-type multicast')),
    ...(withSets ? [inModule('set', setArb(family)), inModule('set', setArb(family))] : []),
    fc.constant('-m recent --set --name oracle'),
    fc.constantFrom(
      '-m comment --comment "a \\"b\\" -j DROP"',
      '-m comment --comment -dport',
      '-m comment --comment "it\'s"',
    ),
  );
}

function readRange(a: string, b: string): boolean {
  const rules = readIptables(`*filter\n-A INPUT -m iprange --src-range ${a}-${b} -j DROP\nCOMMIT\n`, {
    family: a.includes(':') ? 6 : 4,
  });
  const packet = packetOf(a.includes(':') ? 6 : 4, a, 1, b, 1);
  return follow([rules], ['input'], packet).action === 'drop';
}

const rejects = {
  4: [
    'icmp-net-unreachable',
    'icmp-host-unreachable',
    'icmp-proto-unreachable',
    'icmp-port-unreachable',
    'icmp-net-prohibited',
    'icmp-host-prohibited',
    'icmp-admin-prohibited',
  ],
  6: [
    'icmp6-no-route',
    'icmp6-adm-prohibited',
    'icmp6-addr-unreachable',
    'icmp6-port-unreachable',
    'icmp6-policy-fail',
    'icmp6-reject-route',
  ],
} as const;

function targetArb(family: Family, table: string, hook: string, later: readonly string[]): fc.Arbitrary<string> {
  const chains = later.flatMap((name) => [`-j ${name}`, `-j ${name}`, `-g ${name}`]);
  const marks = [
    '-j MARK --set-mark 1',
    '-j MARK --set-xmark 0x3/0x2',
    '-j MARK --or-mark 0x10',
    '-j CONNMARK --set-mark 1',
    '-j CONNMARK --save-mark',
    '-j CONNMARK --restore-mark',
  ];
  const to = addresses[family].to[1];
  const at = (p: number): string => (family === 4 ? `${to}:${p}` : `[${to}]:${p}`);
  const words =
    {
      raw: ['-j NOTRACK', '-j CT --notrack', '-j DROP', '-j ACCEPT', '-j RETURN'],
      mangle: [...marks, '-j DROP', '-j ACCEPT', '-j RETURN', '-j TCPMSS --set-mss 1200'],
      nat: [
        '-j REDIRECT --to-ports 2222',
        '-j REDIRECT --to-ports 80',
        `-j DNAT --to-destination ${at(8080)}`,
        `-j DNAT --to-destination ${to}`,
        '-j ACCEPT',
        '-j RETURN',
      ],
      filter: [
        '-j ACCEPT',
        '-j ACCEPT',
        '-j DROP',
        '-j REJECT',
        '-j RETURN',
        '-j NFLOG',
        '',
        ...marks.slice(0, 3),
        ...rejects[family].map((how) => `-j REJECT --reject-with ${how}`),
      ],
      security: ['-j ACCEPT', '-j DROP', '-j RETURN'],
    }[table] ?? [];
  // Chains that lead to a target of another hook, or a reset of what is no TCP, would not load.
  return fc
    .constantFrom(...words, ...chains)
    .map((text) => (table === 'mangle' && text.includes('TCPMSS') ? `-p tcp -m tcp --syn ${text}` : text))
    .map((text) => (hook === '' ? text : text));
}

function ruleArb(family: Family, table: string, chain: string, later: readonly string[]): fc.Arbitrary<string> {
  const reset = fc.constant('-p tcp -j REJECT --reject-with tcp-reset');
  return fc
    .tuple(
      fc.array(matchArb(family, table), { maxLength: 3 }),
      targetArb(family, table, chain, later),
      fc.boolean(),
      reset,
    )
    .map(([matches, target, resets, reset]) => {
      // One of a kind: iptables refuses to be asked twice.
      const seen = new Set<string>();
      const kept = matches.filter((text) => {
        const kind = /-m (\w+)|(-[sdip])(?= )/g;
        const kinds = [...text.matchAll(kind)].map((found) => found[0]).concat(text.includes('-p ') ? ['-p'] : []);
        if (kinds.some((one) => seen.has(one))) return false;
        for (const one of kinds) seen.add(one);
        return true;
      });
      if (table === 'filter' && target.startsWith('-j REJECT') && resets && !seen.has('-p'))
        return `-A ${chain} ${[...kept, reset].join(' ')}`;
      if (target.startsWith('-p') && seen.has('-p')) return `-A ${chain} ${kept.join(' ')}`;
      const needsTcp =
        table === 'nat' &&
        /:\d+$|--to-ports/.test(target) &&
        !kept.some((text) => /(?:^| )-p (?:tcp|6)/.test(text) && !text.includes('! -p'));
      const rest = needsTcp ? kept.filter((text) => !text.includes('-p ')) : kept;
      return `-A ${chain} ${[...(needsTcp ? ['-p tcp'] : []), ...rest, target].join(' ')}`.trim();
    });
}

function tableArb(family: Family, table: string, base: string, users: number): fc.Arbitrary<string> {
  const names = Array.from({ length: users }, (_, i) => `${table}-${i}`);
  const policy = table === 'filter' ? fc.constantFrom('ACCEPT', 'ACCEPT', 'DROP') : fc.constant('ACCEPT');
  const rules = (chain: string, later: readonly string[], max: number): fc.Arbitrary<readonly string[]> =>
    fc.array(ruleArb(family, table, chain, later), { maxLength: max });
  const chains = fc.tuple(
    ...names.map((name, i) => rules(name, names.slice(i + 1), 4)),
    rules(base, names, table === 'filter' ? 8 : 2),
  );
  return fc
    .tuple(policy, chains)
    .map(([word, all]) =>
      [
        `*${table}`,
        `:${base} ${word} [0:0]`,
        ...names.map((name) => `:${name} - [0:0]`),
        ...all.flat(),
        'COMMIT',
        '',
      ].join('\n'),
    );
}

function rulesetArb(family: Family): fc.Arbitrary<string> {
  return fc
    .tuple(
      tableArb(family, 'raw', 'PREROUTING', 1),
      tableArb(family, 'mangle', 'PREROUTING', 1),
      tableArb(family, 'nat', 'PREROUTING', 1),
      tableArb(family, 'filter', 'INPUT', 3),
      tableArb(family, 'security', 'INPUT', 0),
    )
    .map((tables) => tables.join(''));
}

/** A SYN as Linux sends it. */
function packetOf(family: Family, from: string, fromPort: number, to: string, toPort: number): Packet {
  const length = family === 4 ? 60 : 80;
  return {
    family,
    protocol: 'tcp',
    from,
    fromPort,
    to,
    toPort,
    flags: ['syn'],
    inBy: 'eth0',
    state: 'new',
    mark: 0,
    length,
    toHere: true,
    fromHere: false,
  };
}

class Oracle {
  readonly #hosts: TwoHosts;
  readonly #sender: ChildProcess;
  readonly #listener: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #port = 1500;

  constructor(hosts: TwoHosts) {
    this.#hosts = hosts;
    this.#prepare();
    this.#listener = this.#node(hosts.server, listener);
    this.#sender = this.#node(hosts.client, sender);
    if (this.#sender.stdout === null) throw new Error('no output');
    this.#reader = createInterface({ input: this.#sender.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  #node([program = '', ...words]: readonly string[], script: string): ChildProcess {
    return spawn(program, [...words, process.execPath, '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  #prepare(): void {
    const { client, server } = this.#hosts;
    const on = ([program = '', ...words]: readonly string[], script: string): void => {
      execFileSync(program, [...words, 'sh', '-e', '-c', script], { stdio: 'pipe' });
    };
    // Answers must not wait for each other, nor addresses for a proof that they are alone.
    on(
      server,
      'sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0; sysctl -qw net.ipv4.icmp_msgs_per_sec=100000 || true',
    );
    const add = (list: readonly string[]): string =>
      list
        .map((a) => `ip address add ${a}/${a.includes(':') ? '64 nodad' : '24'} dev eth0 2>/dev/null || true`)
        .join('\n');
    on(client, add([...addresses[4].from, ...addresses[6].from]));
    on(server, add([...addresses[4].to, ...addresses[6].to]));
    on(
      server,
      'ip route add 198.51.100.0/24 dev eth0; ip route add 10.1.2.0/24 dev eth0; ip -6 route add 2001:db8:1::/64 dev eth0; ip -6 route add fd00::/64 dev eth0',
    );
    // Neighbours of IPv6 are found by packets that the rules would drop; ARP passes by them.
    const hardware = ([program = '', ...words]: readonly string[]): string =>
      execFileSync(program, [...words, 'cat', '/sys/class/net/eth0/address'], { encoding: 'utf8' }).trim();
    const know = (list: readonly string[], mac: string): string =>
      list.map((a) => `ip neigh replace ${a} lladdr ${mac} dev eth0 nud permanent`).join('\n');
    on(client, know(addresses[6].to, hardware(server)));
    on(server, know(addresses[6].from, hardware(client)));
  }

  /** `ipset save` of the sets, or nothing when there is no ipset. */
  #sets = '';

  makeSets(): boolean {
    const [ip = '', ...words] = this.#hosts.server;
    const made = spawnSync(ip, [...words, 'ipset', 'restore'], { input: sets[4] + sets[6] + sets.any });
    if (made.status !== 0) return false;
    this.#sets = execFileSync(ip, [...words, 'ipset', 'save'], { encoding: 'utf8' });
    return true;
  }

  async ready(): Promise<void> {
    await new Promise((resolve) => this.#listener.stdout?.once('data', resolve));
  }

  /** Loads the rules, and gives them back as the program prints them; a sentence when it refuses. */
  load({ program }: Variant, text: string): { readonly saved: string } | string {
    const [ip = '', ...words] = this.#hosts.server;
    const loaded = spawnSync(ip, [...words, `${program}-restore`], { input: text, encoding: 'utf8' });
    if (loaded.status !== 0) return loaded.stderr;
    const saved = execFileSync(ip, [...words, `${program}-save`, '-c'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { saved: saved + this.#sets };
  }

  has({ program }: Variant): boolean {
    const [ip = '', ...words] = this.#hosts.server;
    return spawnSync(ip, [...words, `${program}-save`]).status === 0;
  }

  /** A port that no connection has had for a while. */
  nextPort(): number {
    this.#port = this.#port >= 60_000 ? 1500 : this.#port + 7;
    return this.#port;
  }

  async send(packets: readonly Packet[], wait: number): Promise<readonly string[]> {
    this.#sender.stdin?.write(`${JSON.stringify({ packets, wait })}\n`);
    const { value } = await this.#lines.next();
    const ends: readonly string[] = JSON.parse(value);
    return ends;
  }

  stop(): void {
    this.#reader.close();
    this.#sender.kill();
    this.#listener.kill();
    this.#hosts.stop();
  }
}

interface Tally {
  pairs: number;
  undecided: number;
  /** Packets that were sent a second time. */
  again: number;
  refused: number;
  rulesets: number;
  readonly seen: Record<string, number>;
  readonly disagreements: string[];
}

/** What the engine and the kernel say of each packet. */
async function judge(
  oracle: Oracle,
  variant: Variant,
  text: string,
  tally: Tally,
  random: readonly number[],
): Promise<void> {
  const loaded = oracle.load(variant, text);
  if (typeof loaded === 'string') {
    tally.refused++;
    if (process.env['SSHWHY_ORACLE_SHOW'] !== undefined) console.error(loaded, text);
    return;
  }
  tally.rulesets++;
  const { family } = variant;
  const { from, to } = addresses[family];
  const packets = random.map((n) =>
    packetOf(
      family,
      from[n % 4] ?? '',
      oracle.nextPort(),
      to[(n >> 2) % 2] ?? '',
      ports[(n >> 3) % ports.length] ?? 22,
    ),
  );
  const rules = readIptables(loaded.saved);
  assert.deepEqual(rules.unread, [], loaded.saved);
  const known = new Sets();
  for (const line of loaded.saved.split('\n')) known.read(line);
  const written = readIptables(text, { family, sets: known });
  const ends = await oracle.send(packets, 700);
  for (const [i, packet] of packets.entries()) {
    const decision = follow([rules], ['prerouting', 'input'], packet);
    const other = follow([written], ['prerouting', 'input'], packet);
    const wanted = expected(decision);
    tally.pairs++;
    if (expected(other) !== null && expected(other) !== wanted)
      tally.disagreements.push(`written ${expected(other)}, saved ${wanted}: ${JSON.stringify(packet)}\n${text}`);
    if (wanted === null) {
      tally.undecided++;
      if (process.env['SSHWHY_ORACLE_SHOW'] === 'undecided') console.error(decision.condition);
      continue;
    }
    let end = ends[i] ?? '';
    // A busy machine is silent for a while; another packet of the same kind is not, with more time.
    if (end !== wanted) tally.again++;
    if (end !== wanted) [end = ''] = await oracle.send([{ ...packet, fromPort: oracle.nextPort() }], 3000);
    tally.seen[end] = (tally.seen[end] ?? 0) + 1;
    if (end !== wanted)
      tally.disagreements.push(
        `${variant.program}: the kernel ${end}, the engine ${wanted} by ${decision.rule?.text ?? JSON.stringify(decision.policy)}\n${JSON.stringify(packet)}\n${loaded.saved}`,
      );
  }
}

const variants: readonly Variant[] = [
  { family: 4, program: 'iptables-legacy' },
  { family: 4, program: 'iptables-nft' },
  { family: 6, program: 'ip6tables-legacy' },
  { family: 6, program: 'ip6tables-nft' },
];

/** No rules, and the policies back: those of one program would stop what the next one lets through. */
const empty = Object.entries({
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
})
  .map(([table, chains]) => `*${table}\n${chains.map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`)
  .join('');

const hosts = wantedPairs > 0 ? twoHosts() : 'none are wanted';

test('the engine says what the kernel does', {
  skip: typeof hosts === 'string' ? hosts : false,
  timeout: 3_600_000,
}, async (t) => {
  if (typeof hosts === 'string') return;
  const oracle = new Oracle(hosts);
  const tally: Tally = { pairs: 0, undecided: 0, again: 0, refused: 0, rulesets: 0, seen: {}, disagreements: [] };
  const until = Date.now() + wantedSeconds * 1000;
  try {
    await oracle.ready();
    withSets = oracle.makeSets();
    const there = variants.filter((variant) => oracle.has(variant));
    for (const [i, variant] of there.entries()) {
      const goal = (wantedPairs * (i + 1)) / there.length;
      for (let round = 0; Date.now() < until && tally.pairs < goal && round < wantedPairs; round++) {
        const [text = ''] = fc.sample(rulesetArb(variant.family), { seed: seed + 1000 * i + round, numRuns: 1 });
        const random = fc.sample(fc.nat(100_000), { seed: seed + round, numRuns: packetsOfEach });
        await judge(oracle, variant, text, tally, random);
      }
      oracle.load(variant, empty);
    }
  } finally {
    oracle.stop();
  }
  const { disagreements, ...numbers } = tally;
  if (process.env['SSHWHY_ORACLE_SHOW'] !== undefined) console.error(disagreements.join('\n\n'));
  t.diagnostic(
    `seed ${seed}, ${withSets ? 'with' : 'without'} ipset: ${JSON.stringify(numbers)}, ${disagreements.length} disagreements`,
  );
  assert.deepEqual(disagreements.slice(0, 3), [], `seed ${seed}`);
  assert.ok(tally.undecided < tally.pairs / 2, 'the engine knows most of the answers');
});
