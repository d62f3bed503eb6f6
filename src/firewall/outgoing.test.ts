import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Outgoing, stoppedBy, stopperOf } from './outgoing.ts';

const ufw = readFileSync(new URL('../../src/firewall/samples/ufw.txt', import.meta.url), 'utf8');
const asked = (program: string, text: string): Outgoing => ({ program, text, address: '203.0.113.5', port: 443 });

test('a rule of ufw for what goes out is named, and ufw lets this one connection out', () => {
  const stopper = stopperOf(asked('iptables-save', ufw), '-A ufw-user-output -p tcp -m tcp --dport 443 -j DROP');
  assert.equal(stopper?.owner?.setting, 'rule 443/tcp DENY OUT Anywhere');
  assert.deepEqual(stopper?.fixes[0], {
    who: 'client',
    risk: 'none',
    platform: 'ufw',
    say: 'Allow it to 203.0.113.5, before the rules that are there.',
    commands: ['ufw prepend allow out proto tcp from any to 203.0.113.5 port 443'],
    undo: ['ufw delete allow out proto tcp from any to 203.0.113.5 port 443'],
  });
});

test('look-alike: a rule by hand is nobody\u2019s', () => {
  const rule = 'tcp dport 443 counter packets 2 bytes 120 drop';
  const text = `table inet f {\n\tchain out {\n\t\ttype filter hook output priority 0; policy accept;\n\t\t${rule}\n\t}\n}\n`;
  const stopper = stopperOf(asked('nft', text), rule);
  assert.equal(stopper?.owner, null);
  assert.deepEqual(stopper?.position, { family: 'inet', table: 'f', chain: 'out', number: 1, packets: 2 });
  assert.match(
    stopper?.fixes[0]?.commands[0] ?? '',
    /^nft insert rule inet f out index 0 ip daddr 203\.0\.113\.5 tcp dport 443 accept /,
  );
});

test('words that are in no rule, or in two, tell nothing', () => {
  const twice = '*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j DROP\n-A OUTPUT -j DROP\nCOMMIT\n';
  assert.equal(stopperOf(asked('iptables-save', twice), '-A OUTPUT -j DROP'), null);
  assert.equal(stopperOf(asked('iptables-save', ''), '-A OUTPUT -j DROP'), null);
});

const chain = (hook: string, rules: string): string =>
  `table inet f {\n\tchain c {\n\t\ttype filter hook ${hook} priority 0; policy drop;\n\t\t${rules}\n\t}\n}\n`;

test('what a host sends, the answers to it, and what it sends behind them', () => {
  const aim = { address: '203.0.113.5', port: 22, from: '192.0.2.7', by: 'eth0' };
  const files = (text: string): { name: string; text: string }[] => [{ name: 'nft', text }];
  const cases: readonly (readonly [string, string | undefined, 'in' | 'out' | undefined])[] = [
    [chain('output', 'tcp dport 443 accept'), 'inet f c: policy drop', 'out'],
    [chain('output', 'tcp dport 22 counter drop'), 'tcp dport 22 counter drop', 'out'],
    [chain('output', 'ct state new accept'), 'inet f c: policy drop', 'out'],
    [chain('input', 'iif "lo" accept'), 'inet f c: policy drop', 'in'],
    [chain('input', 'ip saddr 203.0.113.0/24 reject'), 'ip saddr 203.0.113.0/24 reject', 'in'],
    [chain('input', 'ct state established accept'), undefined, undefined],
    [chain('output', 'meta skuid 0 accept'), undefined, undefined],
    [chain('output', 'oifname "tun0" accept'), 'inet f c: policy drop', 'out'],
    [chain('output', 'oifname "eth0" accept'), undefined, undefined],
  ];
  for (const [text, rule, way] of cases) {
    const stopped = stoppedBy(files(text), aim);
    assert.equal(stopped?.text, rule, text);
    assert.equal(stopped?.way, way, text);
  }
  assert.match(
    stoppedBy(files(chain('input', 'iif "lo" accept')), aim)?.fixes[0]?.commands[0] ?? '',
    /^nft add rule inet f c ip saddr 203\.0\.113\.5 tcp sport 22 ct state established accept /,
  );
  const early =
    '*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -s 203.0.113.0/24 -j DROP\nCOMMIT\n';
  assert.deepEqual(stoppedBy([{ name: 'iptables-save', text: early }], aim)?.fixes[0]?.commands, [
    'iptables -t raw -I PREROUTING 1 -s 203.0.113.5 -p tcp -m tcp --sport 22 -j ACCEPT',
  ]);
});
