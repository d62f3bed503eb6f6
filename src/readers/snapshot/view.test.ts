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
