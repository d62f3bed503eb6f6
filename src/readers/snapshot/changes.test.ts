import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './changes.ts';

const row = (time: string, path: string): string => `-rw-r--r-- 1 0 0 64 2026-05-04 ${time}.000000000 +0000 ${path}`;
const names = (printed: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  said(part.read(serverOf(printed))).map((line) => /"name":"([^"]+)"/.exec(line)?.[1] ?? '');

test('what is younger than the last login that worked', () => {
  const accepted = ['2026-05-04T09:00:00.000000+0000 web1 sshd[7]: Accepted publickey for alice from 192.0.2.10'];
  const files = [row('09:30:00', '/etc/ssh/sshd_config'), row('08:30:00', '/etc/hosts')];
  assert.deepEqual(names({ 'log.accepted': accepted, 'changed.files': files }), ['/etc/ssh/sshd_config']);
});

test('without a login, of two days; the future, links of the boot and caches are left out', () => {
  const files = [
    row('09:30:00', '/etc/a'),
    row('10:30:00', '/etc/b'),
    row('09:30:00', '/etc/ld.so.cache'),
    '-rw-r--r-- 1 0 0 64 2026-05-01 09:30:00.000000000 +0000 /etc/old',
  ];
  assert.deepEqual(names({ 'changed.files': files }), ['/etc/a']);
});

test('packages that were installed or removed, and units that changed their state', () => {
  assert.deepEqual(
    names({
      'changed.packages': ['2026-05-04 09:10:00 upgrade openssh-server:amd64 1:9.2p1-2 1:9.2p1-3'],
      'unit:ssh.service': ['Id=ssh.service', 'StateChangeTimestamp=Mon 2026-05-04 09:20:00 UTC'],
      'unit:sshd.service': ['Id=ssh.service', 'StateChangeTimestamp=Mon 2026-05-04 09:20:00 UTC'],
    }),
    ['openssh-server', 'ssh.service'],
  );
});
