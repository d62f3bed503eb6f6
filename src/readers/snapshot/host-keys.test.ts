import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './host-keys.ts';

const sections = {
  'sshd-T': ['port 22', 'hostkey /etc/ssh/ssh_host_ed25519_key'],
  processes: [
    '40 sshd state=S ppid=1 uid=0 start=1795348931 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups ',
  ],
  hostkeys: ['-rw------- 1 0 0 399 2026-11-22 12:02:11.5 +0000 /etc/ssh/ssh_host_ed25519_key'],
  'hostkeys.fingerprints': ['256 SHA256:JiqoAtktJxE9PTyWa7vhQVIdzf+2n+ft5/hWmHFs1ek root@web1 (ED25519)'],
};

test('the keys that the running sshd has loaded', () => {
  assert.deepEqual(said(part.read(serverOf(sections))), [
    'server.hostkey {"type":"ED25519","fingerprint":"SHA256:JiqoAtktJxE9PTyWa7vhQVIdzf+2n+ft5/hWmHFs1ek"}',
  ]);
});

test('nothing is said of keys that were written after its start, or that lie elsewhere, or of an sshd that does not run', () => {
  const late = [(sections.hostkeys[0] ?? '').replace('12:02:11', '12:02:12')];
  for (const other of [
    { ...sections, hostkeys: late },
    { ...sections, 'sshd-T': ['hostkey /srv/keys/own'] },
    { ...sections, processes: [] },
  ])
    assert.deepEqual(part.read(serverOf(other)), { covers: [], observations: [] });
});
