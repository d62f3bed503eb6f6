import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isAddress } from '../wire/address.ts';
import { judgeFlow } from './flow.ts';
import { follow } from './follow.ts';
import { compare, networkOf, within, wordsOf } from './iptables/address.ts';
import { readIptables, Sets } from './iptables.ts';
import type { Decision, Packet } from './model.ts';

const syn: Packet = {
  family: 4,
  protocol: 'tcp',
  from: '192.0.2.1',
  fromPort: 40000,
  to: '192.0.2.2',
  toPort: 22,
  flags: ['syn'],
  inBy: 'eth0',
  state: 'new',
  mark: 0,
  length: 60,
};

function decide(text: string, packet: Partial<Packet> = {}): Decision {
  return follow([readIptables(text)], ['prerouting', 'input'], { ...syn, ...packet });
}

/** What a drop with these matches makes of a SYN to port 22. */
function dropped(matches: string, packet: Partial<Packet> = {}): string {
  return decide(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${matches} -j DROP\nCOMMIT\n`, packet).action;
}

test('matches', () => {
  const expected: readonly (readonly [string, Decision['action']])[] = [
    ['', 'drop'],
    ['-s 192.0.2.0/24', 'drop'],
    ['! -s 192.0.2.0/24', 'accept'],
    ['-s 198.51.100.1,192.0.2.1', 'drop'],
    ['-s 0.0.0.1/0.0.0.255', 'drop'],
    ['-s ! 192.0.2.1', 'accept'],
    ['-s client.example', 'unknown'],
    ['-i eth+', 'drop'],
    ['! -i +', 'accept'],
    ['-p 6', 'drop'],
    ['-p udp', 'accept'],
    ['-p tcp -m tcp --dport 20:30', 'drop'],
    ['-p tcp --dport ssh', 'drop'],
    ['-p tcp --dport http', 'accept'],
    ['-p tcp --dport gopher', 'unknown'],
    ['-p tcp -m tcp ! --dport 22', 'accept'],
    ['-p tcp -m tcp --syn', 'drop'],
    ['-p tcp -m tcp --tcp-flags SYN,ACK SYN', 'drop'],
    ['-p tcp -m multiport --dports 1:5,22', 'drop'],
    ['-p tcp -m multiport ! --ports 40000', 'accept'],
    ['-m conntrack --ctstate NEW,RELATED', 'drop'],
    ['-m state --state ESTABLISHED', 'accept'],
    ['-m conntrack --ctstate DNAT', 'accept'],
    ['-m conntrack --ctstate NEW --ctorigdstport 22', 'drop'],
    ['-m conntrack ! --ctproto tcp', 'accept'],
    ['-m iprange --src-range 192.0.2.0-192.0.2.9', 'drop'],
    ['-m mark --mark 0x1', 'accept'],
    ['-m connmark ! --mark 0x1', 'drop'],
    ['-m length --length 61:', 'accept'],
    ['-m addrtype --dst-type LOCAL', 'drop'],
    ['-m addrtype --dst-type MULTICAST', 'accept'],
    ['-m pkttype --pkt-type broadcast', 'accept'],
    ['-m comment --comment "-j ACCEPT \\" --dport 1"', 'drop'],
    ['-m comment --comment -dport', 'drop'],
    ['-m recent --set --name x', 'drop'],
    ['-m recent --update --seconds 60 --hitcount 4', 'may-drop'],
    ['-m recent --update --seconds 60 -s 198.51.100.1', 'accept'],
    ['-m limit --limit 3/min', 'may-drop'],
    ['-m statistic --mode random --probability 0.5', 'may-drop'],
    ['-m time --timestart 10:00', 'may-drop'],
    ['-m set --match-set nowhere src', 'may-drop'],
    ['-m conntrack --ctstate NOVEL', 'unknown'],
    ['-m novelty --level 3 "and more"', 'unknown'],
    ['--unheard-of', 'unknown'],
    ['-p tcp -m tcp --dport 22 and', 'unknown'],
    ['-m comment --comment "half', 'unknown'],
    ['-p icmp -m icmp --icmp-type 8', 'accept'],
    ['-f', 'accept'],
  ];
  for (const [matches, action] of expected) assert.equal(dropped(matches), action, matches);
  const condition = decide('*filter\n-A INPUT -m limit --limit 3/min -j DROP\nCOMMIT\n').condition;
  assert.equal(condition, 'how many packets came before it: -m limit --limit 3/min');
});

test('what is not told of the packet is unknown', () => {
  const { inBy: _, ...blind } = syn;
  const rules = readIptables('*filter\n-A INPUT -i eth0 -j DROP\nCOMMIT\n');
  assert.equal(follow([rules], ['input'], blind).action, 'may-drop');
  assert.equal(dropped('-m conntrack --ctorigdst 192.0.2.9', { state: 'established' }), 'may-drop');
});

test('kinds of IPv6 addresses: what the address itself tells must all hold', () => {
  const here: Partial<Packet> = { family: 6, from: '2001:db8::1', to: '2001:db8::2', toHere: true };
  const kind = (words: string): string => {
    const rules = readIptables(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m addrtype ${words} -j DROP\nCOMMIT\n`, {
      family: 6,
    });
    return follow([rules], ['prerouting', 'input'], { ...syn, ...here }).action;
  };
  assert.equal(kind('--dst-type LOCAL'), 'drop');
  assert.equal(kind('--dst-type UNICAST'), 'drop');
  assert.equal(kind('--dst-type UNICAST,LOCAL'), 'drop');
  assert.equal(kind('--dst-type LOCAL,MULTICAST'), 'accept');
  assert.equal(kind('! --dst-type LOCAL,MULTICAST'), 'drop');
});

