import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Behaviour } from './lab/behaviour.ts';
import { behaviours, type Lab, serve, type Visit } from './lab/index.ts';
import { clientConfig, described, diagnose, noSsh, sshwhy, to } from './lab/run.ts';
import { handOn, type Sshd, sshdUnusable, startSshd } from './lab/sshd.ts';

const all = await behaviours();
const skip = await sshdUnusable();

/** The server shares its process with other tests and may see a connection late. */
const aSecond = 900;

function named(id: string): Behaviour {
  return all.find((b) => b.id === id) ?? assert.fail(`no behaviour ${id}`);
}

function gaps(visits: readonly Visit[]): readonly number[] {
  return visits.slice(1).map((visit, i) => visit.atMs - (visits[i]?.atMs ?? 0));
}

describe('at most three connections that do not log in, a second apart', { concurrency: 5 }, () => {
  const answering = [
    'fin-at-accept',
    'maxstartups-text',
    'http-close',
    'fin-at-kex',
    'not-allowed-rst',
    'smtp',
    'kexinit-empty',
  ];
  for (const id of [...answering, 'silent-at-accept', 'silent-at-kex', 'tarpit']) {
    test(id, async () => {
      const lab = await serve(named(id));
      try {
        const run = await diagnose(to(lab.port));
        assert.ok(lab.visits.length >= 1 && lab.visits.length <= 3, `${lab.visits.length} connections`);
        if (!answering.includes(id)) return;
        const close = gaps(lab.visits).filter((ms) => ms < aSecond);
        assert.deepEqual(close, [], `connections came after ${close.map(Math.round).join(', ')} ms\n${described(run)}`);
      } finally {
        await lab.stop();
      }
    });
  }
});

test('a jump host that fails is looked at within the same budget, and what it got is told', {
  skip: noSsh,
}, async () => {
  const lab = await serve(named('fin-at-accept'));
  try {
    const run = await diagnose(['-F', clientConfig(), '-J', `root@127.0.0.1:${lab.port}`, 'web9']);
    assert.equal(run.report.verdict.roots[0], 'jump-host-failed', described(run));
    assert.ok(lab.visits.length <= 3, `${lab.visits.length} connections`);
    assert.deepEqual(
      gaps(lab.visits).filter((ms) => ms < aSecond),
      [],
      described(run),
    );
    assert.ok(
      run.report.warnings.some((w) => w.startsWith('sent to ') && w.includes(String(lab.port))),
      described(run),
    );
  } finally {
    await lab.stop();
  }
});

test('where the name is not known nothing is told as sent', { skip: noSsh }, async () => {
  const run = await diagnose(['-F', clientConfig(), 'web1.invalid']);
  const sent = run.report.warnings.find((w) => w.startsWith('sent: '));
  assert.match(sent ?? '', /^sent: 0 login attempts, 0 connections .*, 0 connections/, described(run));
});

test('--plan sends nothing', async () => {
  const lab = await serve(named('fin-at-accept'));
  try {
    const run = await sshwhy(['--plan', ...to(lab.port)]);
    assert.equal(run.status, 0, described(run));
    assert.match(run.stdout, /127\.0\.0\.1/);
    assert.equal(lab.visits.length, 0);
  } finally {
    await lab.stop();
  }
});

interface Detour {
  readonly sshd: Sshd;
  readonly lab: Lab;
}

/** An sshd that says all, behind a port that counts. */
async function behindCounter(use: (detour: Detour) => Promise<void>): Promise<void> {
  const sshd = await startSshd({ lines: ['LogLevel DEBUG1'] });
  const lab = await serve({ serve: handOn(sshd.port) });
  try {
    await use({ sshd, lab });
  } finally {
    await lab.stop();
    await sshd.stop();
  }
}

/** Each attempt of ssh to log in begins with the method `none`. */
function logins(sshd: Sshd): number {
  return sshd.log().match(/userauth-request for user .* method none/g)?.length ?? 0;
}

function password(sshd: Sshd): boolean {
  return /method (password|keyboard-interactive)/.test(sshd.log());
}

