import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../model/flow.ts';
import { type Flow, judgeFlow, withoutRules } from './flow.ts';
import { kindsOf } from './kinds.ts';

const nft = 'table inet t {\n chain in {\n type filter hook input priority filter; policy accept;\n }\n}\n';
/** What ip(8) prints, with `more` behind the rules. */
const rules = (more = ''): string =>
  `0:\tfrom all lookup local\n${more}32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n0:\tfrom all lookup local\n32766:\tfrom all lookup main\n`;
const local = `local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1
local 203.0.113.5 dev eth0 table local proto kernel scope host src 203.0.113.5
broadcast 203.0.113.255 dev eth0 table local proto kernel scope link src 203.0.113.5
2001:db8::/64 dev eth0 proto kernel metric 256 pref medium
local 2001:db8::5 dev eth0 table local proto kernel metric 0 pref medium
`;
const main = '203.0.113.0/24 dev eth0 proto kernel scope link src 203.0.113.5\n';
const usual = 'default via 203.0.113.1 dev eth0 proto static metric 100\n';
const filter = (all: number, own: number): string =>
  `net.ipv4.conf.all.rp_filter = ${all}\nnet.ipv4.conf.eth0.rp_filter = ${own}\n/proc/sys/net/ipv4/conf/eth1/rp_filter:${own}\n`;
const judge = (texts: readonly string[], change: Partial<Flow> = {}, device: string | null = 'eth0'): FlowReport =>
  judgeFlow(
    texts.map((text, i) => ({ name: `file-${i + 1}`, text })),
    { from: '192.0.2.9', to: '203.0.113.5', port: 22, ...(device === null ? {} : { device }), ...change },
  );

test('without a route back the answer does not leave', () => {
  const report = judge([nft, `${rules()}${main}${local}`, filter(0, 0)]);
  assert.deepEqual(
    [report.action, report.in.action, report.out?.route],
    ['drop', 'accept', 'there is no route back to 192.0.2.9'],
  );
  assert.match(report.summary, /^The answer .* is dropped: there is no route back to 192\.0\.2\.9\.$/);
  assert.deepEqual([report.out?.rule?.file, report.out?.rule?.line], ['file-2', 6]);
  assert.deepEqual(
    report.out?.path.map(({ hook, verdict }) => [hook, verdict]),
    [['routing', 'drop']],
  );
  assert.equal(judge([nft, `${rules()}${main}${usual}${local}`, filter(0, 0)]).action, 'accept');
});

test('a route that stops packets is named with its line, whatever the rules are', () => {
  const report = judge([`${rules()}${main}${usual}blackhole 192.0.2.0/24 \n${local}`, filter(2, 0)], {
    device: 'eth0',
  });
  assert.equal(report.action, 'drop');
  assert.deepEqual(
    [report.in.route, report.in.rule?.text],
    ['rp_filter of eth0: there is no route back to 192.0.2.9', 'blackhole 192.0.2.0/24'],
  );
  const open = judge([nft, `${rules()}${main}${usual}prohibit 192.0.2.9 metric 5\n${local}`, filter(0, 0)]);
  assert.equal(open.out?.route, 'the route back to 192.0.2.9 is prohibited');
});

test('strict rp_filter drops what comes in by another interface than the way back', () => {
  const routes = `${rules()}${main}${usual}192.0.2.0/24 dev eth1 scope link\n${local}`;
  const strict = judge([nft, routes, filter(0, 1)]);
  assert.deepEqual(
    [strict.action, strict.in.route],
    ['drop', 'strict rp_filter of eth0: the route back to 192.0.2.9 leaves by eth1'],
  );
  assert.equal(judge([nft, routes, filter(1, 2)]).action, 'accept');
  assert.equal(judge([nft, routes, filter(1, 1)], { device: 'eth1' }).action, 'accept');
  const untold = judge([nft, routes]);
  assert.equal(untold.action, 'may-drop');
  assert.match(untold.in.condition ?? '', /^rp_filter of eth0/);
});

