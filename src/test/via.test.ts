import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Report } from '../model/report.ts';
import { quietPort } from './lab/index.ts';
import { sshwhy, to } from './lab/run.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-via-'));
after(() => rmSync(scratch, { recursive: true }));

/** A console: a script that is called with `sh -s`, and has the collector on its standard input. */
function consoleThat(does: string): string {
  const file = join(scratch, `console-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, does);
  return `sh '${file}'`;
}

async function diagnosed(...words: readonly string[]): Promise<Report> {
  const { stdout } = await sshwhy(['--json', '--timeout', '60', ...words, ...to(await quietPort())]);
  return JSON.parse(stdout);
}

function notes({ warnings }: Report): string {
  return warnings.filter((w) => w.startsWith('the server was') || w.startsWith('the snapshot')).join('\n');
}

function hasSnapshot({ evidence }: Report): boolean {
  return evidence.some((e) => e.kind === 'snapshot' && e.vantage === 'server');
}

describe('--via', () => {
  test('a console that greets first gives the snapshot', async () => {
    const report = await diagnosed('--via', consoleThat('echo "Welcome to web1!"; exec "$@"'));
    assert.ok(hasSnapshot(report), notes(report));
    assert.doesNotMatch(notes(report), /broke off|not read/);
    assert.equal(report.verdict.symptom, 'tcp.refused');
  });

  for (const [what, does, says] of [
    ['fails', 'echo "Error: No such container: web1" >&2; exit 1', /not read: .*status 1 .*No such container: web1/],
    ['asks for a password', 'read -r word </dev/tty && exec "$@"', /not read: .* ended with status/],
    ['says nothing', 'cat >/dev/null', /not read: .*gave no snapshot/],
    [
      'dies half way',
      'echo "sshwhy-snapshot 1"; echo "[os] uname"; echo "|Linux"; exit 3',
      /read in part: .*broke off/,
    ],
  ] as const) {
    test(`a console that ${what} gets a clear sentence, and the client's diagnosis comes`, async () => {
      const report = await diagnosed('--via', consoleThat(does));
      assert.match(notes(report), says);
      assert.equal(report.verdict.symptom, 'tcp.refused');
    });
  }

  test('a console that hangs is left', async () => {
    const report = await diagnosed('--timeout', '4', '--via', consoleThat('sleep 5432'));
    assert.match(notes(report), /not read: .* took more than [\d.]+ s/);
  });

  test('a console for which the time does not suffice tells what it left out, and is read with more', async () => {
    // Its time is over, or not, from the start: nobody waits here.
    const slow = consoleThat('sed "s/^  now; deadline=.*/&; deadline=\\$((clock - LATE))/" | "$@"');
    const late = await diagnosed('--via', `env LATE=1 ${slow}`);
    assert.match(notes(late), /read in part: no time was left for \d+ of its sections; .*--timeout/);
    assert.ok(hasSnapshot(late));
    const early = await diagnosed('--timeout', '120', '--via', `env LATE=-60 ${slow}`);
    assert.equal(notes(early), '');
  });

  test('a program that is not there', async () => {
    const report = await diagnosed('--via', 'no-such-program-1 exec web1');
    assert.match(notes(report), /not read: .*no such program/);
  });

  test('words that cannot be split, and no words, are wrong usage', async () => {
    for (const via of ['a "b', ' ']) assert.equal((await sshwhy(['--via', via, 'web1'])).status, 64);
  });
});

describe('--snapshot', () => {
  test('a file is read beside the client, and its place is told', async () => {
    const file = join(scratch, 'snapshot.txt');
    const { stdout } = await sshwhy(['snapshot']);
    writeFileSync(file, stdout);
    const report = await diagnosed('--snapshot', file);
    assert.ok(hasSnapshot(report));
    assert.equal(report.verdict.symptom, 'tcp.refused');
  });

  test('a file that is not there, or is something else, is wrong usage', async () => {
    const other = join(scratch, 'other.txt');
    writeFileSync(other, 'hello\n');
    for (const file of [join(scratch, 'none'), other]) {
      const { status, stderr } = await sshwhy(['--snapshot', file, 'web1']);
      assert.equal(status, 64);
      assert.match(stderr, /^sshwhy: .*\.\n$/);
    }
  });
});
