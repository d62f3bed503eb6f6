/*
 * Rulesets of iptables(8) at random, with the sets that they ask, and the addresses and ports that they speak of.
 */
import fc from 'fast-check';
import { follow } from '../../firewall/follow.ts';
import { readIptables } from '../../firewall/iptables.ts';
import type { Packet } from '../../firewall/model.ts';

export const addresses = {
  4: { from: ['192.0.2.1', '192.0.2.11', '198.51.100.7', '10.1.2.3'], to: ['192.0.2.2', '192.0.2.22'] },
  6: { from: ['2001:db8::1', '2001:db8::11', '2001:db8:1::7', 'fd00::3'], to: ['2001:db8::2', '2001:db8::22'] },
} as const;
export const ports = [22, 80, 443, 1024, 2222, 8080, 65535];

/** Sets of each family, when this machine has ipset. */
export const sets = {
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

/** Whether the kernel of this machine keeps the sets: else no rule asks one. */
export const has = { sets: false };

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

export type Family = 4 | 6;
export interface Variant {
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
/** iptables-save leaves a range of all ports out, and with it that it was negated. */
const onePort = fc.tuple(not, portRange).map(([n, range]) => [n !== '' && range === ':65535' ? '' : n, range] as const);

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
    onePort.map(([n, p]) => `-p tcp -m tcp ${n}--dport ${p}`),
    onePort.map(([n, p]) => `-p tcp -m tcp ${n}--dport ${p}`),
    onePort.map(([n, p]) => `-p tcp -m tcp ${n}--sport ${p}`),
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
    ...(has.sets ? [inModule('set', setArb(family)), inModule('set', setArb(family))] : []),
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

export function rulesetArb(family: Family): fc.Arbitrary<string> {
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
export function packetOf(family: Family, from: string, fromPort: number, to: string, toPort: number): Packet {
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
