import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../model/flow.ts';
import { judgeFlow } from './flow.ts';
import { saidByJson } from './json.ts';
import { kindsOf } from './kinds.ts';
import type { Rule, Ruleset } from './model.ts';
import { readNft } from './nft.ts';

/** What nft 1.0.6 prints of one ruleset with most of its statements, with -a and with -a -j. */
const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../src/firewall/samples', name), 'utf8');
const read = (json: string): Ruleset =>
  readNft(
    saidByJson(json)
      .map(({ text }) => text)
      .join('\n'),
  );
const rulesOf = ({ tables }: Ruleset): readonly Rule[] =>
  tables.flatMap(({ chains }) => chains.flatMap((c) => c.rules));

type Parts = readonly unknown[];
const drop = { drop: null };
const match = (left: unknown, right: unknown, op = '=='): unknown => ({ match: { op, left, right } });
const port = { payload: { protocol: 'tcp', field: 'dport' } };
const document = (rules: readonly Parts[], more: Parts = []): unknown => ({
  nftables: [
    { metainfo: { version: '1.0.6', json_schema_version: 1 } },
    { table: { family: 'inet', name: 't', handle: 1 } },
    ...more,
    {
      chain: {
        family: 'inet',
        table: 't',
        name: 'c',
        handle: 2,
        type: 'filter',
        hook: 'input',
        prio: 0,
        policy: 'accept',
      },
    },
    ...rules.map((expr, i) => ({ rule: { family: 'inet', table: 't', chain: 'c', handle: i + 3, expr } })),
  ],
});
const judge = (text: string): FlowReport =>
  judgeFlow([{ name: 'rules.json', text }], { from: '192.0.2.1', to: '203.0.113.5', port: 22 });

test('every statement reads as its text does', () => {
  const [a, b] = [readNft(sample('nft.txt')), read(sample('nft-json.txt'))];
  assert.deepEqual(b.unread, a.unread);
  const [texts, others] = [rulesOf(a), rulesOf(b)];
  assert.equal(others.length, texts.length);
  for (const [i, rule] of texts.entries()) {
    const other = others[i];
    // The text of these is not understood, or names them otherwise.
    if (/jhash|symhash|exthdr|@nh|hour|day|tproxy|timeout 1m/.test(rule.place.text)) continue;
    const told = (one: Rule | undefined): string =>
      JSON.stringify([
        one?.matches.map(({ because }) =>
          because?.replace(/0x[0-9a-f]+/g, (hex) => String(Number(hex))).replace(/ level 1/, ''),
        ),
        one?.changes.length,
        typeof one?.verdict === 'function' ? 'map' : one?.verdict,
        one?.place.handle,
        one?.place.packets,
      ]);
    assert.equal(told(other), told(rule));
  }
});

