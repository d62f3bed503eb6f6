import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { quietPort } from './lab/index.ts';
import { clientConfig, described, noSsh, program, scratch, sshwhy } from './lab/run.ts';
import { type Sshd, sshdUnusable, startSshd } from './lab/sshd.ts';

const noShell = process.platform === 'win32' ? 'no sh' : false;

function lacks(name: string): string | false {
  return spawnSync(name, ['--version']).error === undefined ? false : `${name} is not installed`;
}

const run = (...command: readonly string[]) => sshwhy(['run', '--', ...command]);
const explains = /^sshwhy: (?<summary>.+)\n(?: {8}.+\n){1,3}$/m;

describe('a command that does not fail on SSH is left alone', { skip: noShell }, () => {
  const silent: readonly (readonly [readonly string[], number, string, string])[] = [
    [['true'], 0, '', ''],
    [['sh', '-c', 'echo out; echo err >&2; exit 3'], 3, 'out\n', 'err\n'],
    [['echo', '-h', '--json', '-p', '22', '--', 'x'], 0, '-h --json -p 22 -- x\n', ''],
    // A message of ssh that no ssh of this command printed.
    [
      ['sh', '-c', 'echo "ssh: connect to host web1 port 22: Connection refused" >&2; exit 255'],
      255,
      '',
      'ssh: connect to host web1 port 22: Connection refused\n',
    ],
  ];
  for (const [command, status, stdout, stderr] of silent) {
    test(command.join(' '), async () => {
      const ran = await run(...command);
      assert.deepEqual([ran.status, ran.stdout, ran.stderr], [status, stdout, stderr]);
    });
  }

  test('what cannot be run has the status that shells give it', async () => {
    const missing = await run('no-such-command-of-sshwhy');
    assert.equal(missing.status, 127);
    assert.match(missing.stderr, /^sshwhy: "no-such-command-of-sshwhy" is not there\.\n$/);
    const folder = await run(scratch);
    assert.equal(folder.status, 126, described(folder));
  });

  test('without -- it is wrong usage', async () => {
    for (const args of [['run'], ['run', '--'], ['run', 'true'], ['run', 'ssh', '-p', '22', 'web1']]) {
      const ran = await sshwhy(args);
      assert.equal(ran.status, 64, described(ran));
      assert.match(ran.stderr, /^sshwhy: .*--.*\n$/);
    }
  });

  test("standard output is the command's own: no report is written there", async () => {
    const ran = await sshwhy(['run', '--json', '--', 'true']);
    assert.equal(ran.status, 64, described(ran));
    assert.match(ran.stderr, /^sshwhy: run leaves standard output to the command.*\n$/);
  });

  test('where no file can be made, it runs all the same', async () => {
    const ran = await sshwhy(['run', '--', 'sh', '-c', 'echo out; exit 3'], { env: { TMPDIR: join(scratch, 'none') } });
    assert.deepEqual([ran.status, ran.stdout, ran.stderr], [3, 'out\n', '']);
  });

  test('a command that stops itself stops the job, and goes on with it', {
    skip: process.platform === 'linux' ? lacks('script') || lacks('bash') : 'script(1) differs',
  }, () => {
    // As ssh does at ~^Z: it stops its own process, not the group.
    const itself = "sh -c 'kill -STOP $$; echo went on; exit 5'";
    const job = `'${process.execPath}' '${program}' run -- ${itself}`;
    const shell = `set -m; ${job}; echo "stopped $?"; fg >/dev/null; echo "ended $?"`;
    const { stdout } = spawnSync('script', ['-qec', `bash -c "$SHELL_WORDS"`, '/dev/null'], {
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, SHELL_WORDS: shell },
    });
    assert.match(stdout, /stopped 14\d[\s\S]*went on[\s\S]*ended 5/);
  });

  test('a signal that ends it ends sshwhy, and one that is sent to sshwhy reaches it', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
      const own = spawnSync(process.execPath, [program, 'run', '--', 'sh', '-c', `kill -${signal.slice(3)} $$`]);
      assert.deepEqual([own.status, own.signal], [null, signal]);
    }
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
      const child = spawn(process.execPath, [program, 'run', '--', 'sh', '-c', 'echo ready; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
      child.kill(signal);
      assert.equal(await ended, signal);
    }
  });

  test('a command that catches the signal keeps its own status', async () => {
    const script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done";
    const child = spawn(process.execPath, [program, 'run', '--', 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    assert.equal(await ended, 7);
  });

  test('its descriptors are the terminal, where they were', {
    skip: process.platform === 'linux' ? lacks('script') : 'script(1) differs',
  }, () => {
    const asks = "'test -t 0 && test -t 1 && test -t 2 && echo all three'";
    const command = `'${process.execPath}' '${program}' run -- sh -c ${asks}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
    assert.match(stdout, /all three/);
  });
});

const unusable = await sshdUnusable();

describe('a command that calls ssh', { skip: noShell || noSsh || unusable }, () => {
  let sshd: Sshd;
  let closedPort: number;
  before(async () => {
    sshd = await startSshd({ lines: ['Subsystem sftp internal-sftp'] });
    closedPort = await quietPort();
  });
  after(() => sshd.stop());
  const batch = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'];
  const good = (): readonly string[] => [...sshd.ssh, ...batch];
  const bad = (): readonly string[] => [...sshd.client({ key: 'wrong' }), ...batch];
  const shut = (): readonly string[] => ['-F', clientConfig(), '-p', String(closedPort), ...batch];

  test('that gets through gives what it gives, and nothing more', async () => {
    const ran = await sshwhy(['run', '--', 'ssh', ...good(), '127.0.0.1', 'cat; echo told >&2'], {
      input: 'a\u0000b\n',
    });
    assert.deepEqual([ran.status, ran.stdout, ran.stderr], [0, 'a\u0000b\n', 'told\n']);
  });

  test('and whose remote command fails is no matter of SSH', async () => {
    const nested = "echo 'ssh: connect to host db port 22: Connection refused' >&2; exit 3";
    const ran = await run('ssh', ...good(), '127.0.0.1', nested);
    assert.equal(ran.status, 3);
    assert.doesNotMatch(ran.stderr, /^sshwhy: /m);
  });

  test('and whose remote command fails as ssh would, and says what ssh would say, is not believed', async () => {
    const lies = [
      'ssh: connect to host db port 22: Connection refused',
      'alice@db: Permission denied (publickey).',
      'Connection to db closed by remote host.',
      'command-line: line 0: Bad configuration option: foo',
    ];
    for (const lie of lies) {
      const ran = await run('ssh', ...good(), '127.0.0.1', `echo '${lie}' >&2; echo '${lie}'; exit 255`);
      assert.deepEqual([ran.status, ran.stdout, ran.stderr], [255, `${lie}\n`, `${lie}\n`]);
    }
  });

  test('that the server ends is explained, whatever the remote command said before', async () => {
    const ran = await run(
      'ssh',
      ...good(),
      '127.0.0.1',
      "echo 'ssh: connect to host db port 22: x' >&2; kill -9 $PPID",
    );
    assert.equal(ran.status, 255);
    assert.match(ran.stderr, explains, described(ran));
    assert.match(ran.stderr, /sshwhy: The login works/);
  });

  test('what its hop says is part of it', async () => {
    const own = join(scratch, 'hop-config');
    const [, config = '', , port = '', , key = ''] = sshd.ssh;
    writeFileSync(
      own,
      `Include ${config}\nHost shut\n  HostName 127.0.0.1\n  Port ${closedPort}\nHost far\n  HostName 127.0.0.1\n  Port ${port}\n  IdentityFile ${key}\n  ProxyJump shut\n`,
    );
    const ran = await run('ssh', '-F', own, ...batch, 'far', 'true');
    assert.match(ran.stderr, /Connection refused[\s\S]*sshwhy: .*jump host/, described(ran));
  });

  test('into a pipe that both outputs share loses nothing', async () => {
    const words = ['ssh', ...good(), '127.0.0.1', 'head -c 3000000 /dev/zero >&2'].map((w) => `'${w}'`).join(' ');
    const ran = spawnSync('sh', ['-c', `'${process.execPath}' '${program}' run -- ${words} 2>&1 | (sleep 1; wc -c)`], {
      encoding: 'utf8',
    });
    assert.equal(Number(ran.stdout), 3_000_000);
  });

  test('that goes to the background is not waited for, and what it says later comes', async () => {
    const job = `'${process.execPath}' '${program}' run -- ssh ${good().join(' ')} -f 127.0.0.1 'sleep 3; echo late >&2'`;
    const child = spawn('sh', ['-c', `${job}; echo back >&2`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    await new Promise((resolve) => child.once('close', resolve));
    assert.equal(said, 'back\nlate\n');
  });

  test('that is refused is explained, after its own words and with its own status', async () => {
    const ran = await run('ssh', ...shut(), 'alice@127.0.0.1', 'true');
    assert.equal(ran.status, 255, described(ran));
    assert.match(ran.stderr, /^ssh: connect to host 127\.0\.0\.1 port \d+: Connection refused\r?\nsshwhy: /);
    assert.match(ran.stderr, explains);
    assert.match(ran.stderr, new RegExp(` sshwhy -F \\S+ -p ${closedPort} .*alice@127\\.0\\.0\\.1  says more\n$`));
    assert.equal(ran.stdout, '');
  });

  test('that was told to say nothing says nothing, and the next step is named', async () => {
    for (const quiet of [['-q'], ['-o', 'LogLevel=QUIET'], ['-T', '-q']]) {
      const ran = await run('ssh', ...quiet, ...shut(), 'alice@127.0.0.1', 'true');
      assert.deepEqual([ran.status, ran.stdout], [255, '']);
      assert.match(
        ran.stderr,
        /^sshwhy: ssh ended with 255 and was told to say nothing \(LogLevel QUIET\).*\n {8}sshwhy .*alice@127\.0\.0\.1 {2}says more\n$/,
      );
    }
    const loud = await run('ssh', '-o', 'LogLevel=ERROR', ...shut(), '127.0.0.1', 'true');
    assert.match(loud.stderr, /Connection refused\r?\nsshwhy: Connections to/);
    // Nobody was told to be quiet, or ssh did not fail: there is nothing to say.
    for (const words of [good(), ['-q', ...good()]]) {
      const ran = await run('ssh', ...words, '127.0.0.1', 'exit 3');
      assert.deepEqual([ran.status, ran.stderr], [3, '']);
    }
    const own = await run('ssh', ...good(), '127.0.0.1', 'exit 255');
    assert.deepEqual([own.status, own.stderr], [255, '']);
  });

  test('that an option or a variable names by its path is seen', async () => {
    const path = spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim();
    // Another path than that in PATH.
    const other = join(mkdtempSync(join(scratch, 'ssh-')), 'ssh');
    symlinkSync(path, other);
    const dashP = shut().map((word) => (word === '-p' ? '-P' : word));
    for (const ssh of [path, other]) {
      for (const dashS of [['-S', ssh], [`-S${ssh}`]]) {
        const copied = await run('scp', ...dashS, ...dashP, '127.0.0.1:x', join(scratch, 'none'));
        assert.equal(copied.status, 255, described(copied));
        assert.match(copied.stderr, explains, described(copied));
      }
      const caller = ['sh', '-c', '$RSYNC_RSH 127.0.0.1 true'];
      const called = await sshwhy(['run', '--', ...caller], { env: { RSYNC_RSH: [ssh, ...shut()].join(' ') } });
      assert.equal(called.status, 255);
      assert.match(called.stderr, explains, described(called));
    }
  });

  test('what ssh and sshd word alike is of the ssh that said it', async () => {
    const circle = join(scratch, 'circle');
    writeFileSync(circle, `Include ${circle}\n`);
    const ran = await run('ssh', '-F', circle, 'web1');
    assert.match(ran.stderr, /recursive[\s\S]*sshwhy: ssh on this machine stumbles over its own configuration/);
  });

  test('by its full path', async () => {
    const path = spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim();
    const ran = await run(path, ...shut(), '127.0.0.1', 'true');
    assert.match(ran.stderr, explains);
    assert.equal(ran.status, 255);
  });

  test('that the server does not let in is explained', async () => {
    const ran = await run('ssh', ...bad(), '127.0.0.1', 'true');
    assert.equal(ran.status, 255);
    assert.match(ran.stderr, /Permission denied \(publickey\)[\s\S]*sshwhy: .*let/);
  });

  test('scp, sftp and rsync', async () => {
    const file = join(scratch, 'to-copy');
    writeFileSync(file, 'x');
    const dashP = (words: readonly string[]): readonly string[] => words.map((word) => (word === '-p' ? '-P' : word));
    const copied = await run('scp', ...dashP(good()), file, `127.0.0.1:${file}.copy`);
    assert.deepEqual([copied.status, copied.stderr], [0, ''], described(copied));
    assert.equal(readFileSync(`${file}.copy`, 'utf8'), 'x');
    const absent = await run('scp', ...dashP(good()), `127.0.0.1:${file}.none`, `${file}.copy`);
    assert.notEqual(absent.status, 0);
    assert.doesNotMatch(absent.stderr, /^sshwhy: /m);
    for (const words of [shut(), bad()]) {
      const failed = await run('scp', ...dashP(words), file, `127.0.0.1:${file}.copy`);
      assert.match(failed.stderr, explains, described(failed));
    }
    const ftp = await run('sftp', ...dashP(shut()), '127.0.0.1');
    assert.match(ftp.stderr, explains, described(ftp));
  });

  test('rsync', { skip: lacks('rsync') }, async () => {
    const file = join(scratch, 'to-sync');
    writeFileSync(file, 'x');
    const shell = (words: readonly string[]): string => ['ssh', ...words].join(' ');
    const copied = await run('rsync', '-e', shell(good()), file, `127.0.0.1:${file}.copy`);
    assert.deepEqual([copied.status, copied.stderr], [0, ''], described(copied));
    const failed = await run('rsync', '-e', shell(shut()), file, `127.0.0.1:${file}.copy`);
    assert.match(failed.stderr, explains, described(failed));
    // rsync gives the one or the other, by what it learns of first: the status of ssh, or the end of the pipe.
    assert.ok(failed.status === 255 || failed.status === 12, described(failed));
  });

  test('git, and a merge that fails is no matter of SSH', { skip: lacks('git') }, async () => {
    const folder = mkdtempSync(join(scratch, 'git-'));
    const git = (...words: readonly string[]) => {
      const own = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'init.defaultBranch=main'];
      return spawnSync('git', [...own, '-C', folder, ...words], { encoding: 'utf8' });
    };
    const url = (port: number): string => `ssh://127.0.0.1:${port}${folder}`;
    const env = (words: readonly string[]) => ({ GIT_SSH_COMMAND: ['ssh', ...words].join(' ') });
    git('init', '-q');
    writeFileSync(join(folder, 'f'), '1\n');
    git('add', 'f');
    git('commit', '-qm', 'one');
    const listed = await sshwhy(['run', '--', 'git', 'ls-remote', url(sshd.port)], { env: env(good()) });
    assert.deepEqual([listed.status, listed.stderr], [0, ''], described(listed));
    assert.match(listed.stdout, /refs\/heads\/main/);
    const none = await sshwhy(['run', '--', 'git', 'ls-remote', `${url(sshd.port)}-none`], { env: env(good()) });
    assert.equal(none.status, 128);
    assert.doesNotMatch(none.stderr, /^sshwhy: /m);
    const path = spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim();
    for (const ssh of ['ssh', path]) {
      const refused = await sshwhy(['run', '--', 'git', 'ls-remote', url(closedPort)], {
        env: { GIT_SSH_COMMAND: [ssh, ...shut()].join(' ') },
      });
      assert.equal(refused.status, 128);
      assert.match(refused.stderr, explains, described(refused));
    }
    git('switch', '-qc', 'other');
    writeFileSync(join(folder, 'f'), '2\n');
    git('commit', '-qam', 'two');
    git('switch', '-q', 'main');
    writeFileSync(join(folder, 'f'), '3\n');
    git('commit', '-qam', 'three');
    const merged = await run(
      'git',
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.com',
      '-C',
      folder,
      'merge',
      'other',
    );
    assert.equal(merged.status, 1, described(merged));
    assert.doesNotMatch(merged.stderr, /^sshwhy: /m);
  });

  test('a script that gets through at last and fails on something else is left alone', async () => {
    const script = `ssh ${shut().join(' ')} 127.0.0.1 true; ssh ${good().join(' ')} 127.0.0.1 true; exit 9`;
    const ran = await run('sh', '-c', script);
    assert.equal(ran.status, 9);
    assert.doesNotMatch(ran.stderr, /^sshwhy: /m);
  });

  test('the last call is the one that was made last, however late the words of an earlier one are kept', async () => {
    const slow = mkdtempSync(join(scratch, 'slow-'));
    const real = spawnSync('sh', ['-c', 'command -v tee'], { encoding: 'utf8' }).stdout.trim();
    const late = `[ -e '${slow}/over' ] || sleep 0.7\nexec ${real} "$@"`;
    writeFileSync(join(slow, 'tee'), `#!/bin/sh\n${late}\n`, { mode: 0o700 });
    const [first, second] = [shut(), good()].map((words) => `ssh ${words.join(' ')} 127.0.0.1 true`);
    const script = `${first}; : >'${slow}/over'; ${second}; exit 9`;
    const env = { PATH: `${slow}:${process.env['PATH']}` };
    const ran = await sshwhy(['run', '--', 'sh', '-c', script], { env });
    assert.equal(ran.status, 9);
    assert.doesNotMatch(ran.stderr, /^sshwhy: /m);
  });

  test('a signal ends the ssh that runs', async () => {
    const words = ['run', '--', 'ssh', ...good(), '127.0.0.1', 'echo ready; exec sleep 60'];
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    child.kill('SIGTERM');
    assert.ok(['SIGTERM', null].includes((await ended) as string | null));
  });

  test('nothing of it stays behind', async () => {
    const own = mkdtempSync(join(scratch, 'tmp-'));
    await sshwhy(['run', '--', 'ssh', ...shut(), '127.0.0.1', 'true'], { env: { TMPDIR: own } });
    assert.deepEqual(readdirSync(own), []);
  });
});
