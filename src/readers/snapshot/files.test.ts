import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './files.ts';

function states(printed: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const { observations } = part.read(serverOf(printed));
  return observations.flatMap((o) => (o.kind === 'server.file' ? [`${o.value.path} ${o.value.state}`] : []));
}
const helper = '/usr/lib/openssh/sshd-session';
const row = (mode: string, size: number): string =>
  `${mode} 1 0 0 ${size} 2026-05-01 10:00:00.000000000 +0000 ${helper}`;

test('what sshd starts: with no octet in it, without its mode, or where nothing may be run', () => {
  const of = (line: string, mounts: readonly string[] = []): readonly string[] =>
    states({ 'sshd.files': [line], mounts });
  assert.deepEqual(of(row('-rwxr-xr-x', 400000)), [`${helper} ok`]);
  assert.deepEqual(of(row('-rwxr-xr-x', 0)), [`${helper} empty`]);
  assert.deepEqual(of(row('-rw-r--r--', 400000)), [`${helper} bad-mode`]);
  const root = '/dev/sda1 / ext4 rw,relatime 0 0';
  const own = (options: string): string => `/dev/sda1 /usr/lib/openssh ext4 ${options} 0 0`;
  assert.deepEqual(of(row('-rwxr-xr-x', 9), [root, own('rw,nosuid,noexec')]), [`${helper} no-exec`]);
  assert.deepEqual(of(row('-rwxr-xr-x', 9), ['/dev/sda1 / ext4 rw,noexec 0 0', own('rw')]), [`${helper} ok`]);
  assert.deepEqual(of(row('-rwxr-xr-x', 9), [own('rw,noexec'), own('rw')]), [`${helper} ok`]);
  assert.deepEqual(of(row('-rwxr-xr-x', 9), ['/dev/sda2 /usr/lib/open ext4 rw,noexec 0 0']), [`${helper} ok`]);
});

test('a file in the place of the directory for the separation of privileges', () => {
  const os = ['Linux web1', 'ID=debian'];
  const at = (type: string): readonly string[] =>
    states({ os, privsep: [`${type}rwxr-xr-x 2 0 0 40 2026-05-01 10:00:00.000000000 +0000 /run/sshd`] });
  assert.deepEqual(at('d'), ['/run/sshd ok']);
  assert.deepEqual(at('-'), ['/run/sshd missing']);
});

const kept = (rules: readonly string[], pam: 'yes' | 'no', more: Readonly<Record<string, readonly string[]>>) =>
  said(part.read(serverOf({ 'file:/etc/pam.d/sshd': rules, 'sshd-T': [`usepam ${pam}`], ...more })));

const usual = { 'file:/etc/nologin': ['Down for maintenance.'] };
const lock = { 'file:/run/backup.lock': [] };

test('the file that keeps users out counts where somebody looks for it', () => {
  const there = ['server.file {"path":"/etc/nologin","state":"ok","always":true}'];
  assert.deepEqual(kept(['account required pam_nologin.so'], 'yes', usual), there);
  assert.deepEqual(kept(['account required pam_unix.so'], 'yes', usual), []);
  assert.deepEqual(kept(['account required pam_unix.so'], 'no', usual), there, 'sshd itself looks for it');
  const maybe = ['server.file {"path":"/etc/nologin","state":"ok"}'];
  assert.deepEqual(kept(['@include common-account'], 'yes', usual), maybe, 'what was not read may look for it');
  const before = 'account sufficient pam_succeed_if.so quiet user ingroup admins';
  assert.deepEqual(kept([before, 'account required pam_nologin.so'], 'yes', usual), maybe, 'members pass before');
});

test('PAM may be told of another one', () => {
  const rules = ['account required pam_nologin.so file=/run/backup.lock'];
  assert.deepEqual(kept(rules, 'yes', { ...usual, ...lock }), [
    'server.file {"path":"/run/backup.lock","state":"empty","role":"nologin","always":true}',
  ]);
  assert.deepEqual(kept(['account required pam_nologin.so'], 'yes', lock), []);
});

test('a server that asks no PAM minds none of its files', () => {
  const other = {
    listeners: ['LISTEN 0 128 *:22 *:* users:(("dropbear",pid=41,fd=3))'],
    'file:/etc/nologin': ['Down for maintenance.'],
  };
  const [fact = ''] = kept(['account required pam_nologin.so'], 'yes', other);
  assert.doesNotMatch(fact, /"always":true/);
});

test('of a host key that is a link, what it leads to counts', () => {
  const link = (path: string): string =>
    `lrwxrwxrwx 1 0 0 28 2026-05-01 10:00:00.000000000 +0000 ${path} -> /data/${path.split('/').at(-1)}`;
  const key = '/etc/ssh/ssh_host_ed25519_key';
  const config = { 'sshd-T': [`hostkey ${key}`] };
  assert.deepEqual(states({ ...config, hostkeys: [link(key)] }), [], 'an older collector did not follow it');
  assert.deepEqual(states({ ...config, hostkeys: [`ls: cannot access '${key}': No such file or directory`] }), [
    `${key} missing`,
  ]);
  const target = `-rw-r--r-- 1 0 0 411 2026-05-01 10:00:00.000000000 +0000 ${key}`;
  assert.deepEqual(states({ ...config, hostkeys: [target] }), [`${key} bad-mode`]);
});
