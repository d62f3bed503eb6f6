import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Outgoing, stopperOf } from './outgoing.ts';

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
