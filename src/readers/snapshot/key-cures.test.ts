import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './keys.ts';

const passwd = ['alice:x:1000:1000::/home/alice:/bin/bash'];
const print = '1 256 SHA256:Exo2VfNHXSNs0wi8aT8QGCmS6TWDzujrnN6MEoq34OA alice@desk (ED25519)';

function cures(settings: readonly string[], lists: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const { observations } = part.read(serverOf({ passwd, 'sshd-T-C': settings, ...lists }));
  return observations.flatMap((o) =>
    o.kind === 'server.keys' ? (o.cures ?? []).flatMap(({ commands }) => commands[0] ?? []) : [],
  );
}

test('the key is to be added to the list that sshd reads, wherever it is', () => {
  const empty = { 'keys:/etc/ssh/keys/1000': [], 'prints:/etc/ssh/keys/1000': [] };
  assert.deepEqual(cures(['authorizedkeysfile /etc/ssh/keys/%U'], empty), ['mkdir -p /etc/ssh/keys']);
  const own = { 'keys:/home/alice/.ssh/keys': [], 'prints:/home/alice/.ssh/keys': [] };
  assert.deepEqual(cures(['authorizedkeysfile .ssh/keys'], own), [
    'mkdir -p /home/alice/.ssh && chmod 700 /home/alice/.ssh',
  ]);
});

test('a line that keeps the key out is to be mended, and no second one added', () => {
  const list = '/home/alice/.ssh/keys';
  const barred = { [`keys:${list}`]: ['cert-authority ssh-ed25519 AAAA... alice@desk'], [`prints:${list}`]: [print] };
  assert.deepEqual(cures(['authorizedkeysfile .ssh/keys'], barred), [`sed -n '1p' ${list}`]);
});

test('the program that sshd asks is to be run as sshd runs it', () => {
  const asks = ['authorizedkeysfile none', 'authorizedkeyscommanduser keyd'];
  assert.deepEqual(cures([...asks, 'authorizedkeyscommand /opt/keys/lookup %u %U'], {}), [
    'id keyd; namei -l /opt/keys/lookup',
  ]);
  assert.deepEqual(cures([...asks, 'authorizedkeyscommand /opt/keys/lookup $(id)'], {}), [], 'no words for a shell');
});
