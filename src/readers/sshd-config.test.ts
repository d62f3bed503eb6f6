import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reader } from './sshd-config.ts';

function settings(text: string): readonly string[] {
  const evidence = { id: 'e1', kind: 'sshd-config', vantage: 'server', at: '', title: '', data: text } as const;
  return reader
    .read(evidence)
    .observations.map(({ kind, value, at }) =>
      kind === 'server.setting' ? `${value.keyword} ${value.value} ${at.line} ${value.line}` : kind,
    );
}

const debian = `# This is the sshd server system-wide configuration file.
Include /etc/ssh/sshd_config.d/*.conf

Port 2222
#PermitRootLogin prohibit-password
KbdInteractiveAuthentication no
UsePAM yes
Subsystem\tsftp\t/usr/lib/openssh/sftp-server
`;

test('knows a pasted sshd_config, from its first setting to its last', () => {
  assert.deepEqual(reader.recognise(debian.split('\n')), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(reader.recognise(['$ cat sshd_config', ...debian.split('\n'), '$']), [2, 3, 4, 5, 6, 7, 8]);
});

test('what a drop-in may have set before is not told; what adds up is', () => {
  assert.deepEqual(settings(debian), ['port 2222 4 4']);
  assert.deepEqual(settings('PermitRootLogin no\nAllowUsers bob carol\nPermitRootLogin yes\n'), [
    'permitrootlogin no 1 1',
    'allowusers bob 2 2',
    'allowusers carol 2 2',
  ]);
});

test('what a Match block sets for some is not told', () => {
  assert.deepEqual(settings('UsePAM yes\nPasswordAuthentication yes\nMatch User bob\nPasswordAuthentication no\n'), [
    'usepam yes 1 1',
  ]);
});

test('an ssh_config, a log and prose are no such file', () => {
  const others = [
    'Host *\n  SendEnv LANG LC_*\n  HashKnownHosts yes\n  GSSAPIAuthentication yes\n',
    'Port 22\nPasswordAuthentication no\nPubkeyAuthentication yes\nCiphers aes128-ctr\nCompression yes\n',
    'Include ~/.ssh/more\nIdentityFile ~/.ssh/id\nPermitLocalCommand yes\n',
    'debug1: Reading configuration data /etc/ssh/ssh_config\nPermission denied (publickey).\n',
    'Port 22 is closed, says nmap.\nUse PAM or not?\n',
    'UsePAM yes\n',
  ];
  for (const text of others) assert.deepEqual(reader.recognise(text.split('\n')), [], text);
});

test('a file that no sshd starts with tells nothing', () => {
  assert.deepEqual(settings('UsePAM perhaps\nStrictModes no\n'), []);
});

test('any text gives a reading', () => {
  const word = fc.constantFrom('UsePAM', 'yes', '\n', 'Match', 'all', 'Include', 'x', '"', 'AllowUsers', ' ');
  fc.assert(fc.property(fc.array(word), (words) => void settings(words.join(' '))));
});
