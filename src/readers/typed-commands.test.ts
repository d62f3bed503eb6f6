import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reader } from './typed-commands.ts';

function target(data: string): unknown {
  const evidence = {
    id: 'e1',
    kind: 'typed-commands',
    vantage: 'client',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
    data,
  } as const;
  return reader.read(evidence).observations[0]?.value;
}

test('the destination, the user and the port', () => {
  assert.deepEqual(target('ssh -p 2222 vagrant@127.0.0.1'), { host: '127.0.0.1', user: 'vagrant', port: 2222 });
  assert.deepEqual(target('macbook:zulip me$ ssh -vp2222 -i ~/.ssh/id vagrant@127.0.0.1 ls'), {
    ...{ host: '127.0.0.1', user: 'vagrant', port: 2222 },
  });
  assert.deepEqual(target('$ ssh -l bob web1'), { host: 'web1', user: 'bob' });
  assert.deepEqual(target('PS C:\\Users\\me> ssh.exe me@192.0.2.5'), { host: '192.0.2.5', user: 'me' });
});

test('no command, and no straight way', () => {
  for (const line of [
    'ssh: connect to host web1 port 22: Connection refused',
    'ssh works from my phone',
    'ssh -V',
    'ssh -J gate web1',
    'ssh -o ProxyCommand=none web1',
    'systemctl restart ssh',
  ])
    assert.equal(target(line), undefined, line);
});

test('any text gives a reading', () => {
  fc.assert(
    fc.property(fc.string(), (text) =>
      Array.isArray(
        reader.read({ id: 'e', kind: '', vantage: 'client', at: '', title: '', data: `ssh ${text}` }).observations,
      ),
    ),
  );
});

test('the ways that the last call left, where it was refused', () => {
  const denied = 'kim@web1: Permission denied (publickey).';
  const asked = (...lines: readonly string[]): readonly string[] =>
    reader
      .read({ id: 'e1', kind: reader.id, vantage: 'client', at: '', title: '', data: lines.join('\n') })
      .observations.flatMap((o) => (o.kind === 'config.setting' ? [`${o.value.keyword} ${o.value.value}`] : []));
  const only = '$ ssh -o PreferredAuthentications=password kim@web1';
  assert.deepEqual(asked(only, denied), ['preferredauthentications password']);
  assert.deepEqual(asked('$ ssh -oPubkeyAuthentication=no kim@web1', denied), ['pubkeyauthentication no']);
  assert.deepEqual(asked(only, 'Connection closed by 192.0.2.5 port 22', '$ ssh kim@web1', denied), []);
  assert.deepEqual(asked(denied, only), []);
});