test('the interface is taken from the way back where it matters, and that is said', () => {
  const { action, assumed } = judge([nft, `${rules()}${main}${usual}${local}`, filter(1, 1)], {
    device: undefined,
  } as never);
  assert.equal(action, 'accept');
  assert.deepEqual(assumed, ['it comes in by eth0, which the way back to 192.0.2.9 leaves by (--iif names another)']);
  const without = judge([nft, `${main}${local}`, filter(0, 0)]);
  assert.deepEqual([without.action, without.assumed.length], ['drop', 1]);
  assert.match(without.assumed[0] ?? '', /ip rule shows them/);
});

test('rules choose the table, by the mark that the rules on the way out have set', () => {
  const more = '100:\tfrom all fwmark 0x1 lookup 100\n';
  const routes = `${rules(more)}blackhole default table 100 \n${main}${usual}${local}`;
  const marks = (type: string): string =>
    `table ip m {\n chain out {\n type ${type} hook output priority mangle; policy accept;\n tcp sport 22 meta mark set 0x1\n }\n}\n`;
  assert.equal(judge([nft, routes, filter(0, 0)]).action, 'accept');
  assert.equal(judge([marks('filter'), routes, filter(0, 0)]).action, 'accept');
  const marked = judge([marks('route'), routes, filter(0, 0)]);
  assert.deepEqual(
    [marked.action, marked.out?.rule?.text, marked.out?.rule?.table],
    ['drop', 'blackhole default table 100', '100'],
  );
  const untold = judge([nft, `${rules('100:\tfrom 203.0.113.5 lookup vpn\n')}${main}${usual}`, filter(0, 0)]);
  assert.equal(untold.action, 'may-drop');
  assert.match(untold.out?.condition ?? '', /the routes of table vpn/);
  const ruled = judge([nft, `${rules('100:\tfrom all to 192.0.2.9 prohibit\n')}${main}${usual}${local}`, filter(0, 0)]);
  assert.deepEqual([ruled.out?.rule?.text, ruled.out?.rule?.routing], ['100:\tfrom all to 192.0.2.9 prohibit', 'rule']);
});

test('IPv6 has routes of its own', () => {
  const six: Partial<Flow> = { from: '2001:db8:7::1', to: '2001:db8::5' };
  assert.equal(
    judge([nft, `${rules()}${main}${usual}${local}`], six).out?.route,
    'there is no route back to 2001:db8:7::1',
  );
  const through = 'default via fe80::1 dev eth0 proto ra metric 1024 expires 1790sec pref medium\n';
  assert.equal(judge([nft, `${rules()}${through}${local}`], six).action, 'accept');
  assert.equal(judge([nft, `${rules()}${main}`], six).action, 'accept');
});

test('an address that the host does not have is not decided', () => {
  const report = judge([nft, `${rules()}${main}${usual}${local}`, filter(0, 0)], { to: '198.51.100.7' });
  assert.equal(report.action, 'unknown');
  assert.match(report.in.condition ?? '', /no address of this host/);
});

test('look-alike: lines of other programs are no routes', () => {
  const others = [
    '192.0.2.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE',
    '192.0.2.1 dev eth0 src 192.0.2.2 uid 0',
    '2: eth0: <BROADCAST> mtu 1500',
    'default is 22',
    '192.0.2.1 is down',
  ];
  assert.deepEqual([...new Set(kindsOf(others))], ['other']);
  assert.equal(withoutRules([{ name: 'a', text: usual }]), null);
});

test('any lines give an answer', () => {
  const word = fc.constantFrom(
    'default',
    'via',
    'dev',
    'eth0',
    '10.0.0.0/8',
    '::/0',
    'from',
    'lookup',
    'goto',
    '7',
    'blackhole',
    '0:',
    'not',
    'table',
    'fwmark',
    '0x1/0x',
    'nexthop',
    '\t',
  );
  const line = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join(' ')),
    fc.array(word).map((words) => `7:\tfrom ${words.join(' ')}`),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      judge([nft, lines.join('\n')]);
    }),
  );
});
