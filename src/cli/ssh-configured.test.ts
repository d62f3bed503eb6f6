import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { configured } from './ssh-configured.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-configured-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const other = (path: string): string | null => (path === '/opt/a/ssh' ? '/tmp/shim/ssh' : null);
const means = { other, folder: scratch };
const noGit = spawnSync('git', ['--version']).error === undefined ? false : 'git is not installed';

describe('git', { skip: noGit }, () => {
  const env = { PATH: process.env['PATH'], HOME: scratch, XDG_CONFIG_HOME: scratch, GIT_CONFIG_NOSYSTEM: '1' };
  const repository = (name: string, ssh: string): string => {
    const path = join(scratch, name);
    spawnSync('git', ['init', '-q', path], { env });
    spawnSync('git', ['-C', path, 'config', 'core.sshCommand', ssh], { env });
    return path;
  };
  const one = repository('one', '/opt/a/ssh -i "my key"');
  const two = repository('two', '/opt/b/ssh');
  const valueIn = (path: string, more: NodeJS.ProcessEnv): string =>
    spawnSync('git', ['-C', path, 'config', 'core.sshCommand'], { env: { ...env, ...more }, encoding: 'utf8' }).stdout;

  test('this repository alone is told another path, and what stood in the environment stays', () => {
    const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'kim' };
    const { env: more, unseen } = configured(['git', '-C', one, 'fetch'], { ...env, ...before }, means);
    assert.equal(unseen, null);
    assert.equal(valueIn(one, { ...before, ...more }), '/tmp/shim/ssh -i "my key"\n');
    // A hook of the one may work in the other.
    assert.equal(valueIn(two, { ...before, ...more }), '/opt/b/ssh\n');
    assert.equal(more['GIT_CONFIG_COUNT'], '2');
  });

  test('what says the same louder, or shows or changes the setting, is left alone', () => {
    const left: readonly (readonly [readonly string[], NodeJS.ProcessEnv])[] = [
      [['git', '-C', one, 'config', 'core.sshCommand'], {}],
      [['git', '-C', one, 'status'], {}],
      [['git', '-C', one, '-c', 'core.sshCommand=ssh', 'fetch'], {}],
      [['git', 'clone', '-c', 'core.sshCommand=/opt/a/ssh', 'h:x'], {}],
      [['git', '-C', one, 'fetch'], { GIT_SSH_COMMAND: 'ssh' }],
      [['sh', '-c', 'git fetch'], {}],
    ];
    for (const [argv, more] of left)
      assert.deepEqual(configured(argv, { ...env, ...more }, means), { env: {}, unseen: null });
  });

  test('the home of the user is found as the shell finds it', () => {
    for (const home of ['~', '$HOME']) {
      const three = repository('three', `${home}/a/ssh -v`);
      const { env: more } = configured(['git', '-C', three, 'fetch'], { ...env, HOME: '/opt' }, means);
      assert.equal(valueIn(three, more), '/tmp/shim/ssh -v\n');
    }
  });

  test('one that is no ssh by its name is told as not seen', () => {
    assert.deepEqual(configured(['git', '-C', two, 'fetch'], env, means), { env: {}, unseen: '/opt/b/ssh' });
  });
});

describe('Ansible', () => {
  const folder = join(scratch, 'ansible');
  mkdirSync(folder);
  const of = (text: string, more: NodeJS.ProcessEnv = {}, program = 'ansible-playbook') => {
    writeFileSync(join(folder, 'ansible.cfg'), text);
    return configured([program, 'site.yml'], { HOME: scratch, ANSIBLE_CONFIG: folder, ...more }, means);
  };

  test('the executable of the one file that it reads', () => {
    const text = '[defaults]\nforks = 5\n[ssh_connection]\nssh_executable: /opt/a/ssh ; ours\n';
    assert.deepEqual(of(text), { env: { ANSIBLE_SSH_EXECUTABLE: '/tmp/shim/ssh' }, unseen: null });
  });

  test('look-alikes: another section, a comment, a name, the environment, a program that shows it', () => {
    const nothing = { env: {}, unseen: null };
    assert.deepEqual(of('[defaults]\nssh_executable = /opt/a/ssh\n'), nothing);
    assert.deepEqual(of('[ssh_connection]\n# ssh_executable = /opt/a/ssh\n'), nothing);
    assert.deepEqual(of('[ssh_connection]\nssh_executable = ssh\n'), nothing);
    const text = '[ssh_connection]\nssh_executable = /opt/a/ssh\n';
    assert.deepEqual(of(text, { ANSIBLE_SSH_EXECUTABLE: '/opt/b/ssh' }), nothing);
    assert.deepEqual(of(text, {}, 'ansible-config'), nothing);
  });
});
