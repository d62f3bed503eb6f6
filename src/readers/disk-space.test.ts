import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './disk-space.ts';

function facts(text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader
    .read(evidence)
    .observations.map(({ value, at }) => `${Object.values(value).slice(0, 2).join(' ')} | ${at.line} ${at.quote}`);
}

const head = 'Filesystem      Size  Used Avail Use% Mounted on';

test('a file system that a login writes to', () => {
  assert.deepEqual(facts(`${head}\n/dev/vda1        25G   25G     0 100% /`), [
    'disk exhausted | 2 /dev/vda1        25G   25G     0 100% /',
  ]);
  assert.deepEqual(facts(`${head}\n/dev/vda1        25G   12G   12G  50% /`), [
    'disk ok | 2 /dev/vda1        25G   12G   12G  50% /',
  ]);
  const inodes =
    'Filesystem      Inodes   IUsed   IFree IUse% Mounted on\n/dev/sda2      1638400 1638400       0  100% /var';
  assert.deepEqual(facts(inodes), ['inodes exhausted | 2 /dev/sda2      1638400 1638400       0  100% /var']);
});

test('look-alikes: images that are always full, what is full elsewhere, the client, other columns', () => {
  assert.deepEqual(facts(`${head}\n/dev/loop3       64M   64M     0 100% /snap/core20/1974`), []);
  assert.deepEqual(facts(`${head}\n/dev/sdb1       1.8T  1.8T     0 100% /srv/backup`), []);
  assert.deepEqual(facts('/dev/vda1        25G   25G     0 100% /'), []);
  const own = `me@ws:~$ ssh a@192.0.2.5\nme@ws:~$ df -h\n${head}\n/dev/vda1        25G   25G     0 100% /`;
  assert.deepEqual(facts(own), []);
});
