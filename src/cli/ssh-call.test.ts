import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callAgain } from './ssh-call.ts';

test('the call that says more has the way of the call that failed', () => {
  const calls: readonly (readonly [readonly string[], string | null])[] = [
    [['web1'], 'sshwhy web1'],
    [['-p', '2222', 'alice@web1', 'true'], 'sshwhy -p 2222 alice@web1'],
    [['-4vp2222', '-tt', '-l', 'alice', '--', 'web1', '-x'], 'sshwhy -4 -p 2222 -l alice web1'],
    [
      ['-o', 'SendEnv=GIT_PROTOCOL', '-oBatchMode=yes', '-o', 'Port=23', 'git@web1', "git-upload-pack '/x'"],
      'sshwhy -o Port=23 git@web1',
    ],
    [['-i', "/home/a b/it's", '-J', 'gate', 'web1'], `sshwhy -i '/home/a b/it'\\''s' -J gate web1`],
    [['-o ConnectTimeout=30', '-T', '--', 'web1', 'docker'], 'sshwhy -o ConnectTimeout=30 web1'],
    [['-V'], null],
  ];
  for (const [words, again] of calls) assert.equal(callAgain(words), again);
});
