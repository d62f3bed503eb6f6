import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WhoReport } from '../model/flow.ts';
import { sameNetwork } from '../wire/address.ts';
import { judgeFlow, type RulesFile } from './flow.ts';
import { addressOf, valueOf } from './span.ts';
import { whoCan } from './who.ts';

const to = '203.0.113.5';
const to6 = '2001:db8:5::5';
const file = (text: string): RulesFile => ({ name: 'rules', text });
const nft = (rules: readonly string[], policy = 'accept', sets = ''): string => `table inet filter {
${sets}	chain input {
		type filter hook input priority filter; policy ${policy};
${rules.map((rule) => `\t\t${rule}\n`).join('')}	}
	chain output {
		type filter hook output priority filter; policy accept;
		ip daddr 198.51.100.128/25 drop
	}
}
`;
const groupsOf = ({ groups }: WhoReport): readonly (readonly [string, string, string])[] =>
  groups.map(({ action, rule, networks }) => [action, rule?.text ?? 'policy', networks.slice(0, 6).join(' ')]);

test('the addresses that get through, by the rule that lets them, and the others by what stops them', () => {
  const rules = [
    'ip saddr 192.0.2.0/24 tcp dport 22 accept',
    'ip saddr { 10.0.0.0/8, 192.0.3.0-192.0.3.9 } tcp dport 22 accept',
  ];
  const report = whoCan([file(nft(rules, 'drop'))], { from: null, to, port: 22 });
  assert.deepEqual(groupsOf(report).slice(0, 2), [
    ['accept', rules[1], '10.0.0.0/8 192.0.3.0/29 192.0.3.8/31'],
    ['accept', rules[0], '192.0.2.0/24'],
  ]);
  assert.deepEqual(report.reach, ['10.0.0.0/8', '192.0.2.0/24', '192.0.3.0/29', '192.0.3.8/31']);
  assert.equal(report.summary, 'about 16.8 million of about 4.3 billion addresses reach 203.0.113.5 port 22.');
  const stopped = report.groups[2];
  assert.deepEqual([stopped?.action, stopped?.rule?.text], ['drop', undefined]);
  const sum = report.groups.reduce((all, { addresses }) => all + BigInt(addresses), 0n);
  assert.equal(sum, 2n ** 32n, 'each address is in one group');
});

test('what hinges on rate, and the answer that is stopped, are groups of their own', () => {
  const report = whoCan([file(nft(['ip saddr 192.0.2.0/25 limit rate over 3/minute drop']))], {
    from: null,
    to,
    port: 22,
  });
  const [reach, may, answer] = report.groups;
  assert.equal(reach?.action, 'accept');
  assert.deepEqual([may?.action, may?.networks], ['may-drop', ['192.0.2.0/25']]);
  assert.match(may?.condition ?? '', /limit rate/);
  assert.deepEqual([answer?.action, answer?.way, answer?.networks], ['drop', 'out', ['198.51.100.128/25']]);
});

test('both families where no address of the host is told, and what single bits decide is not known', () => {
  const rules = nft(['ip saddr & 0.0.0.255 == 0.0.0.7 drop', 'ip6 saddr 2001:db8::/32 drop']);
  const report = whoCan([file(rules)], { from: null, to: null, port: 22 });
  assert.ok(report.groups.some(({ action, condition }) => action !== 'accept' && /single bits/.test(condition ?? '')));
  assert.ok(report.groups.some(({ action, networks }) => action === 'drop' && networks.includes('2001:db8::/32')));
  assert.ok(report.reach.includes('2001:db9::/32') || report.reach.some((one) => sameNetwork('2001:db9::1', one)));
});

test('a network that is asked about alone', () => {
  const rules = nft(['ip saddr 192.0.2.128/26 drop']);
  const report = whoCan([file(rules)], { from: '192.0.2.0/24', to, port: 22 });
  assert.deepEqual(report.reach, ['192.0.2.0/25', '192.0.2.192/26']);
  assert.equal(report.summary, '192 of 256 addresses reach 203.0.113.5 port 22.');
});

const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.oneof(
  fc.tuple(fc.constantFrom('10.0.0', '192.0.2', '198.51.100'), octet).map(([net, last]) => `${net}.${last}`),
  fc.constantFrom('0.0.0.0', '255.255.255.255', to, '127.0.0.1', '224.0.0.1'),
);
const v6 = fc
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
const nftText = fc
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
      (valueOf(a, 4) ?? 0) <= (valueOf(b, 4) ?? 0)
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
const xtText = fc
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

/** Addresses that the text names, and those beside them. */
function near(text: string, family: 4 | 6): readonly string[] {
  const found = text.match(family === 4 ? /\d+\.\d+\.\d+\.\d+/g : /[0-9a-f]*:[0-9a-f:]+/g) ?? [];
  return found.slice(0, 40).flatMap((address) => {
    const value = valueOf(address, family);
    if (typeof value !== 'number') return value === undefined ? [] : [address];
    return [value - 1, value, value + 1].filter((one) => one >= 0 && one <= 0xffff_ffff).map((one) => addressOf(one));
  });
}

function law(text: string, sources: readonly string[], host: string, tally: { asked: number }): void {
  const report = whoCan([file(text)], { from: null, to: host, port: 22 });
  assert.equal(report.cut, false);
  for (const from of sources) {
    const groups = report.groups.filter(({ networks }) => networks.some((net) => sameNetwork(from, net)));
    assert.equal(groups.length, 1, `${from} is in ${groups.length} groups\n${text}`);
    const flow = judgeFlow([file(text)], { from, to: host, port: 22 });
    const [group] = groups;
    tally.asked++;
    // Single bits are not told apart: there the one knows less than the other.
    const bits = /addr & |255\.15/.test(text);
    if (bits && (group?.action === 'unknown' || group?.action === 'may-drop')) continue;
    assert.equal(group?.action, flow.action, `${from}\n${text}`);
    const stop = flow.in.action === 'accept' && flow.out !== null && flow.out.action !== 'accept' ? flow.out : flow.in;
    if (!bits) assert.equal(group?.rule?.line, stop.rule?.line, `${from}\n${text}`);
    assert.equal(
      report.reach.some((net) => sameNetwork(from, net)),
      flow.action === 'accept',
    );
  }
}

test('an address is in a group just as the walk decides about it', (t) => {
  const tally = { asked: 0 };
  const others = fc.array(v4, { maxLength: 10 });
  const options = { numRuns: Number(process.env['SSHWHY_FIREWALL_LAWS'] ?? 150) };
  fc.assert(
    fc.property(nftText, others, (text, some) => law(text, [...some, ...near(text, 4)], to, tally)),
    options,
  );
  fc.assert(
    fc.property(nftText, fc.array(v6, { maxLength: 10 }), (text, some) =>
      law(text, [...some, ...near(text, 6)], to6, tally),
    ),
    options,
  );
  fc.assert(
    fc.property(xtText, others, (text, some) => law(text, [...some, ...near(text, 4)], to, tally)),
    options,
  );
  t.diagnostic(`${tally.asked} sources asked`);
});
