import fc from 'fast-check';
import { valueFor } from '../../firewall/span.ts';

/** Addresses of the host whose rules they are. */
export const host4 = '203.0.113.5';
export const host6 = '2001:db8:5::5';

const octet = fc.integer({ min: 0, max: 255 });
export const v4 = fc.oneof(
  fc.tuple(fc.constantFrom('10.0.0', '192.0.2', '198.51.100'), octet).map(([net, last]) => `${net}.${last}`),
  fc.constantFrom('0.0.0.0', '255.255.255.255', host4, '127.0.0.1', '224.0.0.1'),
);
export const v6 = fc
  .tuple(fc.constantFrom('2001:db8::', '2001:db8:5::', 'fe80::'), octet)
  .map(([net, last]) => `${net}${last.toString(16)}`);
const cidr4 = fc.oneof(
  v4,
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([a, bits]) => `${a}/${bits}`),
);
const cidr6 = fc.oneof(
  v6,
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([a, bits]) => `${a}/${bits}`),
);
const verdict = fc.constantFrom(
  'accept',
  'drop',
  'reject',
  'jump more',
  'goto more',
  'return',
  'meta mark set 7',
  'continue',
);
const maybe = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant('') }, of);
const source = fc.oneof(
  fc.tuple(fc.constantFrom('ip saddr ', 'ip saddr != ', 'ip daddr '), cidr4).map((all) => all.join('')),
  fc.tuple(fc.constantFrom('ip6 saddr ', 'ip6 saddr != '), cidr6).map((all) => all.join('')),
  fc.array(cidr4, { minLength: 1, maxLength: 4 }).map((all) => `ip saddr { ${all.join(', ')} }`),
  fc.constantFrom(
    'ip saddr @bad',
    'ip saddr != @bad',
    'ip saddr . tcp dport @pairs',
    'ip saddr < 192.0.2.77',
    'ip saddr >= 192.0.2.9',
  ),
  fc.constantFrom(
    'ct original ip saddr 192.0.2.0/28',
    'ip saddr . ip daddr { 192.0.2.3 . 203.0.113.5 }',
    'ip saddr & 255.255.255.0 == 192.0.2.0',
  ),
  fc
    .array(v4, { minLength: 1, maxLength: 3 })
    .map(
      (all) =>
        `ip saddr vmap { ${[...new Set(all)].map((a, i) => `${a} : ${['drop', 'accept', 'jump more'][i]}`).join(', ')} } #`,
    ),
);
const nftRule = fc
  .tuple(
    maybe(source),
    maybe(fc.constantFrom('tcp dport 22', 'tcp dport != 22', 'meta mark 7', 'limit rate 3/minute')),
    verdict,
  )
  .map(([a, b, c]) => (a.endsWith('#') ? a.slice(0, -2) : [a, b, c].filter((word) => word !== '').join(' ')));
/** What `nft list ruleset` could print, with addresses of few networks. */
export const nftText = fc
  .record({
    policy: fc.constantFrom('accept', 'drop'),
    bad: fc.array(cidr4, { minLength: 1, maxLength: 6 }),
    pairs: fc.array(fc.tuple(v4, fc.constantFrom(22, 80)), { minLength: 1, maxLength: 5 }),
    input: fc.array(nftRule, { maxLength: 60 }),
    more: fc.array(
      nftRule.filter((rule) => !rule.includes('more')),
      { maxLength: 4 },
    ),
    output: fc.array(
      nftRule.filter((rule) => !rule.includes('more')),
      { maxLength: 3 },
    ),
  })
  .map(({ policy, bad, pairs, input, more, output }) => {
    const chain = (name: string, rules: readonly string[], head = ''): string =>
      `chain ${name} {\n${head}${rules.join('\n')}\n}\n`;
    const sets = `set bad { type ipv4_addr; flags interval; elements = { ${bad.join(', ')} }\n}\nset pairs { type ipv4_addr . inet_service; elements = { ${pairs.map(([a, p]) => `${a} . ${p}`).join(', ')} }\n}\n`;
    return `table inet t {\n${sets}${chain('more', more)}${chain('input', input, `type filter hook input priority 0; policy ${policy};\n`)}${chain(
      'output',
      output.map((rule) => rule.replace('saddr', 'daddr')),
      'type filter hook output priority 0; policy accept;\n',
    )}}\n`;
  });

const target = fc.constantFrom('ACCEPT', 'DROP', 'REJECT', 'more', 'RETURN', 'MARK --set-mark 7');
const xtSource = fc.oneof(
  fc.tuple(fc.constantFrom('-s ', '! -s ', '-d '), cidr4).map((all) => all.join('')),
  fc
    .tuple(v4, v4)
    .map(([a, b]) =>
      (valueFor(a, 4) ?? 0) <= (valueFor(b, 4) ?? 0)
        ? `-m iprange --src-range ${a}-${b}`
        : `-m iprange ! --src-range ${b}-${a}`,
    ),
  fc.constantFrom(
    '-m set --match-set bad src',
    '-m set ! --match-set bad src',
    '-m set --match-set pairs src,dst',
    '-s 192.0.2.5/255.255.255.15',
    '-m addrtype --src-type LOCAL',
    '-m addrtype --src-type MULTICAST',
    '-m conntrack --ctorigsrc 192.0.2.0/26',
  ),
);
const xtRule = fc
  .tuple(
    maybe(xtSource),
    maybe(fc.constantFrom('-p tcp -m tcp --dport 22', '-m mark --mark 0x7', '-m limit --limit 3/min')),
    target,
  )
  .map(([a, b, c]) => [a, b, `-j ${c}`].filter((word) => word !== '').join(' '));
/** The same of `ipset save` and `iptables-save`. */
export const xtText = fc
  .record({
    policy: fc.constantFrom('ACCEPT', 'DROP'),
    bad: fc.array(
      fc.tuple(
        cidr4.filter((net) => !net.endsWith('/0')),
        fc.constantFrom('', ' nomatch'),
      ),
      { minLength: 1, maxLength: 6 },
    ),
    pairs: fc.array(fc.tuple(v4, fc.constantFrom(22, 80)), { minLength: 1, maxLength: 5 }),
    input: fc.array(xtRule, { maxLength: 60 }),
    more: fc.array(
      xtRule.filter((rule) => !rule.includes('more')),
      { maxLength: 4 },
    ),
    output: fc.array(
      xtRule.filter((rule) => !rule.includes('more')),
      { maxLength: 3 },
    ),
  })
  .map(({ policy, bad, pairs, input, more, output }) =>
    [
      'create bad hash:net family inet',
      ...bad.map(([net, no]) => `add bad ${net}${no}`),
      'create pairs hash:ip,port family inet',
      ...pairs.map(([a, p]) => `add pairs ${a},tcp:${p}`),
      '*filter',
      `:INPUT ${policy} [0:0]`,
      ':OUTPUT ACCEPT [0:0]',
      ':more - [0:0]',
      ...input.map((rule) => `-A INPUT ${rule}`),
      ...more.map((rule) => `-A more ${rule}`),
      ...output.map(
        (rule) => `-A OUTPUT ${rule.replace('-s', '-d').replace('--src-range', '--dst-range').replace('src', 'dst')}`,
      ),
      'COMMIT',
      '',
    ].join('\n'),
  );