describe('a real server', { skip, concurrency: 3 }, () => {
  for (const key of ['right', 'wrong', 'none'] as const) {
    test(`sees one attempt to log in at most: ${key} key`, async () => {
      await behindCounter(async ({ sshd, lab }) => {
        const run = await diagnose([...sshd.client({ port: lab.port, key }), '127.0.0.1']);
        assert.ok(logins(sshd) <= 1, `${logins(sshd)} attempts`);
        assert.ok(lab.visits.length - logins(sshd) <= 3, `${lab.visits.length} connections`);
        assert.deepEqual(
          gaps(lab.visits).filter((ms) => ms < aSecond),
          [],
          described(run),
        );
        assert.ok(!password(sshd), 'a password was tried');
        assert.ok(
          run.report.warnings.some((w) => /connection/i.test(w)),
          `not said what was spent: ${run.report.warnings}`,
        );
      });
    });
  }

  // The method `none` only asks which methods there are (RFC 4252 §5.2); ssh sends it before it can be told to stop.
  test('sees no attempt to log in with --no-login', async () => {
    await behindCounter(async ({ sshd, lab }) => {
      await diagnose(['--no-login', ...sshd.client({ port: lab.port }), '127.0.0.1']);
      assert.ok(lab.visits.length >= 1 && lab.visits.length <= 3, `${lab.visits.length} connections`);
      assert.doesNotMatch(sshd.log(), /userauth-request for user .* method (?!none)/);
    });
  });

  test('is not sought by --plan', async () => {
    await behindCounter(async ({ sshd, lab }) => {
      await sshwhy(['--plan', ...sshd.client({ port: lab.port }), '127.0.0.1']);
      assert.equal(lab.visits.length, 0);
    });
  });

  for (const strict of ['ask', 'accept-new', 'no']) {
    test(`stays out of known_hosts when its key is new: StrictHostKeyChecking ${strict}`, async () => {
      const sshd = await startSshd();
      try {
        const words = sshd.client({ known: 'none', lines: [`StrictHostKeyChecking ${strict}`] });
        const { report } = await diagnose([...words, '127.0.0.1']);
        assert.ok(!existsSync(`${words[1]}.known_hosts`), 'known_hosts was made');
        const asked = report.findings.some(({ therefore }) => therefore === 'ssh will ask you about it');
        assert.equal(asked, strict === 'ask');
      } finally {
        await sshd.stop();
      }
    });
  }

  for (const strict of ['ask', 'accept-new', 'no', 'accept-new, and shares its connections']) {
    test(`as does that of a jump host: StrictHostKeyChecking ${strict}`, async () => {
      const [sshd, hop] = await Promise.all([startSshd(), startSshd({ lines: ['LogLevel DEBUG1'] })]);
      const shared = join(hop.folder, 'shared');
      const sharing = ['ControlMaster auto', `ControlPath ${shared}`, 'ControlPersist 60'];
      try {
        const lines = [
          `StrictHostKeyChecking ${strict.split(',')[0]}`,
          `IdentityFile ${join(hop.folder, 'key')}`,
          ...(strict.includes('shares') ? sharing : []),
        ];
        const words = sshd.client({ known: 'none', lines });
        const run = await diagnose([...words, '-J', `localhost:${hop.port}`, '127.0.0.1']);
        assert.equal(run.report.verdict.outcome, 'healthy', described(run));
        assert.equal(logins(hop), 1, 'the way led not through the jump host');
        assert.ok(!existsSync(`${words[1]}.known_hosts`), 'known_hosts was made');
        assert.ok(!existsSync(shared), 'a connection stays open');
      } finally {
        await Promise.all([sshd.stop(), hop.stop()]);
      }
    });
  }

  test('leaves known_hosts as it is', async () => {
    const sshd = await startSshd();
    try {
      const words = sshd.client({ known: 'changed', lines: ['StrictHostKeyChecking no', 'UpdateHostKeys yes'] });
      const path = `${words[1]}.known_hosts`;
      const before = { text: readFileSync(path, 'utf8'), at: statSync(path).mtimeMs };
      await diagnose([...words, '127.0.0.1']);
      assert.deepEqual({ text: readFileSync(path, 'utf8'), at: statSync(path).mtimeMs }, before);
    } finally {
      await sshd.stop();
    }
  });
});
