import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renamed } from './ssh-named.ts';

test('only a path of an ssh is another one, and only where the program takes it for that', () => {
  const other = (path: string): string | null => (path === '/bin/ssh' ? '/tmp/shim/ssh' : null);
  const of = (...words: readonly string[]): readonly string[] => renamed(words, {}, other).argv;
  const changed: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['rsync', '-e', '/bin/ssh -p 2', 'a', 'h:'],
      ['rsync', '-e', '/tmp/shim/ssh -p 2', 'a', 'h:'],
    ],
    [
      ['rsync', '-ave', "'/bin/ssh' -p 2", 'a'],
      ['rsync', '-ave', '/tmp/shim/ssh -p 2', 'a'],
    ],
    [
      ['/usr/bin/rsync', '--rsh=/bin/ssh', 'a'],
      ['/usr/bin/rsync', '--rsh=/tmp/shim/ssh', 'a'],
    ],
    [
      ['scp', '-S', '/bin/ssh', 'a', 'h:'],
      ['scp', '-S', '/tmp/shim/ssh', 'a', 'h:'],
    ],
    [
      ['mosh', '--ssh=/bin/ssh -4', 'h'],
      ['mosh', '--ssh=/tmp/shim/ssh -4', 'h'],
    ],
    [
      ['git', '-c', 'core.sshCommand=/bin/ssh -v', 'fetch'],
      ['git', '-c', 'core.sshCommand=/tmp/shim/ssh -v', 'fetch'],
    ],
  ];
  for (const [words, expected] of changed) assert.deepEqual(of(...words), expected);
  const left: readonly (readonly string[])[] = [
    ['rsync', '-e', '/bin/sshpass -p x ssh', 'a'],
    ['rsync', '-e', '/opt/ssh', 'a'],
    ['rsync', '-e', 'ssh -i /bin/ssh', 'a'],
    ['rsync', '/bin/ssh', 'h:/bin/ssh'],
    ['git', 'config', 'core.sshCommand=/bin/ssh'],
    ['git', 'commit', '-m', 'core.sshCommand=/bin/ssh'],
    ['echo', '-e', '/bin/ssh'],
    ['rsync', '-e', '/bin/ssh$X', 'a'],
  ];
  for (const words of left) assert.deepEqual(of(...words), words);
  const env = { GIT_SSH: '/bin/ssh', GIT_SSH_COMMAND: '"/bin/ssh" -v', SVN_SSH: '/opt/x', PATH: '/bin/ssh' };
  assert.deepEqual(renamed(['true'], env, other).env, {
    ...env,
    GIT_SSH: '/tmp/shim/ssh',
    GIT_SSH_COMMAND: '/tmp/shim/ssh -v',
  });
});
