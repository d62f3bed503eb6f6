import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Connection, connect } from './connection.ts';
import { readNft } from './nft.ts';

const ssh: Connection = {
  from: '192.0.2.1',
  fromPort: 40000,
  to: '192.0.2.2',
  toPort: 22,
  inBy: 'eth0',
  outBy: 'eth0',
};
const input = (rules: string, policy = 'accept', before = ''): string => `table inet filter {
	${before}
	chain input {
		type filter hook input priority filter; policy ${policy};
		${rules.split('; ').join('\n\t\t')}
	}
}`;
const decide = (text: string, change: Partial<Connection> = {}): ReturnType<typeof connect> =>
  connect([readNft(text)], { ...ssh, ...change });
const action = (rules: string, policy?: string): string => decide(input(rules, policy)).in.action;

test('the rule that decides is named', () => {
  const { in: there } = decide(input('ct state established accept # handle 4; tcp dport { 22, 80 } drop # handle 5'));
  assert.equal(there.action, 'drop');
  assert.deepEqual([there.rule?.line, there.rule?.handle, there.rule?.text], [6, 5, 'tcp dport { 22, 80 } drop']);
  const by = decide(input('ct state established accept', 'drop')).in;
  assert.deepEqual([by.action, by.rule, by.policy?.chain], ['drop', null, 'input']);
});

test('what nobody can know is not decided', () => {
  assert.equal(action('limit rate 3/minute accept', 'drop'), 'may-drop');
  assert.equal(action('tcp dport 22 limit rate over 3/minute drop'), 'may-drop');
  assert.equal(action('tcp dport 80 limit rate over 3/minute drop'), 'accept');
  assert.equal(action('limit rate 3/minute log; accept', 'drop'), 'accept');
  assert.equal(action('some new thing drop'), 'unknown');
  assert.equal(action('some new thing'), 'unknown');
  assert.equal(action('some new thing drop; drop'), 'drop');
  assert.equal(action('xt match recent counter packets 0 bytes 0 reject'), 'may-drop');
  assert.equal(action('queue to 0'), 'unknown');
  assert.equal(decide(input('ip saddr 198.51.100.7 drop'), { from: null }).in.action, 'may-drop');
  assert.equal(decide(input('tcp dport 22 accept', 'drop'), { from: null }).in.action, 'accept');
  assert.equal(decide(`${input('accept')}\nan odd line`).in.action, 'unknown');
});

test('two inequalities of ports may have been joined by nft: where that matters, nobody knows', () => {
  assert.equal(action('tcp sport != 22 tcp dport != 80 drop'), 'drop');
  assert.equal(action('tcp sport != 40000 tcp dport != 22 drop'), 'accept');
  assert.equal(action('tcp sport != 80 tcp dport != 22 drop'), 'may-drop');
  assert.equal(action('tcp dport != 22 counter tcp sport != 80 drop'), 'may-drop');
  // A range is asked for by itself.
  assert.equal(action('tcp sport != 80-90 tcp dport != 22 drop'), 'accept');
});

test('an uncertain way that ends the same is certain', () => {
  assert.equal(action('limit rate 3/minute jump later; accept', 'drop'), 'unknown');
  assert.equal(action('numgen random mod 2 0 drop; drop'), 'drop');
  assert.equal(action('numgen random mod 2 0 drop; reject'), 'unknown');
  const later = 'chain later { type filter hook input priority 5; policy accept; tcp dport 22 reject with tcp reset; }';
  const open = decide(input('limit rate 3/minute accept', 'accept', later)).in;
  assert.deepEqual([open.action, open.how], ['reject', 'tcp reset']);
});

test('a quota that is used up stays so, and one that is not may be', () => {
  const action = (quota: string, rest = 'drop'): string =>
    decide(input(`tcp dport 22 quota ${quota} ${rest}`, 'accept')).in.action;
  assert.equal(action('over 500 mbytes used 500 mbytes'), 'drop');
  assert.equal(action('over 100 bytes used 80 bytes'), 'drop');
  assert.equal(action('over 500 mbytes used 12 kbytes'), 'may-drop');
  assert.equal(action('over 500 mbytes'), 'may-drop');
  const until = (used: string): string =>
    decide(input(`tcp dport 22 quota until 1 gbytes${used} accept; drop`)).in.action;
  assert.deepEqual([until(' used 1 gbytes'), until(' used 1 kbytes')], ['drop', 'may-drop']);
});

test('before the connection is looked up it is invalid, and of two chains with one priority the newer is first', () => {
  const raw = (priority: string): string =>
    decide(`table ip t {\nchain p {\ntype filter hook prerouting priority ${priority};\nct state invalid drop\n}\n}`).in
      .action;
  assert.deepEqual([raw('raw'), raw('-200'), raw('mangle')], ['drop', 'may-drop', 'accept']);
  const both = ['a', 'b'].map(
    (name) => `chain ${name} {\ntype filter hook input priority 0;\n${name === 'a' ? 'drop' : 'reject'}\n}\n`,
  );
  assert.equal(decide(`table inet t {\n${both.join('')}}`).in.action, 'reject');
});

test('an answer is one of a translated connection as well', () => {
  const answered = (nat: string): string | undefined =>
    decide(`table ip nat {\nchain p {\ntype nat hook prerouting priority dstnat;\n${nat}\n}
chain o {\ntype filter hook output priority 0;\nct status dnat drop\n}\n}`).out?.action;
  assert.equal(answered('tcp dport 22 redirect to :2222'), 'drop');
  assert.equal(answered('tcp dport 80 redirect to :2222'), 'accept');
});

