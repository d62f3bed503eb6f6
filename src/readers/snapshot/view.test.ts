import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part as account } from './account.ts';

const printed = {
  passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
  shadow: ['alice P 2026-01-02 0 99999 7 -1'],
  chage: ['Account expires\t\t\t\t\t\t: never'],
};

test('what was asked about another account says nothing of the login', () => {
  assert.equal(said(account.read(serverOf(printed, { login: 'alice' }))).length, 1);
  const other = serverOf(
    { ...printed, 'sshd-T-C': ['port 22'], 'sshd-T': ['port 22'] },
    { login: 'alice@corp.example' },
  );
  assert.equal(other.user, 'alice@corp.example');
  assert.deepEqual(account.read(other), { covers: [], observations: [] });
  assert.equal(other.whole('sshd-T-C'), null);
  assert.notEqual(other.whole('sshd-T'), null);
});

test('a private address that was told is not the one by which a server of the internet sees the client, or it was seen there', () => {
  const addresses = ['2: eth0: <UP>', '    inet 198.51.100.5/24 scope global eth0'];
  const about = ['2026-01-01T00:00:00Z', 'host', '0', 'user=alice from=192.168.1.5 port=22'];
  const from = (more: Parameters<typeof serverOf>[0]): string | null => serverOf({ about, addresses, ...more }).from;
  assert.equal(from({}), null);
  assert.equal(from({ addresses: [...addresses, '    inet 10.0.0.5/24 scope global eth0'] }), '192.168.1.5');
  const log = ['Jan  1 00:00:00 host sshd[7]: Connection closed by 192.168.1.5 port 4011'];
  assert.equal(from({ 'log.journal': log }), '192.168.1.5');
});

test('who was let in moments ago came from another address than the private one that was told, from which nobody comes', () => {
  const from = (message: string, at: string): string | null =>
    serverOf(
      {
        addresses: ['2: eth0: <UP>', '    inet 10.0.0.5/24 scope global eth0'],
        'log.journal': [`${at} web1 sshd[7]: ${message}`],
      },
      { from: '192.168.1.5' },
    ).from;
  const accepted = 'Accepted publickey for alice from 10.0.0.1 port 4011 ssh2: ED25519 SHA256:abc';
  assert.equal(from(accepted, '2026-05-04T09:59:00+0000'), null);
  assert.equal(from(accepted, '2026-05-04T03:00:00+0000'), '192.168.1.5');
  assert.equal(from(accepted.replace('alice', 'bob'), '2026-05-04T09:59:00+0000'), '192.168.1.5');
  assert.equal(from(accepted.replace('10.0.0.1', '192.168.1.5'), '2026-05-04T09:59:00+0000'), '192.168.1.5');
});