test('the deciding rule has its handle, and its line where the JSON has several', () => {
  const rules = document([
    [match(port, 80), { accept: null }],
    [match(port, { range: [20, 25] }), drop],
  ]);
  const { action, in: there } = judge(JSON.stringify(rules));
  assert.deepEqual([action, there.rule?.handle, there.rule?.line, there.rule?.chain], ['drop', 4, 1, 'c']);
  assert.equal(there.rule?.text, 'tcp dport 20-25 drop');
  const lines = `\n${JSON.stringify(rules, null, 2)}\nan odd line`;
  const { in: other, unread } = judge(lines);
  assert.match(
    lines
      .split('\n')
      .slice(other.rule?.line ?? 0)
      .join('\n'),
    /^ {6}"rule": \{\n.*\n.*\n.*\n {8}"handle": 4,/,
  );
  assert.deepEqual(
    unread.map(({ text }) => text),
    ['an odd line'],
  );
});

test('what is not understood is named, and what hinges on it is not known', () => {
  const strange = judge(JSON.stringify(document([[{ weather: { is: 'rain' } }, drop]])));
  assert.equal(strange.action, 'unknown');
  assert.match(strange.in.condition ?? '', /not understood: \{"weather": \{"is": "rain"\}\} drop/);
  const key = judge(JSON.stringify(document([[match({ payload: { protocol: 'tcp', field: 'mood' } }, 3), drop]])));
  assert.equal(key.action, 'may-drop');
  const entry = judge(JSON.stringify(document([], [{ weather: { family: 'inet', table: 't' } }])));
  assert.deepEqual([entry.action, entry.unread[0]?.text], ['unknown', 'the entry "weather" of the JSON of nft']);
  const lost = judge(JSON.stringify(document([])).slice(0, -2));
  assert.deepEqual([lost.action, lost.unread[0]?.text], ['unknown', 'JSON of nft that breaks off or is damaged']);
  assert.equal(judge('{"nftables": {}}').action, 'unknown');
});

test('a chain whose devices the JSON leaves out may be asked or not', () => {
  const netdev = {
    nftables: [
      { table: { family: 'netdev', name: 'e', handle: 1 } },
      {
        chain: { family: 'netdev', table: 'e', name: 'in', type: 'filter', hook: 'ingress', prio: 0, policy: 'accept' },
      },
      { rule: { family: 'netdev', table: 'e', chain: 'in', handle: 2, expr: [match(port, 22), drop] } },
    ],
  };
  assert.equal(judge(JSON.stringify(netdev)).action, 'may-drop');
  const [, chain] = netdev.nftables;
  Object.assign(chain?.chain ?? {}, { dev: 'eth0' });
  const flow = { from: '192.0.2.1', to: '203.0.113.5', port: 22, device: 'eth0' };
  assert.equal(judgeFlow([{ name: 'a', text: JSON.stringify(netdev) }], flow).action, 'drop');
});

test('no name and no value becomes a word of its own', () => {
  const odd = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '} drop',
      'a { accept',
      '"',
      'x # handle 9',
      'a;drop',
      '\n drop',
      '__proto__',
      '@s } accept',
      '{ drop',
    ),
  );
  const left = fc.oneof(
    fc.constant<unknown>(port),
    odd.map((key) => ({ meta: { key } })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(left, odd, odd), { maxLength: 3 }), (list) => {
      const rules = list.map(([key, value, comment]) => [match(key, value), { log: { prefix: comment } }, drop]);
      const { tables, unread } = read(JSON.stringify(document(rules)));
      assert.deepEqual(unread, []);
      assert.deepEqual(
        tables.map(({ chains }) => chains.map((chain) => chain.rules.map(({ place }) => place.handle))),
        [[rules.map((_, i) => i + 3)]],
      );
      for (const rule of rulesOf({ tool: '', tables, unread })) assert.deepEqual(rule.verdict, { is: 'drop' });
    }),
  );
});

test('any JSON gives an answer, however deep', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  for (const expr of [`[{"match":{"op":"==","left":${deep},"right":1}}]`, `[{"a":${deep}}]`, deep])
    judge(JSON.stringify(document([['HERE']])).replace('["HERE"]', expr));
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), (expr, more) => {
      judge(JSON.stringify(document([expr], more)));
    }),
  );
});

test('lines of the JSON are told from others', () => {
  const text = `{"nftables": [{"metainfo": {"a": "} {"}}]}\n{\n "nftables": [\n ]\n}\nPort 22\n{ "nftables"`;
  assert.deepEqual(kindsOf(text.split('\n')), ['json', 'json', 'json', 'json', 'json', 'other', 'other']);
});

test('what newer versions tell besides is not passed over', () => {
  const within = { payload: { tunnel: 'vxlan', protocol: 'ip', field: 'saddr' } };
  const inner = judge(JSON.stringify(document([[match(within, '192.0.2.1'), drop]])));
  assert.equal(inner.action, 'unknown');
  const text = JSON.stringify(document([[match(port, 22), drop]]));
  const elsewhere = JSON.stringify(document([[match(port, 80), drop]]));
  assert.equal(judge(elsewhere.replace('"policy":"accept"', '"policy":"other"')).action, 'unknown');
  const early = text.replace('"hook":"input"', '"hook":"ingress","dev":"eth*"');
  assert.equal(
    judgeFlow([{ name: 'rules.json', text: early }], {
      from: '192.0.2.1',
      to: '203.0.113.5',
      port: 22,
      device: 'eth1',
    }).action,
    'drop',
  );
});
