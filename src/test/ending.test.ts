import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { behaviours, serve } from './lab/index.ts';
import { clientConfig, described, diagnose, noSsh, program, scratch, to } from './lab/run.ts';

const skip = process.platform === 'win32' ? 'signals of POSIX' : noSsh;

let helpers = 0;

/** A helper that writes down its process id, takes no hint, and stays. */
function helper(): { readonly command: string; readonly pid: () => number | null } {
  const at = join(scratch, `helper-${++helpers}`);
  const script = `${at}.sh`;
  writeFileSync(script, `trap '' TERM HUP INT\necho $$ >${at}.tmp; mv ${at}.tmp ${at}\nexec sleep 600\n`);
  return { command: `sh ${script}`, pid: () => (existsSync(at) ? Number(readFileSync(at, 'utf8')) : null) };
}

/** Waits until it holds; that it never does, the time-out of the test tells. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

/** One that is over and whose end nobody has asked for yet (Z) does not run. */
function runs(pid: number | null): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

function started(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
}

function endOf(child: ChildProcess): Promise<readonly [status: number | null, signal: string | null]> {
  return new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
}

describe('what sshwhy started ends with it', { skip, timeout: 60_000 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`after ${signal}, a helper of ssh that takes no hint`, async () => {
      const proxy = helper();
      const child = started(['-F', clientConfig(), '-o', `ProxyCommand=${proxy.command}`, 'root@web9.example']);
      await until(() => proxy.pid() !== null);
      child.kill(signal);
      assert.deepEqual(await endOf(child), [null, signal]);
      await until(() => !runs(proxy.pid()));
    });
  }

  test('after a signal, what was to reach a console', async () => {
    const lab = await serve((await behaviours()).find((b) => b.id === 'fin-at-accept') ?? assert.fail());
    const way = helper();
    const child = started(['--via', way.command, ...to(lab.port)]);
    await until(() => way.pid() !== null);
    child.kill('SIGTERM');
    assert.deepEqual(await endOf(child), [null, 'SIGTERM']);
    await until(() => !runs(way.pid()));
    await lab.stop();
  });

  test('when the time is over', async () => {
    const proxy = helper();
    const run = await diagnose(['--timeout', '1', '-F', clientConfig(), '-o', `ProxyCommand=${proxy.command}`, 'web9']);
    assert.equal(run.status, 2, described(run));
    await until(() => !runs(proxy.pid()));
  });
});
