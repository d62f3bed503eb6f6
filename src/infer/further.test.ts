import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause, Outcome } from '../model/cause.ts';
import type { Observation } from '../model/observation.ts';
import type { Verdict } from '../model/report.ts';
import type { Assessment } from './assess.ts';
import { factsOf } from './facts.ts';
import { furtherOf, isStopped, withFurther, withStanding } from './further.ts';
import { seen, symptom } from './sign.ts';

function judged(outcome: Outcome, cause: Partial<Cause>, because: readonly Observation[] = []): Assessment {
  const whole = { stage: 'tcp', family: 'filtered', title: `It is ${cause.id}.`, ...cause } as Cause;
  return { cause: whole, outcome, because, missing: [], support: because.length };
}

const verdict = {
  outcome: 'confirmed',
  stage: 'tcp',
  symptom: 'tcp.timeout',
  summary: 'A rule drops it.',
  roots: ['wall'],
  candidates: [],
  families: [],
} as unknown as Verdict;
const wall = judged('confirmed', { id: 'wall', explains: ['echo'] });
const none = factsOf([]);

/** The ids that wait behind the wall, where the server's end alone judges these so. */
function behind(alone: readonly Assessment[], facts = none): readonly string[] {
  const now = alone.map(({ cause }) => judged('ruled-out', cause));
  return [...furtherOf(verdict, [wall, ...now], [wall, ...alone], facts).keys()];
}

test('what the server proves of the same stage or a later one waits behind the cause', () => {
  assert.deepEqual(behind([judged('confirmed', { id: 'asleep' })]), ['asleep']);
  assert.deepEqual(behind([judged('confirmed', { id: 'locked', stage: 'auth' })]), ['locked']);
  assert.deepEqual(behind([judged('possible', { id: 'asleep' })]), []);
  // The connection has got past that.
  assert.deepEqual(behind([judged('confirmed', { id: 'nameless', stage: 'name' })]), []);
});

test('consequences wait behind nothing', () => {
  assert.deepEqual(behind([judged('confirmed', { id: 'echo' })]), []);
  // What would explain the wall would be the root, were it there.
  assert.deepEqual(behind([judged('confirmed', { id: 'mason', explains: ['wall'] })]), []);
  const two = [judged('confirmed', { id: 'a', explains: ['b'] }), judged('confirmed', { id: 'b' })];
  assert.deepEqual(behind(two), ['a']);
});

test('a state that stands is proof enough, and what is used up is worth a word', () => {
  const state: Observation = {
    kind: 'server.account',
    value: { user: 'alice', state: 'expired' },
    at: { evidence: 'e1' },
  };
  const stands = seen('server.account', { state: 'expired' });
  assert.deepEqual(behind([judged('unknown', { id: 'over', stands })]), []);
  assert.deepEqual(
    behind([judged('unknown', { id: 'over', stands })], factsOf([{ covers: [], observations: [state] }])),
    ['over'],
  );
  const disk: Observation = {
    kind: 'server.resource',
    value: { what: 'disk', state: 'exhausted', text: '100 %' },
    at: { evidence: 'e1' },
  };
  const full = judged('possible', { id: 'full', family: 'exhausted', stage: 'auth' }, [disk]);
  assert.deepEqual(behind([full]), ['full']);
  const said = withFurther(verdict, [full, judged('confirmed', { id: 'over' })], {});
  assert.deepEqual(said.roots, ['wall', 'over']);
  assert.deepEqual(said.candidates, ['full']);
  assert.equal(said.summary, 'A rule drops it. Behind that: it is over.');
});

test('only a proven reason that stops the connection has something behind it', () => {
  assert.equal(isStopped(verdict), true);
  assert.equal(isStopped({ ...verdict, outcome: 'candidates' }), false);
  assert.equal(isStopped({ ...verdict, symptom: null }), false);
});

const at = { evidence: 'e1' };
const denied: Observation = { kind: 'symptom', value: { is: 'auth.denied', stage: 'auth' }, at };
const over: Observation = { kind: 'server.account', value: { user: 'alice', state: 'expired' }, at };
const ours: Observation = { kind: 'hostkey.owner', value: { is: 'own', fingerprint: 'SHA256:x' }, at };
const inForce: Observation = { kind: 'server.in-force', value: { pid: 40, sure: true }, at };

test('what stops each login is the cause where the client is stopped there, at that very host, by what is in force', () => {
  const stands = seen('server.account', { state: 'expired' });
  const open = judged('possible', { id: 'over', requires: symptom('auth.denied'), stands });
  const outcome = (observations: readonly Observation[], all = [open]): Outcome | undefined =>
    withStanding(all, factsOf([{ covers: ['symptom'], observations }]))[0]?.outcome;
  assert.equal(outcome([denied, over, ours, inForce]), 'confirmed');
  for (const without of [denied, over, ours, inForce])
    assert.equal(outcome([denied, over, ours, inForce].filter((o) => o !== without)), 'possible');
  assert.equal(
    outcome([denied, over, inForce, { ...ours, value: { is: 'foreign', fingerprint: 'SHA256:x' } }]),
    'possible',
  );
  // Another reason is proven, or this one is ruled out.
  assert.equal(outcome([denied, over, ours, inForce], [open, judged('confirmed', { id: 'wall' })]), 'possible');
  assert.equal(outcome([denied, over, ours, inForce], [{ ...open, outcome: 'ruled-out' }]), 'ruled-out');
});

test('what the files of sshd say stops nobody as long as sshd may not have read them', () => {
  const refusal: Observation = { kind: 'server.refusal', value: { keyword: 'allowusers' }, at };
  const listed = judged('unknown', { id: 'listed', stands: seen('server.refusal') });
  const outcome = (observations: readonly Observation[]): Outcome | undefined =>
    withStanding([listed], factsOf([{ covers: [], observations }]))[0]?.outcome;
  assert.equal(outcome([refusal]), 'confirmed');
  assert.equal(outcome([refusal, inForce]), 'confirmed');
  assert.equal(outcome([refusal, { ...inForce, value: { pid: 40, sure: false } }]), 'unknown');
});
