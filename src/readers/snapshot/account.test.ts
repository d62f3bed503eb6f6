import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './account.ts';

const shell = '-rwxr-xr-x 1 0 0 1265648 May  7  2026 /srv/jail/bin/bash';
const loader = 'lrwxrwxrwx 1 0 0 44 May  7  2026 /srv/jail/lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld.so';

function inside(listed: readonly string[], settings: readonly string[] = []): readonly unknown[] {
  const { observations } = part.read(
    serverOf({
      passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
      'sshd-T-C': ['chrootdirectory /srv/jail', ...settings],
      'shell.inside': listed,
    }),
  );
  return observations.flatMap((o) => (o.kind === 'server.account' && o.value.inside !== undefined ? o.value : []));
}

test('the shell, looked for in the directory that the login is locked into', () => {
  const bad = [{ user: 'alice', state: 'bad-shell', inside: '/srv/jail' }];
  assert.deepEqual(inside([shell, loader]), []);
  assert.deepEqual(inside([shell]), bad);
  assert.deepEqual(inside([shell.replace('-rwxr-xr-x', '-rw-r--r--'), loader]), bad);
  assert.deepEqual(inside(["ls: cannot access '/srv/jail/bin/bash': No such file or directory"]), bad);
  assert.deepEqual(inside([], ['forcecommand internal-sftp -d /in']), []);
});
