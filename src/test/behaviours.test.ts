import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { behaviours, serve } from './lab/index.ts';
import { assertExpected, assertInTime, assertNoControls, described, diagnose, noSsh, sshwhy, to } from './lab/run.ts';

const seconds = 12;
const all = await behaviours();
const others = all.filter((b) => b.row === undefined);
const hostile = all.filter((b) => b.hostile);

describe('servers that misbehave', { concurrency: 5 }, () => {
  for (const behaviour of others) {
    test(`${behaviour.id}: ${behaviour.title}`, { skip: behaviour.wantsSsh ? noSsh : false }, async () => {
      const lab = await serve(behaviour);
      try {
        const run = await diagnose(['--timeout', String(seconds), ...to(lab.port)]);
        assertExpected(behaviour, run);
        assertInTime(run, seconds);
        assert.ok(run.peakMb !== null && run.peakMb < 200, `${run.peakMb} MB`);
      } finally {
        await lab.stop();
      }
    });
  }
});

describe('what a hostile server says', { concurrency: 5 }, () => {
  for (const behaviour of hostile) {
    test(`${behaviour.id}: reaches no terminal with control characters`, async () => {
      const lab = await serve(behaviour);
      try {
        const run = await sshwhy(['-v', '--timeout', '8', ...to(lab.port)]);
        assert.ok(run.status === 1 || run.status === 2, described(run));
        assertNoControls(run.stdout);
        assertNoControls(run.stderr);
        assert.ok(run.stdout.length < 100_000, `${run.stdout.length} characters`);
      } finally {
        await lab.stop();
      }
    });
  }
});