test('targets', () => {
  const rule = (text: string): Decision => decide(`*filter\n:mine - [0:0]\n${text}\nCOMMIT\n`);
  assert.equal(rule('-A INPUT -j REJECT').how, 'icmp port-unreachable');
  assert.equal(rule('-A INPUT -p tcp -j REJECT --reject-with tcp-reset').how, 'tcp reset');
  assert.equal(rule('-A INPUT -j REJECT --reject-with icmp-admin-prohibited').how, 'icmp admin-prohibited');
  for (const passing of ['LOG --log-prefix "-j DROP "', 'NFLOG', 'AUDIT --type accept', 'TCPMSS --clamp-mss-to-pmtu'])
    assert.equal(rule(`-A INPUT -j ${passing}\n-A INPUT -j DROP`).action, 'drop', passing);
  for (const odd of [
    'TARPIT',
    'NFQUEUE --queue-num 0',
    'SYNPROXY',
    'REJECT --reject-with song',
    'ACCEPT --twice',
    'INPUT',
  ])
    assert.equal(rule(`-A INPUT -j ${odd}`).action, 'unknown', odd);
  assert.equal(
    rule('-A INPUT -j MARK --set-xmark 0x10/0xff\n-A INPUT -m mark --mark 0x10/0xf0 -j DROP').action,
    'drop',
  );
  assert.equal(rule('-A mine -j RETURN\n-A mine -j DROP\n-A INPUT -j mine').action, 'accept');
  assert.equal(rule('-A INPUT -g mine\n-A INPUT -j DROP').action, 'accept');
});

test('translation and tracking', () => {
  const text = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    '-A PREROUTING -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 2222',
    'COMMIT',
    '*filter',
    ':INPUT DROP [0:0]',
    '-A INPUT -p tcp -m tcp --dport 2222 -m conntrack --ctstate DNAT --ctorigdstport 22 -j ACCEPT',
    'COMMIT',
    '',
  ].join('\n');
  const decision = decide(text);
  assert.equal(decision.action, 'accept');
  assert.equal(decision.translated?.toPort, 2222);
  const untracked =
    '*raw\n-A PREROUTING -j CT --notrack\nCOMMIT\n*filter\n-A INPUT -m state --state UNTRACKED -j DROP\nCOMMIT\n';
  assert.equal(decide(untracked).action, 'drop');
  // Before the connection is looked up, no packet belongs to one.
  assert.equal(decide('*raw\n-A PREROUTING -m conntrack --ctstate NEW -j DROP\nCOMMIT\n').action, 'accept');
});

