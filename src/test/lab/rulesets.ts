import fc from 'fast-check';

/** Rulesets for nft(8) that a kernel takes, mostly: whatever one of them says, it says about the packets of `flows`. */
export const addresses = {
  4: { clients: ['192.0.2.1', '192.0.2.3'], server: '192.0.2.2' },
  6: { clients: ['2001:db8::1', '2001:db8::3'], server: '2001:db8::2' },
} as const;
/** Ports of the server that somebody listens at. */
export const listening: readonly number[] = [22, 80, 443, 2222];

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const port = pick('22', '80', '443', '2222', '20-25', '22-90', '1-21', '0-65535', '500-3000');
const ports = fc.uniqueArray(pick('22', '80', '443', '2222', '30-60', '600-700'), { minLength: 1, maxLength: 4 });
const net4 = pick(
  '192.0.2.1',
  '192.0.2.3',
  '192.0.2.0/24',
  '192.0.2.2',
  '192.0.2.0/31',
  '10.0.0.0/8',
  '192.0.2.2-192.0.2.9',
  '0.0.0.0-192.0.2.1',
);
const net6 = pick(
  '2001:db8::1',
  '2001:db8::3',
  '2001:db8::/32',
  '2001:db8::2-2001:db8::ff',
  'fe80::/10',
  '2001:db8::/127',
);
const not = pick('', '', '', '!= ');
const list = (items: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> =>
  items.map((words) => `{ ${words.join(', ')} }`);
const f = (strings: TemplateStringsArray, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => strings.map((text, i) => `${text}${values[i] ?? ''}`).join(''));
const state = pick('new', 'established', 'related', 'invalid', 'untracked');
const flag = pick('syn', 'ack', 'rst', 'fin');

const match = fc.oneof(
  { weight: 6, arbitrary: f`tcp dport ${not}${port}` },
  { weight: 3, arbitrary: f`tcp dport ${not}${list(ports)}` },
  { weight: 2, arbitrary: f`tcp sport ${not}${port}` },
  { weight: 1, arbitrary: f`tcp sport ${pick('<', '>', '<=', '>=')} ${pick('22', '30000', '1024')}` },
  {
    weight: 1,
    arbitrary: pick(
      'tcp dport @ports',
      'tcp dport != @ports',
      'ip saddr . tcp dport @pairs',
      'ip saddr @nets',
      'ip saddr != @nets',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'ip6 saddr @nets6',
      'iifname @names',
      'ip daddr . tcp dport . meta l4proto { 192.0.2.2 . 22 . tcp }',
    ),
  },
  {
    weight: 1,
    arbitrary: pick('ip saddr . tcp dport { 192.0.2.0/24 . 22-80, 192.0.2.3 . 443 }', 'th dport 22', 'th dport != 80'),
  },
  { weight: 3, arbitrary: f`ip ${pick('saddr', 'daddr')} ${not}${net4}` },
  {
    weight: 1,
    arbitrary: pick(
      'ip saddr & 255.255.255.1 == 192.0.2.1',
      'ip saddr & 0.0.0.2 != 0.0.0.0',
      'ip daddr { 192.0.2.2, 10.0.0.0/8 }',
    ),
  },
  { weight: 2, arbitrary: f`ip6 ${pick('saddr', 'daddr')} ${not}${net6}` },
  { weight: 1, arbitrary: pick('ip6 saddr & ::3 == ::1', 'ip6 saddr { 2001:db8::1, fe80::/10 }') },
  { weight: 4, arbitrary: f`ct state ${not}${state}` },
  { weight: 2, arbitrary: f`ct state ${state},${state}` },
  { weight: 1, arbitrary: f`ct state ${not}${list(fc.uniqueArray(state, { minLength: 1 }))}` },
  { weight: 1, arbitrary: f`ct state ! ${state}` },
  {
    weight: 1,
    arbitrary: pick(
      'ct direction original',
      'ct direction reply',
      'ct status dnat',
      'ct status seen-reply',
      'ct status ! confirmed',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'ct mark 1',
      'ct mark != 0',
      'ct mark & 3 == 1',
      'meta l4proto tcp ct original proto-dst 22',
      'ct original ip saddr 192.0.2.1',
    ),
  },
  { weight: 2, arbitrary: f`tcp flags ${flag}` },
  { weight: 1, arbitrary: f`tcp flags & (fin|syn|rst|ack) ${pick('==', '!=')} ${flag}` },
  { weight: 1, arbitrary: f`tcp flags ${pick('==', '!=', '!')} ${flag}` },
  {
    weight: 1,
    arbitrary: pick(
      'tcp flags { syn, ack }',
      'tcp flags syn / syn,ack',
      'tcp flags & (syn|ack) == (syn|ack)',
      'tcp flags syn,rst',
    ),
  },
  { weight: 2, arbitrary: f`meta mark ${not}${pick('0', '1', '2', '0x100', '1-5')}` },
  { weight: 1, arbitrary: pick('meta mark & 1 == 1', 'meta mark & 0xff != 0', 'meta mark and 0x3 == 0x2') },
  { weight: 2, arbitrary: f`iifname ${not}${pick('"eth0"', '"lo"', '"eth*"', '"e*"', '"eth1"', '{ "lo", "eth0" }')}` },
  { weight: 1, arbitrary: f`oifname ${not}${pick('"eth0"', '"lo"', '"eth*"')}` },
  { weight: 1, arbitrary: pick('iif lo', 'iif != lo', 'iif "eth0"', 'oif "eth0"', 'oif lo') },
  {
    weight: 1,
    arbitrary: pick(
      'meta l4proto tcp',
      'meta l4proto != tcp',
      'meta l4proto { tcp, udp }',
      'ip protocol tcp',
      'ip6 nexthdr tcp',
      'ip protocol != udp',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'meta nfproto ipv4',
      'meta nfproto ipv6',
      'meta protocol ip',
      'meta pkttype host',
      'meta pkttype != host',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'udp dport 22',
      'icmp type echo-request',
      'icmpv6 type echo-request',
      'meta skuid 12345',
      'meta skuid != 0',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'ip ttl > 3',
      'ip dscp cs0',
      'ip length < 2000',
      'ip frag-off & 0x1fff == 0',
      'ip frag-off & 0x3fff != 0',
      'ip version 4',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'limit rate 1000/second',
      'limit rate over 1/minute burst 1 packets',
      'numgen random mod 2 == 0',
      'ct count over 1000',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'tcp option maxseg exists',
      'tcp option sack-perm missing',
      'quota over 1 bytes',
      'meta length > 1',
      'socket transparent 0',
    ),
  },
  {
    weight: 1,
    arbitrary: pick(
      'add @seen { ip saddr }',
      'update @seen { ip saddr timeout 1m }',
      'ip saddr @seen',
      'ip saddr != @seen',
    ),
  },
);
const change = fc.oneof(
  {
    weight: 4,
    arbitrary: f`meta mark set ${pick('0', '1', '2', '0x100', 'meta mark | 1', 'meta mark & 0xfffffffe', 'ct mark')}`,
  },
  { weight: 2, arbitrary: f`ct mark set ${pick('1', '3', 'meta mark', 'ct mark | 2')}` },
  { weight: 1, arbitrary: pick('log prefix "a b "', 'counter', 'meta priority set 1:2') },
);
const how = pick(
  '',
  ' with tcp reset',
  ' with icmpx admin-prohibited',
  ' with icmpx host-unreachable',
  ' with icmpx no-route',
  ' with icmp host-prohibited',
  ' with icmpv6 addr-unreachable',
);

/** Jumps lead to later chains alone: the kernel refuses loops. */
function verdict(from: number, base: boolean): fc.Arbitrary<string> {
  const later = [0, 1, 2, 3].filter((n) => n > from).map((n) => `c${n}`);
  const jumps = later.length === 0 ? [] : [{ weight: 5, arbitrary: f`${pick('jump', 'goto')} ${pick(...later)}` }];
  return fc.oneof(
    { weight: 5, arbitrary: pick('accept') },
    { weight: 4, arbitrary: pick('drop') },
    { weight: 2, arbitrary: how.map((text) => `reject${text}`) },
    { weight: 2, arbitrary: pick('return', 'continue', '') },
    {
      weight: base ? 1 : 0,
      arbitrary: pick(
        'tcp dport vmap @verdicts',
        'ct state vmap { established : accept, invalid : drop, new : continue }',
      ),
    },
    {
      weight: 1,
      arbitrary: f`tcp dport vmap { 22 : ${pick('accept', 'drop', 'return')}, 50-100 : drop, 443 : continue }`,
    },
    {
      weight: 1,
      arbitrary: pick(
        'iifname vmap { "eth0" : accept, "lo" : drop }',
        'ip saddr vmap { 192.0.2.1 : drop, 192.0.2.2/31 : accept }',
        'ip saddr . tcp dport vmap { 192.0.2.1 . 22 : drop, 192.0.2.3 . 22-100 : accept }',
      ),
    },
    ...jumps,
  );
}

const ruleOf = (from: number, base: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 7, arbitrary: match }, { weight: 1, arbitrary: change }), { maxLength: 3 }),
      verdict(from, base),
    )
    .map(([matches, end]) => [...matches.slice(0, -1), ...matches.slice(-1), 'counter', end].join(' '));

