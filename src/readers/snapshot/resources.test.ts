import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './resources.ts';

const read = (printed: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  said(part.read(serverOf(printed))).map((line) => {
    const { state, text } = JSON.parse(line.replace('server.resource ', '')) as { state: string; text: string };
    return `${state} ${text}`;
  });

test('the limits on memory that a listener hands on', () => {
  const limits = (data: string, space: string): readonly string[] =>
    read({
      'sshd.limits': [
        'pid 36 fds 5',
        'Limit                     Soft Limit           Hard Limit           Units     ',
        `Max data size             ${data.padEnd(20)} unlimited            bytes     `,
        `Max address space         ${space.padEnd(20)} unlimited            bytes     `,
      ],
    });
  assert.deepEqual(limits('unlimited', 'unlimited'), []);
  assert.deepEqual(limits('120000', 'unlimited'), ['exhausted sshd may map 120000 bytes of memory (RLIMIT_DATA)']);
  assert.deepEqual(limits('unlimited', '4000000'), ['exhausted sshd may map 4000000 bytes of memory (RLIMIT_AS)']);
  assert.deepEqual(limits('2000000', '90000000'), [
    'ok sshd may map 90000000 bytes of memory (RLIMIT_AS)',
    'short sshd may map 2000000 bytes of memory (RLIMIT_DATA)',
  ]);
});

test('what a login writes to, mounted read-only', () => {
  assert.deepEqual(
    read({
      mounts: [
        '/dev/sda1 / ext4 ro,relatime 0 0',
        '/dev/sda2 /home ext4 ro,relatime,errors=remount-ro 0 0',
        '/dev/sda3 /var ext4 rw,relatime,errors=remount-ro 0 0',
        '/dev/sr0 /mnt iso9660 ro 0 0',
        'tmpfs /tmp tmpfs ro 0 0',
        'tmpfs /tmp tmpfs rw,size=64k 0 0',
      ],
    }),
    ['exhausted /home: mounted read-only'],
  );
});
