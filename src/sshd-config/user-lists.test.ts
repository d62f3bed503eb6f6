import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedBy } from './user-lists.ts';

const alice = { user: 'alice', groups: ['alice', 'staff'], address: '192.0.2.7' };

test('the lists in the order in which sshd asks them', () => {
  assert.equal(refusedBy({}, alice), 'none');
  assert.equal(refusedBy({ allowusers: ['bob', 'a*'] }, alice), 'none');
  assert.equal(refusedBy({ allowusers: ['bob'] }, alice), 'allowusers');
  assert.equal(refusedBy({ denyusers: ['al?ce'], allowusers: ['alice'] }, alice), 'denyusers');
  assert.equal(refusedBy({ allowusers: ['alice'], denygroups: ['staff'] }, alice), 'denygroups');
  assert.equal(refusedBy({ allowgroups: ['wheel', 'ssh'] }, alice), 'allowgroups');
  assert.equal(refusedBy({ allowgroups: ['wheel', 'staff'] }, alice), 'none');
});

test('what hinges on a host, or on groups that nobody told, is not known', () => {
  const nowhere = { ...alice, address: null };
  assert.equal(refusedBy({ allowusers: ['alice@192.0.2.7'] }, nowhere), null);
  assert.equal(refusedBy({ allowusers: ['alice@*.example.com'] }, alice), null);
  assert.equal(refusedBy({ allowusers: ['bob@192.0.2.7'] }, alice), 'allowusers');
  assert.equal(refusedBy({ denyusers: ['*@198.51.100.*'], allowgroups: ['wheel'] }, nowhere), null);
  assert.equal(refusedBy({ allowgroups: ['wheel'] }, { ...alice, groups: null }), null);
  assert.equal(refusedBy({ allowusers: ['bob'] }, { user: null, groups: null, address: null }), null);
});

test('the address of the client, alone or in a network', () => {
  for (const host of ['192.0.2.7', '192.0.2.0/24', '192.0.2.*', '*'])
    assert.equal(refusedBy({ allowusers: [`alice@${host}`] }, alice), 'none', host);
  for (const host of ['192.0.2.8', '198.51.100.0/24', '198.51.100.*', '2001:db8::/32'])
    assert.equal(refusedBy({ allowusers: [`alice@${host}`] }, alice), 'allowusers', host);
});
