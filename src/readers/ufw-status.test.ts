import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './ufw-status.ts';

function read(text: string): Reading {
  const data = `ssh: connect to host 192.0.2.5 port 22: Connection timed out\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence);
}
const facts = (text: string): readonly string[] =>
  read(text).observations.map(({ value, at }) => `${(value as { action: string }).action} | ${at.quote}`);

const verbose = 'Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\n';
const head = `New profiles: skip

To                         Action      From
--                         ------      ----
`;
const web = '80/tcp                     ALLOW IN    Anywhere                  \n';
const six = '22/tcp (v6)                ALLOW IN    Anywhere (v6)             \n';

test('what no rule admits meets the default', () => {
  const quote = 'drop | Default: deny (incoming), allow (outgoing), disabled (routed)';
  assert.deepEqual(facts(verbose + head + web), [quote]);
  assert.deepEqual(facts(`${verbose}New profiles: skip\n\nroot@web1:~# `), [quote]);
  // Cut short: what stands below is not known.
  for (const cut of [
    verbose,
    `${verbose}New profiles: skip\n\n`,
    verbose + head,
    `${verbose + head}To`,
    `${verbose + head + web}22/tcp      ALLOW`,
  ])
    assert.deepEqual(facts(cut), []);
  assert.deepEqual(facts(verbose + head + web + six), [quote]);
  assert.deepEqual(facts((verbose + head + web).replace('deny (in', 'reject (in')), [
    quote.replace('drop', 'reject').replace('deny', 'reject'),
  ]);
});

test('without its default only a rule decides', () => {
  const plain = `Status: active\n\n${head}`;
  assert.deepEqual(facts(plain + web), []);
  assert.match(read(plain + web).notes?.[0] ?? '', /ufw status verbose/);
  const deny = '22/tcp                     DENY        Anywhere                  \n';
  assert.deepEqual(facts(plain + deny + six), [`drop | ${deny.trim()}`]);
});

test('a limit', () => {
  const limit = '[ 2] OpenSSH                    LIMIT IN    Anywhere                  ';
  assert.deepEqual(facts(`Status: active\n\n${limit}`), [`limit | ${limit.trim()}`]);
});

test('look-alike: what is admitted, or may be', () => {
  for (const rule of [
    '22/tcp                     ALLOW IN    Anywhere                  ',
    'OpenSSH                    ALLOW IN    Anywhere                  ',
    '22                         ALLOW IN    Anywhere                   # admin',
    '20:30/tcp                  ALLOW IN    Anywhere                  ',
    '22/tcp                     ALLOW IN    10.0.0.0/8                 # office',
    '22/tcp on eth1             ALLOW IN    Anywhere                  ',
    'My Own Profile             ALLOW IN    Anywhere                  ',
    'Anywhere                   ALLOW IN    203.0.113.7               ',
  ]) {
    assert.deepEqual(facts(`${verbose}${head}${rule}`), [], rule);
  }
  assert.deepEqual(facts('Status: inactive'), []);
});
