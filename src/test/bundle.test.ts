import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import type { Report } from '../model/report.ts';
import { behaviours, serve } from './lab/index.ts';
import { assertOneSentence, described, diagnose, scratch, sshwhy, to } from './lab/run.ts';
import { sshdUnusable, startSshd } from './lab/sshd.ts';

const skip = await sshdUnusable();
const all = await behaviours();
const kept = [
  'fin-at-accept',
  'maxstartups-text',
  'http-close',
  'kexinit-empty',
  'control-characters',
  'refused',
  'mysql',
];

/** Judging the bundle gives the report of the live diagnosis, byte for byte. */
async function assertSame(path: string, live: string): Promise<void> {
  const again = await sshwhy(['explain', path, '--json']);
  assert.equal(again.stdout, live, described(again));
  const piped = await sshwhy(['explain', '--json'], { input: readFileSync(path) });
  assert.equal(piped.stdout, live, described(piped));
}

describe('a bundle', { concurrency: 4 }, () => {
  for (const behaviour of all.filter((b) => kept.includes(b.id))) {
    test(`gives the same report: ${behaviour.id}`, async () => {
      const lab = await serve(behaviour);
      try {
        const path = join(scratch, `${behaviour.id}.bundle`);
        const live = await diagnose(['--bundle', path, ...to(lab.port)]);
        await assertSame(path, live.stdout);
        const again = await sshwhy(['explain', path]);
        assert.equal(again.status, live.status, described(again));
      } finally {
        await lab.stop();
      }
    });
  }

  test('gives the same report: healthy', { skip }, async () => {
    const sshd = await startSshd();
    try {
      const path = join(scratch, 'healthy.bundle');
      const live = await diagnose(['--bundle', path, ...sshd.ssh, '127.0.0.1']);
      await assertSame(path, live.stdout);
      for (const part of Object.values(unzipSync(readFileSync(path))))
        assert.doesNotMatch(strFromU8(part), /PRIVATE KEY/);
    } finally {
      await sshd.stop();
    }
  });

  test('of what is explained gives the same report, also with pseudonyms, and then has no name or address left', async () => {
    const text = [
      'Jan 31 12:00:01 prodgw sshd[1]: Failed publickey for mbecker from 91.12.33.4 port 5 ssh2: RSA SHA256:1ThbgQkXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY1',
      'Jan 31 12:00:02 prodgw sshd[1]: Authentication refused: bad ownership or modes for directory /home/mbecker/.ssh',
    ].join('\n');
    const plain = join(scratch, 'plain.bundle');
    const first = await sshwhy(['explain', '--json', '--bundle', plain], { input: text });
    await assertSame(plain, first.stdout);
    const other = join(scratch, 'other.bundle');
    const second = await sshwhy(['explain', '--json', '--pseudonyms', '--bundle', other, plain]);
    await assertSame(other, second.stdout);
    assert.equal(second.status, first.status);
    const parts = Object.values(unzipSync(readFileSync(other))).map((part) => strFromU8(part));
    for (const held of [second.stdout, ...parts])
      assert.doesNotMatch(held, /prodgw|mbecker|91\.12\.33|1ThbgQ/, held.slice(0, 400));
    const roots = ({ stdout }: { stdout: string }): unknown => (JSON.parse(stdout) as Report).verdict.roots;
    assert.deepEqual(roots(second), roots(first));
  });

  test('that lost its end is refused in a sentence', async () => {
    const lab = await serve({});
    const path = join(scratch, 'whole.bundle');
    await diagnose(['--bundle', path, ...to(lab.port)]);
    const bytes = readFileSync(path);
    for (const part of [0.3, 0.7, 0.99]) {
      const short = join(scratch, `short-${part}.bundle`);
      writeFileSync(short, bytes.subarray(0, Math.floor(bytes.length * part)));
      const run = await sshwhy(['explain', short, '--json']);
      assert.ok(run.status === 64 || run.status === 3, described(run));
      assert.equal(run.stdout, '');
      assertOneSentence(run.stderr);
    }
  });

  test('that cannot be written is said in a sentence', async () => {
    const lab = await serve({});
    const run = await sshwhy(['--json', '--bundle', join(scratch, 'no', 'such', 'folder'), ...to(lab.port)]);
    assert.ok(run.status === 64 || run.status === 3, described(run));
    assertOneSentence(run.stderr);
  });
});
