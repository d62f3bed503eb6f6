import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { behaviours, serve } from './lab/index.ts';
import { assertExpected, described, diagnose, to } from './lab/run.ts';

const seconds = 12;
/** What a busy machine may add before and after the diagnosis. */
const startUp = 2;
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
        assert.ok(run.report.durationMs <= seconds * 1000, described(run));
        assert.ok(run.ms < (seconds + startUp) * 1000, described(run));
      } finally {
        await lab.stop();
      }
    });
  }
});
