import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { quietPort } from './lab/index.ts';
import { clientConfig, described, noSsh, scratch, sshwhy } from './lab/run.ts';
import { type Sshd, sshdUnusable, startSshd } from './lab/sshd.ts';

const explains = /^sshwhy: (?<summary>.+)\n(?: {8}.+\n){1,3}$/m;
const unusable = await sshdUnusable();

function lacks(name: string): string | false {
  return spawnSync(name, ['--version']).error === undefined ? false : `${name} is not installed`;
}

/** GIT_CONFIG_COUNT came with 2.31. */
function oldGit(): string | false {
  const [, major = 0, minor = 0] =
    /(\d+)\.(\d+)/.exec(spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
  return Number(major) > 2 || Number(minor) >= 31 ? false : 'no git from 2.31 on';
}

/** An ssh by another path, which no search by name comes upon. */
function otherSsh(): string {
  const other = join(mkdtempSync(join(scratch, 'ssh-')), 'ssh');
  symlinkSync(spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim(), other);
  return other;
}

describe('a program that is told which ssh to call', { skip: noSsh || unusable }, () => {
  let sshd: Sshd;
  let closedPort: number;
  before(async () => {
    sshd = await startSshd();
    closedPort = await quietPort();
  });
  after(() => sshd.stop());
  const batch = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'];
  const good = (): readonly string[] => [...sshd.ssh, ...batch];
  const shut = (): readonly string[] => ['-F', clientConfig(), '-p', String(closedPort), ...batch];

  test('git, by an option or a variable', { skip: lacks('git') }, async () => {
    const other = otherSsh();
    const options = shut().join(' ');
    const ways: readonly (readonly [readonly string[], Record<string, string>])[] = [
      [[], { GIT_SSH_COMMAND: `'${other}' ${options}` }],
      [['-c', `core.sshCommand=${other} ${options}`], {}],
      [[], { GIT_SSH: other }],
    ];
    for (const [words, env] of ways) {
      const ran = await sshwhy(['run', '--', 'git', ...words, 'ls-remote', `ssh://127.0.0.1:${closedPort}/x`], { env });
      assert.equal(ran.status, 128);
      assert.match(ran.stderr, explains, described(ran));
    }
  });

  test('git, by a file of this repository, of its user or what they include', {
    skip: oldGit(),
  }, async () => {
    const home = mkdtempSync(join(scratch, 'home-'));
    const repository = mkdtempSync(join(scratch, 'repo-'));
    const other = otherSsh();
    spawnSync('git', ['init', '-q', repository]);
    const setting = `[core]\n\tsshCommand = ${other} ${shut().join(' ')}\n`;
    const own = readFileSync(join(repository, '.git/config'), 'utf8');
    const included = join(home, 'included');
    writeFileSync(included, setting);
    const url = `ssh://127.0.0.1:${closedPort}/x`;
    const within = join(repository, '.git/config');
    const user = join(home, '.gitconfig');
    const conditional = `[includeIf "gitdir:${repository}/"]\n\tpath = ${included}\n`;
    const ways: readonly (readonly [file: string, text: string, words: readonly string[], explained: boolean])[] = [
      [within, `${own}${setting}`, ['-C', repository, 'fetch', url], true],
      [within, `${own}[include]\n\tpath = ${included}\n`, ['-C', repository, 'ls-remote', url], true],
      [user, setting, ['-C', repository, 'fetch', url], true],
      [user, setting, ['clone', '-q', url, join(home, 'clone')], true],
      [user, setting, ['ls-remote', url], true],
      [user, conditional, ['-C', repository, 'fetch', url], true],
      // It may be another one for the repository that is made.
      [user, `${setting}${conditional}`, ['clone', '-q', url, join(home, 'clone')], false],
    ];
    for (const [file, text, words, seen] of ways) {
      writeFileSync(within, own);
      writeFileSync(user, '');
      writeFileSync(file, text);
      const env = { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: scratch };
      const ran = await sshwhy(['run', '--', 'git', ...words], { env });
      assert.equal(ran.status, 128, described(ran));
      assert.match(
        ran.stderr,
        seen ? explains : /^sshwhy: It failed, and the ssh it calls was not seen: .*\/ssh"\.$/m,
        described(ran),
      );
      assert.match(ran.stderr, /Connection refused/);
      assert.equal(readFileSync(file, 'utf8'), text);
    }
    // One that gets through gives what it gives.
    writeFileSync(user, '');
    writeFileSync(within, `${own}[core]\n\tsshCommand = ${other} ${good().join(' ')}\n`);
    const through = ['-C', repository, 'ls-remote', `ssh://127.0.0.1:${sshd.port}${repository}`];
    const ran = await sshwhy(['run', '--', 'git', ...through], { env: { HOME: home, GIT_CONFIG_NOSYSTEM: '1' } });
    assert.deepEqual([ran.status, ran.stdout, /sshwhy/.test(ran.stderr)], [0, '', false], described(ran));
  });

  test('Ansible, by its ansible.cfg', { skip: lacks('ansible') }, async () => {
    const folder = mkdtempSync(join(scratch, 'ansible-'));
    const other = otherSsh();
    const config = join(folder, 'ansible.cfg');
    writeFileSync(config, `[ssh_connection]\nssh_executable = ${other}\nssh_args = ${shut().join(' ')}\n`);
    const words = ['ansible', '-i', `127.0.0.1,`, 'all', '-m', 'ping', '-e', `ansible_port=${closedPort}`];
    const ran = await sshwhy(['run', '--', ...words], { env: { ANSIBLE_CONFIG: config, ANSIBLE_HOME: folder } });
    assert.equal(ran.status, 4, described(ran));
    assert.match(ran.stderr, explains, described(ran));
  });
});
