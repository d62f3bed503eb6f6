import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explained, told } from '../../test/lab/told.ts';
import { denoise } from '../noise.ts';
import { folds } from './folded.ts';

/** At blanks, as a mail does. */
function atBlanks(text: string, width: number): string {
  const fold = (line: string): string => {
    const at = line.length <= width ? -1 : line.lastIndexOf(' ', width);
    return at <= 0 ? line : `${line.slice(0, at)}\n${fold(line.slice(at + 1))}`;
  };
  return text.split('\n').map(fold).join('\n');
}

/** At a column, as a terminal does. */
function atColumn(text: string, width: number): string {
  return text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\n');
}

const texts = (text: string): readonly string[] =>
  denoise(text)
    .filter((line) => line.rest !== true)
    .map((line) => line.text);

const verbose = [
  'debug1: Remote protocol version 2.0, remote software version OpenSSH_9.6',
  'debug2: KEX algorithms: sntrup761x25519-sha512@openssh.com,curve25519-sha256,ecdh-sha2-nistp256,ext-info-c',
  'debug1: kex: server->client cipher: chacha20-poly1305@openssh.com MAC: <implicit> compression: none',
  'debug1: Offering public key: /home/jo/.ssh/id_rsa RSA SHA256:5Yl0qv6vJ0q7Yk8c7mZ0cQ2y3l0PZx3hA8m5o2V1nXs',
  "debug3: load_hostkeys_file: loaded 1 keys from web1 in /home/jo/.ssh/known_hosts for type 'ecdsa'",
  'jo@web1: Permission denied (publickey).',
].join('\n');

const logged = [
  'Feb 03 10:00:00 web1 sshd[712]: User jo from 198.51.100.20 not allowed because none of the groups of the user are known',
  "Feb 03 10:00:01 web1 sshd[712]: error: Could not open user 'jo' authorized keys '/data/jo/.ssh/authorized_keys': Permission denied",
  'Feb 03 10:00:02 web1 sshd[712]: Connection closed by invalid user jo 198.51.100.20 port 51234 [preauth]',
].join('\n');

describe('folded lines are whole again', () => {
  for (const text of [verbose, logged])
    for (const width of [72, 76, 78, 80])
      test(`${text.slice(0, 12)} at ${width} columns`, () => {
        assert.deepEqual(texts(atBlanks(text, width)), text.split('\n'));
      });
  for (const text of [verbose, logged])
    for (const width of [80, 100])
      test(`${text.slice(0, 12)}, cut at ${width} columns`, () => {
        assert.deepEqual(texts(atColumn(text, width)), text.split('\n'));
      });

  test('in a quote of a mail, and each line keeps its place', () => {
    const quoted = atBlanks(logged, 72).replace(/^/gm, '> ');
    assert.deepEqual(texts(quoted), logged.split('\n'));
    assert.deepEqual(
      denoise(quoted).map(({ n }) => n),
      quoted.split('\n').map((_, i) => i + 1),
    );
  });

  test('rows of tools', () => {
    const rule = '   12   720 DROP       tcp  --  *      *       0.0.0.0/0\n0.0.0.0/0            tcp dpt:22';
    assert.deepEqual(
      folds([...rule.split('\n'), '    1    60 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0']).map(
        ({ at, count }) => [at, count],
      ),
      [[0, 2]],
    );
  });
});

describe('what is not folded stays as it is', () => {
  test('in all that is told', () => {
    // Terraform folds what it frames.
    const framed = /^\u2502 /m;
    const joined = told().filter(
      ({ file, text }) => file !== 'posted.txt' && !framed.test(text) && folds(text.split('\n')).length > 0,
    );
    assert.deepEqual(
      joined.map(({ title }) => title),
      [],
    );
  });

  test('what a person writes below the longest line', () => {
    for (const text of [
      'debug1: Local version string SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.6\n(nothing more)',
      'ssh: connect to host web1.example.com port 22: Connection timed out\nlost connection',
      'Feb 03 10:00:00 web1 sshd[7]: Server listening on 0.0.0.0 port 22.\nIt works again since then',
      'pam_unix(sshd:session): session opened for user kim(uid=1000) by (uid=0)\nReceived disconnect from 10.0.0.2 port 50500:11: disconnected by user\n-bash: cannot create temp file for here-document: No space left on device\nFilesystem      Size  Used Avail Use% Mounted on',
      'LISTEN 0  128  0.0.0.0:22  0.0.0.0:*  users:(("sshd",pid=702,fd=3))\nLISTEN 0  128  [::]:22  [::]:*',
    ])
      assert.deepEqual(folds(text.split('\n')), [], text);
  });
});

test('a torn line proves nothing that the whole one does not', () => {
  for (const { text } of told().filter((_, i) => i % 4 === 0)) {
    const { roots } = explained(text).verdict;
    const torn = explained(atBlanks(text, 76)).verdict.roots;
    assert.deepEqual(
      torn.filter((id) => !roots.includes(id)),
      [],
      atBlanks(text, 76),
    );
  }
});
