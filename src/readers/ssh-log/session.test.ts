import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';

test('a shell that is not to be had where sshd looks for it', () => {
  const shell = '/bin/zsh: No such file or directory';
  const { verdict } = explained(`${shell}\nConnection to web1 closed.`);
  assert.deepEqual([verdict.stage, verdict.candidates[0]], ['session', 'invalid-shell']);
  // Below the end, or without one, it is of another program.
  for (const text of [shell, `Connection to web1 closed.\n$ ./run\n${shell}`])
    assert.notEqual(explained(text).verdict.candidates[0], 'invalid-shell');
});

test('Windows names no mode of a key that others may read', () => {
  const { verdict } = explained(
    [
      'Bad permissions. Try removing permissions for user: BUILTIN\\\\Users (S-1-5-32-545) on file C:/Users/kim/.ssh/id_rsa.',
      "Permissions for 'C:\\\\Users\\\\kim\\\\.ssh\\\\id_rsa' are too open.",
      'kim@web1: Permission denied (publickey).',
    ].join('\n'),
  );
  assert.deepEqual(verdict.roots, ['client-config-perms']);
});
