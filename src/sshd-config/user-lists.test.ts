import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedBy } from './user-lists.ts';

const alice = { user: 'alice', groups: ['alice', 'staff'] };

test('the lists in the order in which sshd asks them', () => {
  assert.equal(refusedBy({}, alice), null);
  assert.equal(refusedBy({ allowusers: ['bob', 'a*'] }, alice), null);
  assert.equal(refusedBy({ allowusers: ['bob'] }, alice), 'allowusers');
  assert.equal(refusedBy({ denyusers: ['al?ce'], allowusers: ['alice'] }, alice), 'denyusers');
  assert.equal(refusedBy({ allowusers: ['alice'], denygroups: ['staff'] }, alice), 'denygroups');
  assert.equal(refusedBy({ allowgroups: ['wheel', 'ssh'] }, alice), 'allowgroups');
  assert.equal(refusedBy({ allowgroups: ['wheel', 'staff'] }, alice), null);
});

test('what hinges on a host, or on groups that nobody told, is not known', () => {
  assert.equal(refusedBy({ allowusers: ['alice@192.0.2.7'] }, alice), null);
  assert.equal(refusedBy({ allowusers: ['bob@192.0.2.7'] }, alice), 'allowusers');
  assert.equal(refusedBy({ denyusers: ['*@198.51.100.*'], allowgroups: ['wheel'] }, alice), null);
  assert.equal(refusedBy({ allowgroups: ['wheel'] }, { user: 'alice', groups: null }), null);
  assert.equal(refusedBy({ allowusers: ['bob'] }, { user: null, groups: null }), null);
});
