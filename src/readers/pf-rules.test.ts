import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './pf-rules.ts';

const call =
  '$ ssh me@203.0.113.22\nssh: connect to host 203.0.113.22 port 22: Operation timed out\n$ curl ifconfig.me\n198.51.100.9\n';
function decided(rules: string, command = 'pfctl -sr'): string {
  const data = `${call}root@fb1# ${command}\n${rules}\nroot@fb1# exit`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  const [fact] = reader.read(evidence).observations;
  const { action, rule } = (fact?.value ?? {}) as { action?: string; rule?: string };
  return action === undefined ? '' : `${action} ${rule}`;
}
const ssh = 'proto tcp from any to any port = ssh flags S/SA keep state';

test('the last rule that fits decides, and the first with quick', () => {
  assert.equal(decided('block return all\npass out all flags S/SA'), 'reject pf: block return all');
  assert.equal(decided(`block drop in all\npass in on vtnet0 ${ssh}`), '');
  assert.equal(decided(`pass in on vtnet0 ${ssh}\nblock drop in all`), 'drop pf: block drop in all');
  assert.equal(
    decided(`block drop in quick on vtnet0 ${ssh.replace(/ flags.*/, '')}\npass in on vtnet0 ${ssh}`).slice(0, 8),
    'drop pf:',
  );
  assert.equal(decided(`pass in quick ${ssh}\nblock drop in all`), '');
  assert.equal(decided('pass all flags S/SA keep state'), '');
  assert.equal(
    decided('block drop in all\npass in proto tcp from any to any port = https flags S/SA'),
    'drop pf: block drop in all',
  );
});

test('whom and where a rule is for', () => {
  const from = (source: string): string =>
    decided(`block drop in all\npass in inet proto tcp from ${source} to any port = 22 flags S/SA`);
  assert.equal(from('198.51.100.0/24'), '');
  assert.equal(from('192.0.2.0/24'), 'drop pf: block drop in all');
  assert.equal(from('<office>'), '');
  const on = (device: string): string =>
    decided(`block drop in all\npass in on ${device} ${ssh}\npass in on em0 proto udp all`);
  assert.equal(on('lo0'), 'drop pf: block drop in all');
  assert.equal(on('em1'), '');
  const port = (words: string): string =>
    decided(`block drop in all\npass in proto tcp from any to any port ${words} flags S/SA`);
  assert.equal(port('20 >< 25'), '');
  assert.equal(port('80:90'), 'drop pf: block drop in all');
  assert.equal(port('> 1023'), 'drop pf: block drop in all');
  assert.equal(decided('block drop in all\npass in inet6 proto tcp all flags S/SA'), 'drop pf: block drop in all');
});

test('look-alikes: an anchor that is not shown, a part of the rules, and no command', () => {
  assert.equal(decided('anchor "userrules/*" all\nblock drop in all'), '');
  assert.equal(decided('anchor "f2b/*" all\nblock drop in all'), 'drop pf: block drop in all');
  assert.equal(decided('block drop in all', 'pfctl -sr | grep block'), '');
  assert.equal(decided('block drop in all', 'cat /etc/pf.conf'), '');
  assert.equal(decided('block drop in all', 'pfctl -a foo -sr'), '');
});
