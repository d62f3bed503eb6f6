import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denoise } from '../noise.ts';
import { unlabelled } from './labels.ts';

const missing = 'Missing privilege separation directory: /run/sshd';
const full = '[771120.5] nf_conntrack: nf_conntrack: table full, dropping packet';

test('what only one program prints is found behind a label that no list knows', () => {
  for (const [label, message] of [
    ['docker logs sftp: ', 'sshd: no hostkeys available -- exiting.'],
    ['gw \u258f ', full],
    ['[Step 3/7] node-3 \u2502 ', missing],
    ['srv9$ ', 'Server listening on 0.0.0.0 port 22.'],
    ['sshlog\t', 'Authentication refused: bad ownership or modes for directory /home/jo'],
    ['fail2ban.log there: ', '2026-03-04 02:00:11,410 fail2ban.actions        [702]: NOTICE  [sshd] Ban 198.51.100.90'],
  ] as const)
    assert.equal(unlabelled(label + message), message);
});

test('words of a person who speaks of another time, place or machine are no label', () => {
  for (const words of [
    'before the fix: ',
    'Not this: ',
    'the wiki says: ',
    'a healthy log has: ',
    'expected: ',
    'yesterday> ',
  ])
    assert.equal(unlabelled(words + missing), words + missing);
});

test('a daemon keeps its name, and a message of anybody its words', () => {
  for (const text of [
    `kernel: ${full}`,
    `sshd[7]: error: ${missing}`,
    'note: Access denied',
    `# ${missing}`,
    `// ${missing}`,
    `say "x": ${missing}`,
  ])
    assert.equal(unlabelled(text), text);
});

test('each field of a pair is a line of its own, also behind a label', () => {
  const pairs = 'level=error msg="dial failed" target=web1 err="ssh: handshake failed: EOF"';
  for (const text of [pairs, `node 3: ${pairs}`])
    assert.deepEqual(
      denoise(text).map((line) => line.text),
      ['dial failed', 'ssh: handshake failed: EOF'],
    );
});
