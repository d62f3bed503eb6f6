import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { servedBy, sshdThere } from './served.ts';

const row = (pid: number, more: string): string => `${pid} sshd state=S ppid=1 uid=0 born=1000${more}`;
const one = row(40, ' exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups ');
const old = row(41, ' exe=/usr/sbin/sshd args=/usr/sbin/sshd -p 2222 ');
const apart = row(42, ' apart exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups ');
const session = row(43, ' exe=/usr/sbin/sshd args=sshd: alice [priv]   ');

const there = (processes: readonly string[], listeners: readonly string[] = []): number | null =>
  sshdThere(serverOf({ processes, listeners }));

test('the sshd of the port is the one that ss(8) names', () => {
  const of = (name: string): readonly string[] => [`LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("${name}",pid=41,fd=3))`];
  assert.equal(there([one, old], of('sshd')), 41);
  assert.equal(there([one], of('dropbear')), null);
});

test('where nobody names it, the only one that listens in that network', () => {
  const unnamed = ['LISTEN 0 128 0.0.0.0:22 0.0.0.0:*'];
  assert.equal(there([one, apart, session], unnamed), 40);
  assert.equal(there([old, session]), 41);
  assert.equal(there([one, old], unnamed), null);
  assert.equal(there([session]), null);
});

test('TinySSH serves where systemd holds the port for it', () => {
  const listeners = ['LISTEN 0 128 *:22 *:* users:(("systemd",pid=1,fd=41))'];
  const by = (...socket: readonly string[]): string | null =>
    servedBy(serverOf({ listeners, 'unit:tinysshd.socket': socket }));
  assert.equal(by('Listen=[::]:22 (Stream)', 'ActiveState=active'), 'tinysshd');
  assert.equal(by('Listen=[::]:22 (Stream)', 'ActiveState=inactive'), 'systemd');
  assert.equal(by('Listen=[::]:2222 (Stream)', 'ActiveState=active'), 'systemd', 'it has another port');
});