test('a rule keeps its place, its text and its counter', () => {
  const text =
    '# Generated by ip6tables-save v1.8.9 (nf_tables) on Sun\n*filter\n:INPUT DROP [5:300]\n[7:420] -A INPUT -p tcp -j DROP\nCOMMIT\n';
  const [table] = readIptables(text).tables;
  assert.equal(table?.family, 'ip6');
  const chain = table?.chains[0];
  assert.deepEqual(chain?.base, { type: 'filter', hook: 'input', priority: 0, policy: 'drop' });
  assert.deepEqual(chain?.rules[0]?.place, {
    line: 4,
    family: 'ip6',
    table: 'filter',
    chain: 'INPUT',
    number: 1,
    text: '-A INPUT -p tcp -j DROP',
    packets: 7,
  });
});

test('outputs of several programs in one text', () => {
  const block = (program: string, rule: string): string =>
    `# Generated by ${program} on Sun\n*filter\n:INPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n# Completed on Sun\n`;
  const text =
    block('iptables-save v1.8.9 (nf_tables)', '-A INPUT -p udp -j DROP') +
    block('ip6tables-save v1.8.9 (nf_tables)', '-A INPUT -s 2001:db8::/32 -j DROP') +
    block('iptables-save v1.8.9', '-A INPUT -p tcp -j DROP') +
    block('iptables-save v1.8.9 (nf_tables)', '-A INPUT -p udp -j DROP');
  const rules = readIptables(text);
  assert.deepEqual(
    rules.tables.map(({ family }) => family),
    ['ip6', 'ip', 'ip'],
  );
  assert.equal(decide(text).action, 'drop');
  const warned = `${block('iptables-nft-save v1.8.9 (nf_tables)', '')}# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n`;
  assert.equal(readIptables(warned).unread.length, 1);
  assert.equal(readIptables(warned + block('iptables-save v1.8.9', '')).unread.length, 0);
});

test('sets', () => {
  const sets = new Sets();
  const lines = [
    'create bad hash:ip family inet hashsize 1024 maxelem 65536 timeout 600 comment',
    'add bad 192.0.2.1 timeout 599 comment "nomatch for you"',
    'create net hash:net family inet',
    'add net 192.0.2.0/24',
    'add net 192.0.2.0/30 nomatch',
    'create port hash:ip,port family inet',
    'add port 192.0.2.1,tcp:22',
    'create ports bitmap:port range 0-1024',
    'add ports 22',
    'create all list:set size 8',
    'add all port',
    'create mac hash:mac',
    'add mac 00:11:22:33:44:55',
    'create range hash:ip family inet',
    'add range 192.0.1.255-192.0.2.1',
  ];
  for (const line of lines) assert.ok(sets.read(line), line);
  const has = (name: string, ...sides: readonly ('src' | 'dst')[]): unknown => sets.has(name, sides, syn);
  assert.equal(has('bad', 'src'), true);
  assert.equal(has('bad', 'dst'), false);
  assert.equal(has('net', 'src'), false);
  assert.equal(sets.has('net', ['src'], { ...syn, from: '192.0.2.77' }), true);
  assert.equal(has('port', 'src', 'dst'), true);
  assert.equal(has('port', 'src', 'src'), false);
  assert.equal(has('port', 'src'), false);
  assert.equal(has('ports', 'dst'), true);
  assert.equal(has('all', 'src', 'dst'), true);
  assert.equal(has('mac', 'src'), 'unknown');
  assert.equal(has('range', 'src'), true);
  assert.equal(has('range', 'dst'), false);
  assert.equal(has('nowhere', 'src'), 'unknown');
  assert.equal(sets.read('add bad half-an-address'), false);
  assert.equal(has('bad', 'dst'), 'unknown');
  assert.equal(sets.read('create new hash:quantum'), false);
});

test('a set of which the kernel was asked for one address: of the others nothing is known', () => {
  const sets = new Sets();
  const lines = [
    'create feed hash:ip family inet hashsize 16384 maxelem 200000',
    'Warning: 192.0.2.1 is in set feed.',
    'create spared hash:net family inet',
    '192.0.2.1 is NOT in set spared.',
  ];
  for (const line of lines) assert.ok(sets.read(line), line);
  const has = (name: string, from: string): unknown => sets.has(name, ['src'], { ...syn, from });
  assert.deepEqual([has('feed', '192.0.2.1'), has('feed', '192.0.2.9')], [true, 'unknown']);
  assert.deepEqual([has('spared', '192.0.2.1'), has('spared', '192.0.2.9')], [false, 'unknown']);
  assert.equal(sets.read('192.0.2.1 is NOT in set nowhere.'), false);
});

