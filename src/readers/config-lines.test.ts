import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './config-lines.ts';

function overruled(...lines: readonly string[]): readonly string[] {
  const evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '' } as const;
  return reader.read({ ...evidence, data: lines.join('\n') }).observations.map(({ value }) => {
    const { keyword, value: asked, inForce, by } = value as Record<string, string>;
    return `${keyword} ${asked} ${inForce} ${by}`;
  });
}

const cloud = '/etc/ssh/sshd_config.d/50-cloud-init.conf:PasswordAuthentication no';
const own = '/etc/ssh/sshd_config:PasswordAuthentication yes';
const head = ['$ head -1 /etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf'];
const told = 'passwordauthentication yes no /etc/ssh/sshd_config.d/50-cloud-init.conf';

test('a file that is taken in at the top has said it before', () => {
  assert.deepEqual(overruled(...head, own, cloud), [told]);
  const numbered = ['/etc/ssh/sshd_config:12:Include /etc/ssh/sshd_config.d/*.conf', own.replace(':P', ':57:P'), cloud];
  assert.deepEqual(overruled(...numbered), [told]);
});

test('of two files that are taken in, the earlier name counts', () => {
  const late = '/etc/ssh/sshd_config.d/99-local.conf:PasswordAuthentication yes';
  assert.deepEqual(overruled(late, cloud), [told]);
});

test('look-alikes: nobody tells where they are taken in, comments, lines for some users, and one value alone', () => {
  assert.deepEqual(overruled(own, cloud), []);
  assert.deepEqual(overruled(...head, own.replace(':P', ':#P'), cloud), []);
  assert.deepEqual(overruled(...head, own.replace(':P', ':    P'), cloud), []);
  assert.deepEqual(overruled(...head, own, cloud, '/etc/ssh/sshd_config:99:Match User git'), []);
  assert.deepEqual(overruled(...head, own, cloud.replace(' no', ' yes')), []);
  const below = '/etc/ssh/sshd_config:120:Include /etc/ssh/sshd_config.d/*.conf';
  assert.deepEqual(overruled(below, own.replace(':P', ':57:P'), cloud), [
    'passwordauthentication no yes /etc/ssh/sshd_config',
  ]);
});
