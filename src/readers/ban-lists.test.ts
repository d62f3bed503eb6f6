import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './ban-lists.ts';

const log = 'Jan 30 12:00:01 web1 sshd[12]: Failed password for alice from 203.0.113.7 port 5555 ssh2';
function read(text: string, before = log): Reading {
  const data = `${before}\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence);
}
const bans = (text: string): readonly unknown[] =>
  read(text).observations.map(({ value, at }) => ({ ...value, line: at.line }));

const jail = `Status for the jail: sshd
|- Filter
|  \`- File list:        /var/log/auth.log
\`- Actions
   |- Currently banned: 2
   \`- Banned IP list:   198.51.100.3 203.0.113.7`;
const decisions = `| ID | Source   | Scope:Value     | Reason               | Action | Country | AS | Events | expiration | Alert ID |
| 12 | crowdsec | Ip:203.0.113.7  | crowdsecurity/ssh-bf | ban    |         |    | 6      | 3h59m      | 3        |`;
const set = `Name: f2b-sshd
Type: hash:ip
Header: family inet hashsize 1024 maxelem 65536 timeout 600
Members:
198.51.100.3 timeout 500
203.0.113.7 timeout 512`;

test('lists that hold the address of the client', () => {
  assert.deepEqual(bans(jail), [{ by: 'fail2ban:sshd', address: '203.0.113.7', line: 7 }]);
  assert.deepEqual(bans("[{'sshd': ['203.0.113.7', '198.51.100.3']}]"), [
    { by: 'fail2ban:sshd', address: '203.0.113.7', line: 2 },
  ]);
  assert.deepEqual(bans(decisions), [{ by: 'crowdsec', address: '203.0.113.7', line: 3 }]);
  const banip =
    '# fail2ban-client get sshd banip --with-time\n203.0.113.7 \t2026-01-30 09:00:00 + 600 = 2026-01-30 09:10:00';
  assert.deepEqual(bans(banip), [{ by: 'fail2ban:sshd', address: '203.0.113.7', line: 3 }]);
  assert.deepEqual(bans('# pfctl -t sshguard -T show\n   198.51.100.3\n   203.0.113.7'), [
    { by: 'sshguard', address: '203.0.113.7', line: 4 },
  ]);
  const json = (simulated: boolean): string =>
    `[{"decisions":[{"id":5,"scenario":"crowdsecurity/ssh-bf","scope":"Ip","simulated":${simulated},"type":"ban","value":"203.0.113.7"}],"id":7}]`;
  assert.deepEqual(bans(json(false)), [{ by: 'crowdsec', address: '203.0.113.7', line: 2 }]);
  assert.deepEqual(bans(json(true)), []);
  assert.deepEqual(bans('# pfctl -t lan -T show\n   203.0.113.7'), []);
  assert.deepEqual(bans(set), [{ by: 'f2b-sshd', address: '203.0.113.7', line: 7 }]);
});

test('look-alike: others are banned, or nobody knows who comes', () => {
  for (const text of [jail, decisions, set]) {
    assert.deepEqual(bans(text.replaceAll('203.0.113.7', '203.0.113.70')), []);
    const reading = read(text, '');
    assert.deepEqual(reading.observations, []);
    assert.match(reading.notes?.[0] ?? '', /whether yours is one/);
    const two = read(text, `${log}\n${log.replace('203.0.113.7', '203.0.113.9')}`);
    assert.deepEqual(two.observations, []);
  }
});

test('the person tells who comes', () => {
  const told = read(jail, 'my ip: 203.0.113.7').observations.map(({ value }) => value);
  assert.deepEqual(told, [{ by: 'fail2ban:sshd', address: '203.0.113.7' }]);
});
