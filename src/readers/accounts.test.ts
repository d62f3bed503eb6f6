import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './accounts.ts';

function states(text: string, call = '$ ssh eva@10.1.2.3'): readonly string[] {
  const data = `${call}\n${text}`;
  const at = '2026-01-31T12:00:00.000Z';
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at, title: '', data };
  return reader.read(evidence).observations.map(({ value }) => (value as { state: string }).state);
}

test('a line of shadow', () => {
  assert.deepEqual(states('eva:$y$j9T$X$Y:20400:0:99999:7:::'), []);
  assert.deepEqual(states('eva:!$y$j9T$X$Y:20400:0:99999:7:::'), ['locked']);
  assert.deepEqual(states('eva:*:20400:0:99999:7:::'), []);
  assert.deepEqual(states('eva:$y$X:19700:0:99999:7::20000:'), ['expired']);
  assert.deepEqual(states('eva:$y$X:19700:0:90:7::99000:'), ['password-expired']);
  assert.deepEqual(states('eva:$y$X:0:0:99999:7:::'), ['password-expired']);
});

test('the dates of chage', () => {
  const chage = (user: string, dates: string): readonly string[] => states(`# chage -l ${user}\n${dates}`);
  const past = 'Last password change\t: Jan 01, 2025\nAccount expires\t\t\t: Oct 31, 2025';
  assert.deepEqual(chage('eva', past), ['expired']);
  assert.deepEqual(chage('bob', past), []);
  assert.deepEqual(chage('eva', 'Account expires\t\t\t: Oct 31, 2027'), []);
  assert.deepEqual(chage('eva', 'Password expires    : Apr 01, 2025\nAccount expires     : never'), [
    'password-expired',
  ]);
});

test('look-alikes: the account of somebody else, a line of passwd, and nobody who logs in', () => {
  assert.deepEqual(states('bob:!:20400:0:99999:7:::'), []);
  assert.deepEqual(states('eva:x:1001:1001::/home/eva:/bin/bash'), []);
  assert.deepEqual(states('eva:!:20400:0:99999:7:::', '# an excerpt'), []);
  assert.deepEqual(states('eva:!:20400:0:99999:7:::', '$ ssh eva@a\n$ ssh bob@b'), []);
});

test('the state that passwd tells', () => {
  assert.deepEqual(states('eva LK 2026-01-01 0 99999 7 -1 (Password locked.)'), ['locked']);
  assert.deepEqual(states('eva LK 2026-01-01 0 99999 7 -1 (Alternate authentication scheme in use.)'), ['no-password']);
  assert.deepEqual(states('eva L 01/01/2026 0 99999 7 -1'), ['no-password']);
  assert.deepEqual(states('eva P 2026-01-01 0 99999 7 -1'), []);
  assert.deepEqual(states('eva NP 2026-01-01 0 99999 7 -1'), []);
  assert.deepEqual(states('bob L 2026-01-01 0 99999 7 -1'), []);
});
