import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './chroot-directory.ts';

function told(...lines: readonly string[]): readonly string[] {
  const evidence = {
    id: 'e1',
    kind: 'chroot-directory',
    vantage: 'server',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
  } as const;
  const { observations } = reader.read({ ...evidence, data: lines.join('\n') });
  return observations.map((o) => (o.kind === 'server.chroot' ? `${o.value.path} ${o.value.state}` : ''));
}

const login = 'Status:	Using username "site12".';
const parent = 'drwxr-xr-x 9 root root 4096 Mar  2 11:00 /home';
const own = 'drwxr-x--- 5 site12 www-data 4096 Mar  2 11:04 /home/site12';
const command = '# sshd -T -C user=site12 | grep chroot';

test('the directory belongs to the user, those above to root', () => {
  assert.deepEqual(told(login, parent, own, command, 'chrootdirectory /home/%u'), [
    '/home ok',
    '/home/site12 bad-owner',
  ]);
  const wide = 'drwxrwxr-x 5 root sftp 4096 Mar  2 11:04 /srv/sftp';
  assert.deepEqual(told(login, wide, command, 'chrootdirectory /srv/sftp/'), ['/srv/sftp bad-mode']);
});

test('what does not tell that it is this login and this directory', () => {
  assert.deepEqual(told(own, command, 'chrootdirectory /home/%u'), []);
  assert.deepEqual(told(login, own, command, 'chrootdirectory %h'), []);
  assert.deepEqual(told(login, own, command, 'chrootdirectory /srv/%h'), []);
  assert.deepEqual(told(login, own, '# sshd -T | grep chroot', 'chrootdirectory /home/%u'), []);
  assert.deepEqual(told(login, own, command, 'chrootdirectory none'), []);
});
