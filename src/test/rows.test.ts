import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { behaviours, serve } from './lab/index.ts';
import { assertExpected, assertInTime, diagnose, to } from './lab/run.ts';

const seconds = 12;
const rows = (await behaviours()).filter((b) => b.row !== undefined);

describe('nine faulty servers', { concurrency: 5 }, () => {
  test('are nine', () =>
    assert.equal(
      rows
        .map((b) => b.row)
        .sort()
        .join(''),
      'ABCDEFGHI',
    ));

  for (const behaviour of rows) {
    test(`${behaviour.row}: ${behaviour.title}`, async () => {
      const lab = await serve(behaviour);
      try {
        const run = await diagnose(['--timeout', String(seconds), ...to(lab.port)]);
        assertExpected(behaviour, run);
        assertInTime(run, seconds);
      } finally {
        await lab.stop();
      }
    });
  }
});