test('hostile texts end in a line that is not read, or a rule that nobody can answer', () => {
  const long = 'x'.repeat(10_000_000);
  const rules = readIptables(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s ${long} -j DROP\n${long}\n"${long}\nCOMMIT\n`);
  assert.equal(follow([rules], ['input'], syn).action, 'unknown');
  assert.equal(rules.unread.length, 2);
  assert.ok(rules.unread.every(({ text }) => text.length <= 200));
  const circle = '*filter\n:A - [0:0]\n:B - [0:0]\n-A A -j B\n-A B -j A\n-A A -j A\n-A INPUT -j A\nCOMMIT\n';
  assert.equal(decide(circle).action, 'unknown');
  const many = Array.from({ length: 30 }, (_, i) => `:C${i} - [0:0]\n${`-A C${i} -j C${i + 1}\n`.repeat(20)}`).join('');
  assert.equal(decide(`*filter\n${many}-A INPUT -j C0\nCOMMIT\n`).action, 'unknown');
});

test('any text is read', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '*filter',
      '*nat',
      ':INPUT ACCEPT [0:0]',
      ':A - [0:0]',
      '-A INPUT',
      '-A A',
      '-j',
      '-g',
      'A',
      'DROP',
      '!',
    ),
    fc.constantFrom(
      '-m',
      'set',
      '--match-set',
      'tcp',
      '-p',
      '-s',
      '1.2.3.4/33',
      '::/0',
      '"',
      '\\',
      '--dport',
      '22:',
      ',',
      '[1:2]',
    ),
    fc.constantFrom(
      'create x hash:ip',
      'add x',
      'create y list:set',
      'add y y',
      'COMMIT',
      '__proto__',
      '#',
      '-I INPUT 9',
    ),
    fc.string({ maxLength: 12 }),
  );
  const text = fc
    .array(fc.tuple(word, fc.constantFrom(' ', '\n', ' ', '')), { maxLength: 60 })
    .map((all) => all.flat().join(''));
  fc.assert(
    fc.property(text, (any) => decide(any).path.length >= 0),
    { numRuns: 500 },
  );
});

test('addresses are those that the rest of the program knows', () => {
  const six = fc.tuple(fc.ipV6(), fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), six, fc.string({ maxLength: 20 })),
      (text) => (wordsOf(text) !== null) === isAddress(text),
    ),
  );
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (a, b) => {
      const [x, y] = [wordsOf(a) ?? [], wordsOf(b) ?? []];
      return compare(x, y) === -compare(y, x) && (compare(x, y) === 0) === (a === b);
    }),
  );
  const network = networkOf('2001:db8::/33', 6);
  assert.ok(network !== null && within(network, wordsOf('2001:db8:7fff::1') ?? []));
  assert.ok(network !== null && !within(network, wordsOf('2001:db8:8000::1') ?? []));
});

test('rules as they are written by hand, and as iptables -S lists them', () => {
  const listed = (rules: string): string => `-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N mine\n${rules}`;
  const flow = { from: '192.0.2.1', to: '203.0.113.5', port: 22 };
  const judge = (text: string): string => judgeFlow([{ name: 'rules', text }], flow).action;
  assert.equal(judge(listed('-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j DROP\n')), 'drop');
  // What the other tables do is not shown.
  assert.equal(judge(listed('-A INPUT -s 192.0.2.0/24 -j ACCEPT\n')), 'unknown');
  const saved = (rule: string): string => `*filter\n:INPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`;
  assert.equal(judge(saved('-A INPUT -p tcp -m iprange --src-range 192.0.2.1-192.0.2.9 --dport 22 -j DROP')), 'drop');
  assert.equal(judge(saved('-A INPUT -m conntrack --ctstate NEW -p tcp --syn --dport 23 -j DROP')), 'accept');
});
