import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExampleObservation } from '../model/cause.ts';
import type { Observation } from '../model/observation.ts';
import { derive } from './derive.ts';
import { factsOf, observed } from './facts.ts';
import { hopAsksPerson, hopOf, hopTold } from './hop.ts';

const factsFrom = (...seen: readonly ExampleObservation[]) =>
  factsOf([
    { covers: [], observations: seen.map(([kind, value]) => ({ kind, value, at: { evidence: 'e1' } }) as Observation) },
  ]);
const hop = (...seen: readonly ExampleObservation[]): readonly string[] | null => hopOf(factsFrom(...seen));
const known: ExampleObservation = ['proxy.hop', { address: '192.0.2.7' }];
const jump: ExampleObservation = ['proxy.used', { by: 'jump', text: 'ssh -W [%h]:%p bastion' }];
const by = (text: string): ExampleObservation => ['proxy.used', { by: 'command', text }];

test('who connects to the server', () => {
  assert.equal(hop(), null);
  assert.deepEqual(hop(jump, known), ['192.0.2.7']);
  assert.deepEqual(hop(by('ssh -W web1:22 alice@bastion')), []);
  assert.deepEqual(hop(['config.setting', { keyword: 'proxyjump', value: 'bastion' }]), []);
  assert.equal(hop(['config.setting', { keyword: 'proxyjump', value: 'none' }]), null);
});

test('a program that only dials is this machine; with a proxy it is not', () => {
  for (const text of ['nc web1 22', 'exec /usr/bin/nc -q0 web1 22', 'socat - TCP:web1:22'])
    assert.equal(hop(by(text)), null);
  for (const text of [
    'nc -X connect -x proxy1:3128 web1 22',
    'ncat --proxy proxy1:3128 web1 22',
    'socat - PROXY:proxy1:web1:22',
    'corkscrew proxy1 3128 web1 22',
    'sh -c "nc web1 22"',
  ])
    assert.deepEqual(hop(by(text)), [], text);
});

test('a hop on this machine goes on from any address of it', () => {
  assert.deepEqual(hop(jump, ['proxy.hop', { address: '127.0.0.1' }]), []);
});

test('what the server says of the address of the hop holds, and of another one it does not', () => {
  const drop: ExampleObservation = [
    'firewall.decision',
    { where: 'server', action: 'drop', hook: 'in', rule: '-A INPUT -j DROP' },
  ];
  const kept = (...seen: readonly ExampleObservation[]): number =>
    observed(derive(factsFrom(drop, ...seen)), 'firewall.decision').length;
  assert.equal(kept(jump, known, ['server.client', { address: '192.0.2.7' }]), 1);
  assert.equal(kept(jump, known, ['server.client', { address: '198.51.100.3' }]), 0);
  assert.equal(kept(by('ssh -W web1:22 bastion'), ['server.client', { address: '198.51.100.3' }]), 0);
  assert.equal(kept(by('nc web1 22'), ['server.client', { address: '198.51.100.3' }]), 1);
});

test('of a chain that hop has failed which the words of the helper name', () => {
  const told = (text: string, ...jumps: readonly string[]): string | undefined =>
    hopTold(jumps, factsFrom(['proxy.helper', { state: 'denied', text }]));
  const chain = ['alice@jump1', 'bob@jump2:2222', 'ssh://[2001:db8::3]:22'];
  assert.equal(told('bob@jump2: Permission denied (publickey).', ...chain), 'bob@jump2:2222');
  assert.equal(told('ssh: connect to host jump1 port 22: Connection refused', ...chain), 'alice@jump1');
  assert.equal(told('Host key verification failed.', ...chain), undefined);
  assert.equal(told('Host key verification failed.', 'alice@jump1'), 'alice@jump1');
});

test('whether a hop would ask a person for a password, which our own attempt never answers', () => {
  const ours: ExampleObservation = ['config.setting', { keyword: 'batchmode', value: 'no' }];
  const says = (text: string): ExampleObservation => ['proxy.helper', { state: 'denied', text }];
  const asks = (...seen: readonly ExampleObservation[]): boolean => hopAsksPerson(factsFrom(...seen));
  assert.ok(asks(ours, says('alice@jump1: Permission denied (publickey,password).')));
  assert.ok(!asks(ours, says('alice@jump1: Permission denied (publickey).')));
  // Who shows that it ended so could have answered.
  assert.ok(!asks(says('alice@jump1: Permission denied (publickey,password).')));
});
