import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { probe } from './repeat.ts';

function notesOf(times: readonly number[], ran = true): readonly string[] {
  const tries = times.map((ms) => ({ ms, stderr: '', cut: false, ran }));
  const evidence: Evidence = { id: 'e1', kind: 'repeat', vantage: 'client', at: '', title: '', data: { tries } };
  return probe.read({ tries }, evidence).notes ?? [];
}

test('logins that came about a second late are told, and no others', () => {
  assert.match(
    notesOf([210, 1230, 220, 230, 1240, 190]).join(),
    /^2 of 6 logins took a second or more longer .*\(220 ms\)/,
  );
  assert.deepEqual(notesOf([210, 700, 220, 230, 640, 190]), []);
  assert.deepEqual(notesOf([2100, 2300, 2200]), []);
  assert.deepEqual(notesOf([210, 8000, 220], false), []);
});
