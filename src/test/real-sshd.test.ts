import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Report } from '../model/report.ts';
import { serve } from './lab/index.ts';
import { described, diagnose, type Run } from './lab/run.ts';
import { handOn, type Sshd, type SshdOptions, sshdUnusable, startSshd } from './lab/sshd.ts';
import { sayAndClose } from './lab/wire.ts';

const skip = await sshdUnusable();
const shell = userInfo().shell ?? '';

async function withSshd(options: SshdOptions, use: (sshd: Sshd) => Promise<void>): Promise<void> {
  const sshd = await startSshd(options);
  try {
    await use(sshd);
  } finally {
    await sshd.stop();
  }
}

type Told = Run & { report: Report };

function assertStops(run: Told, symptom: string): void {
  const { verdict } = run.report;
  assert.equal(verdict.symptom, symptom, described(run));
  assert.equal(verdict.stage, symptom.split('.')[0]);
  assert.notEqual(verdict.outcome, 'healthy');
  assert.equal(run.status, verdict.outcome === 'confirmed' ? 1 : 2, described(run));
}

function assertConfirmed(run: Told, cause: string): void {
  const { verdict } = run.report;
  assert.deepEqual(verdict.roots, [cause], `${verdict.summary} ${JSON.stringify(verdict.candidates)}`);
  assert.equal(run.status, 1);
}

function assertHealthy(run: Told, stage: string): void {
  const { verdict } = run.report;
  assert.equal(verdict.outcome, 'healthy', described(run));
  assert.equal(verdict.symptom, null);
  assert.equal(verdict.stage, stage);
  assert.equal(run.status, 0);
}

/** Confirmed or possible. */
function suspects(run: Told): readonly string[] {
  return [...run.report.verdict.roots, ...run.report.verdict.candidates];
}

