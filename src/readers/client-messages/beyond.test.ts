import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';

const healthy = (text: string): boolean => explained(text).verdict.outcome === 'healthy';
const cut = 'rsync: connection unexpectedly closed (0 bytes received so far) [sender]';

test('what only a login that works lets one hear', () => {
  for (const text of [
    `bash: line 1: rsync: command not found\n${cut}`,
    `zsh:1: command not found: rsync\n${cut}`,
    'sh: 1: git-receive-pack: not found\nfatal: Could not read from remote repository.',
    'ash: /usr/libexec/sftp-server: not found\nscp: Connection closed',
    "Warning: Permanently added 'web1' (ED25519) to the list of known hosts.\nscp: /etc/x: Permission denied",
    'scp: dest open "/srv/www/app.tgz": Permission denied',
    'sftp> put a\nremote open("/srv/a"): Permission denied',
    'mosh: Nothing received from server on UDP port 60001.',
  ]) {
    assert.ok(healthy(text), text);
    assert.match(explained(text).warnings.join('\n'), /SSH works, and/);
  }
});

test('look-alikes: of this machine, of another try, or of nobody knows what', () => {
  for (const text of [
    'bash: line 1: rsync: command not found',
    'bash: line 1: ssh: command not found\nfatal: Could not read from remote repository.',
    'my-ssh: 1: plink: not found\nfatal: Could not read from remote repository.',
    'scp: stat local "x": No such file or directory',
    'scp: open local "/x": Permission denied',
    "fatal: 'origni' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    'a@web1: Permission denied (publickey).\nscp: /var/www/x: Permission denied',
    `ssh: connect to host web1 port 22: Connection refused\nbash: rsync: command not found\n${cut}`,
    'paramiko.ssh_exception.AuthenticationException: Authentication failed.\nscp: /var/www/x: Permission denied',
  ]) {
    assert.ok(!healthy(text), text);
    assert.doesNotMatch(explained(text).warnings.join('\n'), /SSH works, and/, text);
  }
});

test('nothing was dialled, or what ended was no ssh', () => {
  for (const text of [
    'Could not open a connection to your authentication agent.',
    ' ! [remote rejected] main -> main (pre-receive hook declined)',
    'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]',
  ]) {
    const { verdict, warnings } = explained(text);
    assert.deepEqual([verdict.outcome, warnings.length], ['undetermined', 1], text);
  }
});
