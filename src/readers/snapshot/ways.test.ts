import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Section } from '../../model/part.ts';
import { viewOf } from './view.ts';
import { part } from './ways.ts';

const path = '/home/alice/.ssh/authorized_keys';

/** What is stated of the way to the list, as `state path`. */
function ways(
  lines: readonly string[],
  list = path,
  setting = '.ssh/authorized_keys',
  groups = '1000(alice)',
): string[] {
  const sections: Readonly<Record<string, readonly string[]>> = {
    about: ['2026-11-22T12:00:00Z', 'web1', '0', 'user=alice from=198.51.100.7 port=22', 'zone=+0000'],
    passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
    id: [`uid=1000(alice) gid=1000(alice) groups=${groups}`],
    'sshd-T-C': [`authorizedkeysfile ${setting}`],
    [`way:${list}`]: lines,
  };
  const made = Object.entries(sections).map(([name, text]): Section => {
    return { name, command: name, state: 'ran', status: 0, cut: false, lines: text, at: 1, damage: null };
  });
  const found = part.read(viewOf({ sections: made, complete: true }, 'e')).observations;
  return found.flatMap((o) => (o.kind === 'server.file' ? [`${o.value.state} ${o.value.path}`] : []));
}

const row = (mode: string, owner: string, name: string): string => `${mode} 2 ${owner} 4096 Nov 28 10:00 ${name}`;
const fine = [
  row('-rw-------', '1000 1000', path),
  row('drwx------', '1000 1000', '/home/alice/.ssh'),
  row('drwxr-x---', '1000 1000', '/home/alice'),
  row('drwxr-xr-x', '0 0', '/home'),
  row('drwxr-xr-x', '0 0', '/'),
];
const changed = (i: number, line: string): readonly string[] => fine.map((own, n) => (n === i ? line : own));

describe('the way to a list of keys', () => {
  test("what is the account's own is fine", () => assert.deepEqual(ways(fine), []));

  test('what only root may read, the account may not', () => {
    assert.deepEqual(ways(changed(0, row('-rw-------', '0 0', path))), [`denied ${path}`]);
    assert.deepEqual(ways(changed(1, row('drwx------', '0 0', '/home/alice/.ssh'))), ['denied /home/alice/.ssh']);
    assert.deepEqual(ways(changed(3, row('drwx------', '0 0', '/home'))), ['denied /home']);
  });

  test('a group of the account lets it through, and an access list says what the mode does not', () => {
    const grouped = changed(0, row('-rw-r-----', '0 27', path));
    assert.deepEqual(ways(grouped), [`denied ${path}`]);
    assert.deepEqual(ways(grouped, path, '.ssh/authorized_keys', '1000(alice),27(sudo)'), []);
    assert.deepEqual(ways(changed(0, row('-rw-------+', '0 0', path))), []);
  });

  test('within the home directory nothing above it is judged by StrictModes', () => {
    assert.deepEqual(ways(changed(3, row('drwxrwxrwx', '0 0', '/home'))), []);
    assert.deepEqual(ways(changed(2, row('drwxrwxr-x', '1000 1000', '/home/alice'))), ['bad-mode /home/alice']);
    assert.deepEqual(ways(changed(1, row('drwx------', '1001 1001', '/home/alice/.ssh'))), [
      'bad-owner /home/alice/.ssh',
    ]);
  });

  test('elsewhere all of the way is', () => {
    const list = '/srv/keys/alice';
    const lines = [
      row('-rw-r--r--', '0 0', list),
      row('drwxrwxr-x', '0 27', '/srv/keys'),
      row('drwxr-xr-x', '0 0', '/srv'),
      row('drwxr-xr-x', '0 0', '/'),
    ];
    assert.deepEqual(ways(lines, list, '/srv/keys/%u'), ['bad-mode /srv/keys']);
  });

  test('of a link nothing is said', () => {
    assert.deepEqual(ways(changed(1, row('lrwxrwxrwx', '0 0', '/home/alice/.ssh -> /mnt/ssh'))), []);
  });
});