describe('a real sshd', { skip, concurrency: 4 }, () => {
  test('that works is healthy at every stage', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([...sshd.ssh, '127.0.0.1']);
      assertHealthy(run, 'session');
      assert.deepEqual(
        run.report.stages.filter((s) => s.status !== 'pass'),
        [],
      );
      assert.equal(run.report.target?.port, sshd.port);
      assert.deepEqual(run.report.verdict.roots, []);
    }));

  test('that works is healthy as far as --no-login goes', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose(['--no-login', ...sshd.ssh, '127.0.0.1']);
      assert.equal(run.report.verdict.outcome, 'healthy', described(run));
      assert.equal(run.report.stages.find((s) => s.stage === 'auth')?.status, 'unknown');
      assert.equal(run.status, 0);
    }));

  test('that refuses the key the user named stops at auth', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([...sshd.client({ key: 'wrong' }), '127.0.0.1']);
      assertStops(run, 'auth.denied');
      assert.ok(suspects(run).includes('key-not-accepted'), suspects(run).join());
    }));

  test('that refuses the named key and offers a password stops at auth too', () =>
    withSshd({ lines: ['PasswordAuthentication yes'] }, async (sshd) => {
      assertStops(await diagnose([...sshd.client({ key: 'wrong' }), '127.0.0.1']), 'auth.denied');
    }));

  test('that offers a password is healthy as far as it was tried', () =>
    withSshd({ lines: ['PasswordAuthentication yes'] }, async (sshd) => {
      const run = await diagnose([...sshd.client({ key: 'none', lines: ['PubkeyAuthentication no'] }), '127.0.0.1']);
      assertHealthy(run, 'hostkey');
      assert.equal(run.report.stages.find((s) => s.stage === 'auth')?.status, 'unknown');
      assert.match(run.report.verdict.summary, /password/i);
    }));

  test('whose key is another than the one in known_hosts', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([...sshd.client({ known: 'changed' }), '127.0.0.1']);
      assertStops(run, 'hostkey.changed');
      assertConfirmed(run, 'host-key-changed');
    }));

  test('whose key is not known, with strict checking', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([
        ...sshd.client({ known: 'none', lines: ['StrictHostKeyChecking yes'] }),
        '127.0.0.1',
      ]);
      assertStops(run, 'hostkey.unknown');
      assertConfirmed(run, 'host-key-unknown');
    }));

  test('that shares no algorithm: all mismatches at once', () =>
    withSshd(
      { lines: ['KexAlgorithms diffie-hellman-group14-sha256', 'Ciphers aes128-ctr', 'MACs hmac-sha2-256'] },
      async (sshd) => {
        const lines = ['KexAlgorithms curve25519-sha256', 'Ciphers aes256-ctr', 'MACs hmac-sha2-512'];
        const run = await diagnose([...sshd.client({ lines }), '127.0.0.1']);
        assertStops(run, 'kex.no-match');
        assertConfirmed(run, 'algorithm-mismatch');
        for (const name of ['diffie-hellman-group14-sha256', 'aes128-ctr', 'hmac-sha2-256']) {
          assert.ok(
            JSON.stringify([run.report.assessments, run.report.findings]).includes(name),
            `nothing is said of ${name}`,
          );
        }
      },
    ));

  test('that runs a forced command', () =>
    withSshd({ keyOptions: 'command="echo only this"' }, async (sshd) => {
      const run = await diagnose([...sshd.ssh, '127.0.0.1']);
      assertStops(run, 'session.failed');
      assert.ok(suspects(run).includes('force-command'), suspects(run).join());
    }));

  const noBash = shell.endsWith('bash') ? false : 'the login shell is not bash';
  test('whose start-up file prints', { skip: noBash }, () =>
    withSshd({}, async (sshd) => {
      const file = join(sshd.folder, '.bashrc');
      writeFileSync(file, 'echo Welcome back\n');
      // Some builds of bash read ~/.bashrc when sshd starts them, others what BASH_ENV names.
      await sshd.restart([`SetEnv HOME=${sshd.folder} BASH_ENV=${file}`]);
      const run = await diagnose([...sshd.ssh, '127.0.0.1']);
      assert.ok(run.report.verdict.roots.includes('shell-rc-output'), described(run));
      assert.ok(['degraded', 'confirmed'].includes(run.report.verdict.outcome));
    }),
  );

  test('that refuses every session', () =>
    withSshd({ lines: ['MaxSessions 0'] }, async (sshd) => {
      const run = await diagnose([...sshd.ssh, '127.0.0.1']);
      assertStops(run, 'session.denied');
      assert.ok(suspects(run).includes('maxsessions'), suspects(run).join());
    }));

  test('that was stopped refuses the connection', () =>
    withSshd({}, async (sshd) => {
      await sshd.stop();
      const run = await diagnose([...sshd.ssh, '127.0.0.1']);
      assertStops(run, 'tcp.refused');
      assert.equal(run.status, 2);
      assert.ok(run.report.verdict.candidates.includes('sshd-not-running'), run.report.verdict.candidates.join());
      assert.ok(run.report.verdict.ask.length > 0);
    }));

  test('behind a jump host is healthy', () =>
    withSshd({}, async (sshd) => {
      const lines = [`IdentityFile ${join(sshd.folder, 'key')}`];
      const run = await diagnose([...sshd.client({ key: 'none', lines }), '-J', `localhost:${sshd.port}`, '127.0.0.1']);
      assertHealthy(run, 'session');
    }));

  test('behind a jump host that is down: the hop is named', () =>
    withSshd({}, async (sshd) => {
      const hop = await serve({});
      const run = await diagnose([...sshd.ssh, '-J', `localhost:${hop.port}`, '127.0.0.1']);
      assertStops(run, 'config.failed');
      assert.ok(suspects(run).includes('jump-host-failed'), suspects(run).join());
      assert.match(JSON.stringify([run.report.verdict.summary, run.report.hops]), new RegExp(`${hop.port}`));
    }));

  test('behind a chain whose last hop takes no key of ours: that hop is named', () =>
    withSshd({}, async (sshd) => {
      await withSshd({}, async (last) => {
        const lines = [`IdentityFile ${join(sshd.folder, 'key')}`];
        const chain = `127.0.0.1:${sshd.port},localhost:${last.port}`;
        const run = await diagnose([...sshd.client({ key: 'none', lines }), '-J', chain, '127.0.0.1']);
        assertStops(run, 'config.failed');
        assertConfirmed(run, 'jump-host-failed');
        assert.match(run.report.verdict.summary, new RegExp(`the jump host localhost:${last.port} fails`));
      });
    }));

  test('that takes a key whose private half is damaged', () =>
    withSshd({}, async (sshd) => {
      const key = join(sshd.folder, 'key');
      const whole = readFileSync(key, 'utf8');
      writeFileSync(key, whole.slice(0, 200), { mode: 0o600 });
      assertConfirmed(await diagnose([...sshd.ssh, '127.0.0.1']), 'client-key-unusable');
    }));

  test('whose client binds to a card that is not there', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([...sshd.client({ lines: ['BindInterface nosuch0'] }), '127.0.0.1']);
      assertStops(run, 'config.invalid');
      assertConfirmed(run, 'client-config-invalid');
    }));

  test('whose host key nobody can look up, since KnownHostsCommand fails', () =>
    withSshd({}, async (sshd) => {
      const run = await diagnose([...sshd.client({ lines: ['KnownHostsCommand /bin/false'] }), '127.0.0.1']);
      assertStops(run, 'hostkey.failed');
      assertConfirmed(run, 'client-config-invalid');
    }));

  test('of which every third connection is lost: --repeat gives the rate', () =>
    withSshd({}, async (sshd) => {
      const lab = await serve({
        serve: (socket, n) => (n % 3 === 0 ? sayAndClose(socket) : handOn(sshd.port)(socket)),
      });
      try {
        const words = sshd.client({ port: lab.port });
        const run = await diagnose(['--repeat', '6', '--timeout', '40', ...words, '127.0.0.1']);
        const { intermittent, outcome } = run.report.verdict;
        assert.ok(intermittent !== null && intermittent.tried >= 6 && intermittent.failed >= 2, described(run));
        assert.ok(intermittent.low < 1 / 3 && intermittent.high > 1 / 3, JSON.stringify(intermittent));
        assert.notEqual(outcome, 'healthy');
      } finally {
        await lab.stop();
      }
    }));
});