test('a translation is followed, to this host and away from it', () => {
  const nat = (rule: string): ReturnType<typeof connect>['in'] =>
    decide(
      `table ip nat {\nchain p {\ntype nat hook prerouting priority dstnat;\n${rule}\n}\n}\n${input('tcp dport 2222 drop')}`,
      {
        own: ['192.0.2.2'],
      },
    ).in;
  assert.equal(nat('tcp dport 22 redirect to :2222').action, 'drop');
  const away = nat('tcp dport 22 dnat to 198.51.100.9:2222');
  assert.deepEqual([away.action, away.packet.toHere, away.translated?.to], ['accept', false, '198.51.100.9']);
  assert.equal(nat('tcp dport 80 redirect to :2222').action, 'accept');
  assert.equal(nat('limit rate 1/second redirect to :2222').action, 'may-drop');
});

test('the answer goes its own way', () => {
  const out =
    'chain output { type filter hook output priority 0; policy drop; ct state established tcp sport 22 accept; }';
  assert.equal(decide(input('accept', 'accept', out)).out?.action, 'accept');
  const raw = 'chain raw { type filter hook prerouting priority raw; tcp dport 22 notrack; }';
  assert.equal(decide(input('accept', 'accept', out + raw)).out?.action, 'drop');
});

test('sets of many elements and many rules are read and asked', () => {
  const elements = Array.from({ length: 200_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  const set = `set banned {\ntype ipv4_addr\nelements = { ${elements.join(',\n')} }\n}`;
  const rules = Array.from({ length: 20_000 }, (_, i) => `ip saddr 172.16.0.0/12 tcp dport ${i} accept`).join('\n');
  const text = `table inet t {\n${set}\nchain i {\ntype filter hook input priority 0; policy drop;\nip saddr @banned drop\n${rules}\ntcp dport 22 accept\n}\n}`;
  assert.equal(decide(text).in.action, 'accept');
  assert.equal(decide(text, { from: '10.1.2.3' }).in.rule?.text, 'ip saddr @banned drop');
});

test('of elements that were left out only the one that was asked about is known', () => {
  const of = (elements: string, from = '192.0.2.1'): string =>
    decide(input('ip saddr @banned drop', 'accept', `set banned {\ntype ipv4_addr\nelements = { ${elements} }\n}`), {
      from,
    }).in.action;
  assert.equal(of('192.0.2.1, ...'), 'drop');
  assert.equal(of('! 192.0.2.1, ...'), 'accept');
  assert.equal(of('...'), 'may-drop');
  assert.equal(of('! 192.0.2.1, ...', '192.0.2.7'), 'may-drop');
});

test('any text is read, and any connection decided', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'table',
      'inet',
      't',
      '{',
      '}',
      'chain',
      'c',
      'type',
      'filter',
      'hook',
      'input',
      'priority',
      '0',
      ';',
      '\n',
      'policy',
      'drop',
    ),
    fc.constantFrom(
      'tcp',
      'dport',
      '22',
      '@s',
      'set',
      'elements',
      '=',
      ',',
      '.',
      ':',
      'vmap',
      'map',
      'jump',
      'goto',
      'c',
      'dnat',
      'to',
      'ip',
    ),
    fc.constantFrom(
      'saddr',
      '&',
      '|',
      '(',
      ')',
      '!=',
      'ct',
      'mark',
      'state',
      'add',
      'limit',
      'rate',
      '"',
      '#',
      '# handle 1',
      'reject',
      'with',
    ),
    fc.constantFrom(
      'saddr',
      'fib',
      'meta',
      'iifname',
      'numgen',
      'constructor',
      '__proto__',
      'toString',
      '*',
      '1-',
      '/',
      'update',
      'log',
      'comment',
    ),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(text, fc.boolean(), (body, whole) => {
      const decision = decide(whole ? input(body) : body).in;
      assert.ok(decision.action);
    }),
    { numRuns: 2000 },
  );
});

test('chains that call each other end', () => {
  const chains = Array.from({ length: 16 }, (_, i) => `chain c${i} {\n${`jump c${i + 1}\n`.repeat(9)}}\n`).join('');
  assert.equal(decide(input('jump c0', 'accept', chains)).in.action, 'unknown');
  assert.equal(decide(input('jump c', 'accept', 'chain c {\njump c\n}')).in.action, 'unknown');
});

test('a rule that begins as the one before is read to its own end', () => {
  const rules = [
    'tcp dport 22 reject',
    'tcp dport 22 reject with tcp reset',
    'tcp dport 22 limit rate 3/minute drop',
    'tcp dport 22 limit rate 3/minute burst 5 packets drop',
    'tcp dport 22 counter packets 5 bytes 6 drop',
    'tcp dport 22 counter packets 7 bytes 8 drop',
  ];
  const text = (lines: readonly string[]): string => `table ip t {\nchain c {\n${lines.join('\n')}\n}\n}\n`;
  const [chain] = readNft(text(rules)).tables[0]?.chains ?? [];
  for (const [i, rule] of rules.entries()) {
    const [alone] = readNft(text([rule])).tables[0]?.chains[0]?.rules ?? [];
    const one = chain?.rules[i];
    const plain = (of: typeof one): unknown => [
      of?.verdict,
      of?.matches.map((m) => m.text),
      of?.place.packets,
      of?.place.text,
    ];
    assert.deepEqual(plain(one), plain(alone), rule);
  }
});