const priorities = pick(
  'filter',
  'filter',
  'raw',
  'mangle',
  'security',
  '-200',
  '-199',
  '-201',
  'filter + 1',
  'filter - 1',
  '-310',
  '300',
  '-100',
  '100',
);

const sets = (family: string): string => {
  const nets = `set nets { type ipv4_addr; flags interval; auto-merge; elements = { 192.0.2.1, 10.0.0.0/8, 192.0.2.128/25 } }
 set seen { type ipv4_addr; size 1000; flags dynamic,timeout; timeout 1m; }
 set pairs { type ipv4_addr . inet_service; flags interval; elements = { 192.0.2.0/24 . 22-23, 192.0.2.3 . 80 } }
`;
  const nets6 = ' set nets6 { type ipv6_addr; flags interval; elements = { 2001:db8::1, fe80::/10 } }\n';
  return `${family === 'ip6' ? '' : nets}${family === 'ip' ? '' : nets6} set ports { type inet_service; flags interval; elements = { 22, 400-500 } }
 set names { type ifname; elements = { "eth0", "lo" } }
 map verdicts { type inet_service : verdict; flags interval; elements = { 22 : accept, 70-90 : jump c3, 443 : drop } }
`;
};

const four = /\bip (?!6)|@nets\b|@seen|@pairs|\bicmp (?:host|type)/;
const six = /\bip6 |icmpv6|@nets6/;

