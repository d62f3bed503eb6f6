import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fillCommand } from './summaries.ts';

const odd = [
  '$(id)',
  'a;id',
  '`id`',
  "it's",
  'a b',
  '"',
  '\\',
  'a|id',
  '*',
  "'; id; '",
  '$HOME',
  'x\\',
  '#x',
  '"$(id)"',
];

describe('a name in a command', () => {
  it('stands as it is where a shell takes it as one word', () => {
    for (const host of ['web1', 'alice@web1', 'fe80::1%eth0', '[::1]', 'DOMAIN+x'])
      assert.equal(fillCommand('ssh {host}', { host }), `ssh ${host}`);
  });

  it('is one word to a shell, in whichever quotes, and runs nothing', { skip: process.platform === 'win32' }, () => {
    const templates = [
      "printf '%s\\n' {host}",
      "printf '%s\\n' '{host}'",
      'printf "%s\\n" "{host}"',
      'x="$(printf "%s\\n" {host})"; printf "%s\\n" "$x"',
      `x="$(printf "%s\\n" "{host}" | sed -n 's/x*/&/p')"; printf '%s\\n' "$x" {host} | tail -n 1`,
    ];
    for (const template of templates)
      for (const host of odd) {
        const command = fillCommand(template, { host });
        assert.equal(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout, `${host}\n`, command);
      }
  });

  it('is left to the reader where it would act as an option or hides what it is', () => {
    assert.equal(
      fillCommand('sshwhy {user}@{host}', { user: 'alice', host: '-oProxyCommand=id' }),
      'sshwhy alice@HOST',
    );
    assert.equal(fillCommand('id {user}', { user: 'al\u202eice' }), 'id USER');
    assert.equal(fillCommand('id {user}', { user: 'a\nb' }), 'id USER');
  });

  it('leaves what is no name of ours', () => {
    assert.equal(
      fillCommand("docker ps --format '{{.Ports}}' {constructor}", {}),
      "docker ps --format '{{.Ports}}' {constructor}",
    );
  });
});
