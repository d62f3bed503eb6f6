import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decidingPacket, type WhoReport } from '../model/flow.ts';
import { nftText, host4 as to, host6 as to6, v4, v6, xtText } from '../test/lab/flows.ts';
import { sameNetwork } from '../wire/address.ts';
import { judgeFlow } from './flow.ts';
import type { RulesFile } from './sources.ts';
import { addressOf, valueFor } from './span.ts';
import { whoCan } from './who.ts';

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

/** Addresses that the text names, and those beside them. */
function near(text: string, family: 4 | 6): readonly string[] {
  const found = text.match(family === 4 ? /\d+\.\d+\.\d+\.\d+/g : /[0-9a-f]*:[0-9a-f:]+/g) ?? [];
  return found.slice(0, 40).flatMap((address) => {
    const value = valueFor(address, family);
    if (typeof value !== 'number') return value === undefined ? [] : [address];
    return [value - 1, value, value + 1].filter((one) => one >= 0 && one <= 0xffff_ffff).map((one) => addressOf(one));
  });
}

const stopped = (action: string | undefined): boolean => action === 'drop' || action === 'reject';

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
    // What may be rejected before it is dropped, or whose rejection may be dropped, is stopped, and how is not known.
    if (bits && stopped(group?.action) && stopped(flow.action)) continue;
    assert.equal(group?.action, flow.action, `${from}\n${text}`);
    const stop = flow[decidingPacket(flow)];
    if (!bits) assert.equal(group?.rule?.line, stop?.rule?.line, `${from}\n${text}`);
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
