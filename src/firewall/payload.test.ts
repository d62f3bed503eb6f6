import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decidingPacket } from '../model/flow.ts';
import { connect, type Handshake } from './connection.ts';
import { judgeFlow } from './flow.ts';
import { readIptables } from './iptables.ts';
import { readNft } from './nft.ts';

const ends = { from: '192.0.2.1', to: '192.0.2.2', toPort: 22 };
const saved = (rules: string): string =>
  `*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.replaceAll('; ', '\n')}\nCOMMIT\n`;
const xtables = (rules: string, serverSays?: string): Handshake =>
  connect([readIptables(saved(rules))], { ...ends, ...(serverSays === undefined ? {} : { serverSays }) });
const nft = (rules: string, hook = 'input'): Handshake =>
  connect([readNft(`table inet t {\nchain c {\ntype filter hook ${hook} priority 0;\n${rules}\n}\n}`)], ends);

/** What is not accepted for certain. */
const stopped = (ways: Handshake): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(ways).flatMap(([packet, way]) =>
      way === null || way.action === 'accept' ? [] : [[packet, way.action]],
    ),
  );

const input = '-A INPUT -p tcp --dport 22 -m string --algo bm';
const output = '-A OUTPUT -p tcp --sport 22 -m string --algo kmp';

test('a rule that looks for the words of SSH lets the handshake pass, and stops the line that has them', () => {
  const ways = xtables(`${input} --string SSH-2.0 -j DROP`);
  assert.deepEqual(stopped(ways), { lineIn: 'drop' });
  assert.match(ways.lineIn?.rule?.text ?? '', /--string SSH-2\.0/);
  assert.deepEqual(stopped(xtables(`${input} --hex-string "|53 53|H|2d|" -j DROP`)), { lineIn: 'drop' });
  assert.deepEqual(stopped(xtables(`${input} --icase --string ssh- -j DROP`)), { lineIn: 'drop' });
  assert.deepEqual(stopped(xtables(`${output} --string SSH- -j REJECT`)), { lineOut: 'reject' });
  assert.deepEqual(stopped(nft('tcp dport 22 @ih,0,32 0x5353482d drop')), { lineIn: 'drop' });
  assert.deepEqual(stopped(nft('tcp sport 22 @ih,0,64 0x5353482d322e302d drop', 'output')), { lineOut: 'drop' });
});

test('what the lines go on with, and what comes then, nobody knows', () => {
  const later = { lineIn: 'may-drop', restIn: 'may-drop' };
  assert.deepEqual(stopped(xtables(`${input} --string BitTorrent -j DROP`)), later);
  assert.deepEqual(stopped(xtables(`${input} --string ssh- -j DROP`)), later);
  assert.deepEqual(stopped(nft('tcp dport 22 @ih,64,32 0x4f70656e drop')), later);
  assert.deepEqual(stopped(nft('tcp dport 22 @ih,0,32 0x47455420 drop')), { restIn: 'may-drop' });
  assert.deepEqual(stopped(xtables(`${output} --string OpenSSH -j DROP`)), {
    lineOut: 'may-drop',
    restOut: 'may-drop',
  });
  assert.deepEqual(stopped(xtables(`${output} --string OpenSSH -j DROP`, 'SSH-2.0-OpenSSH_')), { lineOut: 'drop' });
  assert.deepEqual(stopped(xtables('-A INPUT -p tcp -m u32 --u32 "0=1" -j DROP')), { in: 'may-drop' });
});

test('a rule for large packets lets the handshake pass, whose packets carry nothing, and may stop what comes then', () => {
  const later = { lineIn: 'may-drop', restIn: 'may-drop' };
  assert.deepEqual(stopped(nft('tcp dport 22 meta length > 900 drop')), later);
  assert.deepEqual(stopped(nft('tcp dport 22 ip length 1000-1500 drop')), later);
  assert.deepEqual(stopped(xtables('-A INPUT -p tcp -m length --length 1001:65535 -j DROP')), later);
  assert.deepEqual(stopped(xtables('-A INPUT -p tcp -m length --length 40:1500 -j DROP')), { in: 'drop' });
  assert.deepEqual(stopped(xtables('-A INPUT -p tcp -m length --length 60:1500 -j DROP')), { in: 'may-drop' });
  assert.deepEqual(stopped(nft('tcp dport 22 meta length vmap { 1-30 : accept, 121-65535 : drop }')), {
    in: 'unknown',
  });
});

test('what admits the established before, or looks where no text is, changes nothing', () => {
  const before = '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; ';
  assert.deepEqual(stopped(xtables(`${before}${input} --string SSH-2.0 -j DROP`)), {});
  assert.deepEqual(stopped(xtables(`${input} --to 32 --string SSH-2.0 -j DROP`)), {});
  assert.deepEqual(stopped(xtables(`-A INPUT -p tcp --dport 80 -m string --algo bm --string SSH- -j DROP`)), {});
});

test('offsets count from the header of IP, and how long that of TCP is nobody knows', () => {
  const of = (words: string): string | undefined =>
    xtables(`${input} ${words} --string SSH-2.0 -j DROP`).lineIn?.action;
  assert.deepEqual(['--from 40', '--from 41', '--to 87', '--to 86', '--from 40 --to 47'].map(of), [
    'drop',
    'may-drop',
    'drop',
    'may-drop',
    'may-drop',
  ]);
});

test('a bare ACK that lacks the words is stopped, and the line that has them may open the connection all the same', () => {
  const only = '-A INPUT -p tcp -m conntrack --ctstate ESTABLISHED -m string --algo bm ! --string SSH- -j DROP';
  assert.deepEqual(stopped(xtables(only)), { ack: 'may-drop' });
  const data = '-A INPUT -p tcp --tcp-flags PSH PSH -m string --algo bm ! --string SSH- -j DROP';
  assert.deepEqual(stopped(xtables(data)), { restIn: 'may-drop' });
});

test('words that are not understood are not known', () => {
  for (const words of ['--string SSH-', '--algo no --string SSH-', '--algo bm --hex-string "|5|"', '--algo bm'])
    assert.deepEqual(stopped(xtables(`-A INPUT -p tcp -m string ${words} -j DROP`)), { in: 'unknown' }, words);
});

test('the report tells of the line where it is stopped, and only there', () => {
  const judge = (rules: string): ReturnType<typeof judgeFlow> =>
    judgeFlow([{ name: 'rules', text: saved(rules) }], { from: ends.from, to: ends.to, port: 22 });
  const report = judge(`${input} --string SSH-2.0 -j DROP`);
  assert.deepEqual([report.action, decidingPacket(report)], ['drop', 'lineIn']);
  assert.match(
    report.summary,
    /^The client's version line in the connection from 192\.0\.2\.1 .* is dropped by a rule/,
  );
  const later = judge(`${input} --string BitTorrent -j DROP`);
  assert.deepEqual([later.action, later.in.action], ['may-drop', 'accept']);
  assert.ok(!('lineIn' in judge('-A INPUT -p tcp --dport 23 -j DROP')));
});

test('any octets at any offset: a text that is there is found by whoever counts from the payload', () => {
  const line = 'SSH-2.0-';
  fc.assert(
    fc.property(fc.nat(7), fc.integer({ min: 1, max: 8 }), (from, count) => {
      const part = [...line.slice(from, from + count)];
      const hex = part.map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
      const ways = nft(`tcp dport 22 @ih,${8 * from},${8 * part.length} 0x${hex} drop`);
      assert.deepEqual(stopped(ways), { lineIn: 'drop' });
    }),
  );
});
