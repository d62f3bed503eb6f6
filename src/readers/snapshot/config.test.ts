import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section, ServerView } from '../../model/part.ts';
import { part } from './config.ts';
import { viewOf } from './view.ts';

type Texts = Readonly<Record<string, string>>;

function serverOf(texts: Texts, uid = 0): ServerView {
  const about = `2026-01-01T00:00:00Z\nLinux\n${uid}\nuser=alice from=192.0.2.7 port=22\nzone=+0000`;
  const all = {
    about,
    'sshd.version': 'OpenSSH_9.2p1 Debian-2',
    passwd: 'alice:x:1000:1000::/home/alice:/bin/sh',
    ...texts,
  };
  let at = 1;
  const sections = Object.entries(all).map(([name, text]): Section => {
    const lines = text.split('\n');
    at += lines.length + 2;
    return { name, command: name, state: 'ran', status: 0, cut: false, lines, at: at - lines.length, damage: null };
  });
  return viewOf({ sections, complete: true }, 'e1');
}

const dropIn = 'file:/etc/ssh/sshd_config.d/10-base.conf';
const files = {
  'file:/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\nPubkeyAuthentication yes\nMaxSessions 4\n',
  [dropIn]: 'PubkeyAuthentication no\n',
};

function told(texts: Texts, uid?: number): readonly unknown[] {
  return part.read(serverOf(texts, uid)).observations.map(({ kind, value, at }) => [kind, value, at.quote]);
}

const place = { file: '/etc/ssh/sshd_config.d/10-base.conf', line: 1 };
const overruled = [
  'server.overruled',
  {
    ...{ keyword: 'pubkeyauthentication', value: 'yes', inForce: 'no', because: 'first-value' },
    ...{ file: '/etc/ssh/sshd_config', line: 2, by: place.file, byLine: 1 },
  },
  'PubkeyAuthentication yes',
];

test('what sshd prints is told once, with the line that set it, and the line that is in vain', () => {
  assert.deepEqual(told({ ...files, 'sshd-T': 'pubkeyauthentication no\nmaxsessions 4\nusepam yes' }), [
    ['server.setting', { keyword: 'pubkeyauthentication', value: 'no', ...place }, 'pubkeyauthentication no'],
    ['server.setting', { keyword: 'maxsessions', value: '4', file: '/etc/ssh/sshd_config', line: 3 }, 'maxsessions 4'],
    ['server.setting', { keyword: 'usepam', value: 'yes' }, 'usepam yes'],
    overruled,
  ]);
  assert.deepEqual(part.read(serverOf({ ...files, 'sshd-T': 'usepam yes' })).covers, ['server.setting']);
});

test('without sshd -T the files tell what they set', () => {
  assert.deepEqual(told(files), [
    ['server.setting', { keyword: 'pubkeyauthentication', value: 'no', ...place }, 'PubkeyAuthentication no'],
    ['server.setting', { keyword: 'maxsessions', value: '4', file: '/etc/ssh/sshd_config', line: 3 }, 'MaxSessions 4'],
    overruled,
  ]);
  assert.deepEqual(part.read(serverOf(files)).covers, []);
});

test('who is not root may not see all drop-ins: what stands behind them is not known', () => {
  assert.deepEqual(told({ 'file:/etc/ssh/sshd_config': files['file:/etc/ssh/sshd_config'] }, 1000), []);
});

test('where sshd prints something else, it is right, and no line is blamed', () => {
  const facts = told({ ...files, 'sshd-T': 'pubkeyauthentication yes' });
  assert.deepEqual(facts, [
    ['server.setting', { keyword: 'pubkeyauthentication', value: 'yes' }, 'pubkeyauthentication yes'],
  ]);
});

test('a keyword that hinges on what sshd -T was not told is not told, and then nothing is covered', () => {
  const text = 'MaxSessions 4\nMatch LocalAddress 198.51.100.2\nMaxSessions 1\n';
  const server = serverOf({ 'file:/etc/ssh/sshd_config': text, 'sshd-T': 'maxsessions 4\nusepam no' });
  const { covers, observations } = part.read(server);
  assert.deepEqual(covers, []);
  assert.deepEqual(
    observations.map(({ value }) => value),
    [{ keyword: 'usepam', value: 'no' }],
  );
});

test('files that sshd would not start with tell nothing', () => {
  assert.deepEqual(told({ 'file:/etc/ssh/sshd_config': 'MaxSessions four\nUsePAM yes\n' }), []);
});

test('sshd was asked about the client, and a hop connects: what hinges on the address is not told', () => {
  const texts = {
    'file:/etc/ssh/sshd_config': 'MaxSessions 4\nMatch Address 192.0.2.0/24\nPubkeyAuthentication no\n',
    'sshd-T-C': 'maxsessions 4\npubkeyauthentication no',
  };
  const direct = serverOf(texts);
  const { covers, observations } = part.read({ ...direct, from: '198.51.100.7' });
  const keywords = observations.flatMap((o) => (o.kind === 'server.setting' ? [o.value.keyword] : []));
  assert.deepEqual([covers, keywords], [[], ['maxsessions']]);
  assert.equal(part.read(direct).observations.length, 2);
});

test('no list refuses the login, one does, or it hinges on what nobody told', () => {
  const read = (...settings: readonly string[]): readonly unknown[] => {
    const { covers, observations } = part.read(
      serverOf({ 'sshd-T-C': settings.join('\n'), id: 'uid=1000(alice) gid=1000(alice) groups=1000(alice)' }),
    );
    return [covers.includes('server.refusal'), observations.some(({ kind }) => kind === 'server.refusal')];
  };
  assert.deepEqual(read('allowusers alice', 'allowgroups alice'), [true, false]);
  assert.deepEqual(read('allowusers bob'), [true, true]);
  assert.deepEqual(read('allowusers alice@office.example.com'), [false, false]);
});

test('the settings of an sshd in whose place TinySSH serves say nothing', () => {
  const dump = { 'sshd-T': 'denyusers alice', 'sshd-T-C': 'denyusers alice\nforcecommand /bin/false' };
  const socket = (state: string): Texts => ({
    listeners: 'LISTEN 0 128 *:22 *:* users:(("systemd",pid=1,fd=41))',
    'unit:tinysshd.socket': `Listen=[::]:22 (Stream)\nActiveState=${state}`,
  });
  assert.notEqual(part.read(serverOf({ ...files, ...dump, ...socket('inactive') })).observations.length, 0);
  assert.deepEqual(part.read(serverOf({ ...files, ...dump, ...socket('active') })), { covers: [], observations: [] });
});