/** A table refuses what is of the other family, or of a set that it does not have. */
const fits =
  (family: string) =>
  (rule: string): boolean => {
    if (family === 'inet') return !(four.test(rule) && six.test(rule)) && !/nfproto.*(?:\bip6? )/.test(rule);
    return !/icmpx|nfproto|meta protocol/.test(rule) && !(family === 'ip' ? six : four).test(rule);
  };

/** Where the packet leaves, the kernel takes no answer to it. */
const leaves = (hook: string, text: string): string =>
  hook === 'postrouting'
    ? text
        .split('\n')
        .filter((line) => !/jump|goto|reject|@verdicts|socket/.test(line))
        .join('\n')
    : text;

const rules = (family: string, from: number, base: boolean): fc.Arbitrary<string> =>
  fc.array(ruleOf(from, base), { maxLength: 6 }).map((list) =>
    list
      .filter(fits(family))
      .map((rule) => `  ${rule}\n`)
      .join(''),
  );

const translations = fc.array(
  f`${pick('tcp dport 22', 'tcp dport 80', 'tcp dport { 22, 443 }', 'ip saddr 192.0.2.1 tcp dport 2222', 'meta mark 1 meta l4proto tcp', 'ct state new tcp dport 22')} counter ${pick('redirect to :80', 'redirect to :9', 'redirect to :443', 'dnat ip to 192.0.2.2:2222', 'dnat ip to 198.51.100.9', 'dnat ip to 192.0.2.2:22', 'accept', 'return', 'drop', 'dnat ip to tcp dport map { 22 : 192.0.2.2, 80 : 198.51.100.9 }')}`,
  { minLength: 1, maxLength: 3 },
);

function chains(name: string, family: string): fc.Arbitrary<string> {
  const plain = [3, 2, 1, 0].map((n) => rules(family, n, false).map((text) => ` chain c${n} {\n${text} }\n`));
  const base = fc
    .tuple(
      pick('input', 'input', 'input', 'prerouting', 'output', 'postrouting'),
      priorities,
      pick('accept', 'accept', 'accept', 'drop'),
      rules(family, -1, true),
    )
    .map(([hook, priority, policy, text]) => ({
      text: ` { type filter hook ${hook} priority ${priority}; policy ${policy};\n${leaves(hook, text)} }\n`,
    }));
  const nat = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(translations, pick('dstnat', 'dstnat + 5', 'filter'))
        .map(([list, priority]) =>
          family === 'ip6'
            ? ''
            : ` chain nat { type nat hook prerouting priority ${priority}; policy accept;\n${list.map((rule) => `  ${family === 'ip' ? rule.replace('dnat ip to', 'dnat to') : rule}\n`).join('')} }\n`,
        ),
    },
  );
  const raw = fc.oneof(
    { weight: 5, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: f` chain raw { type filter hook ${pick('prerouting', 'output')} priority ${pick('raw', '-150')};\n  ${pick('tcp dport 22', 'tcp sport 22', 'tcp dport 80', 'meta l4proto tcp')} counter notrack\n }\n`,
    },
  );
  return fc
    .tuple(fc.tuple(...plain), fc.array(base, { minLength: 1, maxLength: 3 }), nat, raw)
    .map(
      ([subs, bases, nats, raws]) =>
        `table ${family} ${name} {\n ${sets(family)}${subs.join('')}${bases.map(({ text }, i) => ` chain base${i}${text}`).join('')}${nats}${raws}}\n`,
    );
}

const ingress = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: f`table netdev early {\n chain in { type filter hook ingress device "eth0" priority ${pick('0', '-500')}; policy accept;\n  ${pick('tcp dport 22', 'tcp flags syn', 'ip saddr 192.0.2.1', 'ip6 saddr 2001:db8::1')} counter ${pick('drop', 'accept', 'meta mark set 1')}\n }\n}\n`,
  },
);

/** A text for `nft -f`. */
export const ruleset: fc.Arbitrary<string> = fc
  .tuple(
    ingress,
    fc
      .array(pick('inet', 'inet', 'ip', 'ip6'), { minLength: 1, maxLength: 2 })
      .chain((families) => fc.tuple(...families.map((family, i) => chains(`t${i}`, family)))),
  )
  .map(([early, tables]) => `flush ruleset\n${early}${tables.join('')}`);
