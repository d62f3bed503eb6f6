import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './jail.ts';

function states(lines: readonly string[]): readonly string[] {
  const { observations } = part.read(serverOf({ jail: lines }));
  return observations.flatMap((o) => (o.kind === 'server.chroot' ? [`${o.value.path} ${o.value.state}`] : []));
}

test('each part of the way to the ChrootDirectory, as sshd judges it', () => {
  const row = (mode: string, uid: number, path: string): string => `${mode} 2 ${uid} 100 40 Nov 29 15:00 ${path}`;
  assert.deepEqual(
    states([row('drwxr-xr-x', 1000, '/srv/jail/alice'), row('drwxrwxr-x', 0, '/srv/jail'), row('drwxr-xr-x', 0, '/')]),
    ['/srv/jail/alice bad-owner', '/srv/jail bad-mode', '/ ok'],
  );
  assert.deepEqual(states(['/srv/jail: not there', row('drwxr-xr-x', 0, '/srv')]), ['/srv ok', '/srv/jail missing']);
  assert.deepEqual(states([]), []);
});
