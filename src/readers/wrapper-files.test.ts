import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './wrapper-files.ts';

const client = 'ssh_exchange_identification: read: Connection reset by peer\nmy ip: 198.51.100.9';
function bans(text: string, before = client): readonly string[] {
  const data = `${before}\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence).observations.map(({ value, at }) => {
    const { by, address } = value as { by: string; address: string };
    return `${by} ${address} ${at.quote}`;
  });
}

test('the line that turns the client away', () => {
  const deny = '# cat /etc/hosts.deny\n# hosts.deny\n\nsshd: 198.51.100.9';
  assert.deepEqual(bans(deny), ['hosts.deny 198.51.100.9 sshd: 198.51.100.9']);
  assert.deepEqual(bans('==> /etc/hosts.allow <==\nsshd: 10.6.1.\n\n==> /etc/hosts.deny <==\nALL: ALL'), [
    'hosts.deny ALL ALL: ALL',
  ]);
  assert.deepEqual(bans('# grep -v "^#" /etc/hosts.allow /etc/hosts.deny\n/etc/hosts.deny:sshd: 198.51.100.'), [
    'hosts.deny 198.51.100. /etc/hosts.deny:sshd: 198.51.100.',
  ]);
  assert.deepEqual(bans('$ cat /etc/hosts.deny\nsshd: ALL', ''), ['hosts.deny ALL sshd: ALL']);
});

test('look-alikes: another address, another service, one that is let in, and an sshd without the library', () => {
  assert.deepEqual(bans('# cat /etc/hosts.deny\nsshd: 198.51.100.90'), []);
  assert.deepEqual(bans('# cat /etc/hosts.deny\nvsftpd: ALL'), []);
  assert.deepEqual(bans('# cat /etc/hosts.deny\nALL: ALL EXCEPT 198.51.'), []);
  assert.deepEqual(bans('# cat /etc/hosts.allow\nsshd: 198.51.\n# cat /etc/hosts.deny\nsshd: ALL'), []);
  assert.deepEqual(
    bans('# cat /etc/hosts.deny\nsshd: ALL\n# ldd /usr/sbin/sshd\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f00)'),
    [],
  );
  assert.deepEqual(bans('$ cat /etc/hosts.deny\nsshd: 198.51.100.9', ''), []);
  assert.deepEqual(bans('# cat /etc/hosts.allow\nsshd: 10.\n# cat /etc/hosts.deny\nsshd: ALL', ''), []);
});
