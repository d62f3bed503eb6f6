import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Truth } from './fault.ts';
import { type Explains, type Judged, namedOf, type Score, score } from './score.ts';

type Parts = Partial<Judged['verdict']> & { readonly confirmed?: readonly string[]; readonly out?: readonly string[] };

const stopped: Truth = { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' };
const healthy: Truth = { causes: [], stage: 'session', outcome: 'healthy' };
const explains: Explains = new Map([['sshd-masked', ['sshd-not-running']]]);
const families: Readonly<Record<string, string>> = { 'firewall-server': 'filtered', 'ip-ban': 'limited' };

function report({ confirmed = [], out = [], ...verdict }: Parts): Judged {
  const ids = ['sshd-not-running', 'sshd-masked', 'firewall-server', 'ip-ban'];
  return {
    verdict: {
      outcome: 'candidates',
      stage: 'tcp',
      symptom: 'tcp.refused',
      roots: confirmed,
      candidates: [],
      families: [],
      ...verdict,
    },
    assessments: ids.map((cause) => ({
      cause,
      family: (families[cause] ?? 'not-serving') as 'not-serving',
      outcome: confirmed.includes(cause) ? 'confirmed' : out.includes(cause) ? 'ruled-out' : 'possible',
    })),
  };
}

const grade = (truth: Truth, parts: Parts): Score['grade'] => score(truth, report(parts), explains).grade;

test('a text that does not tell where it stops is not wrong about it', () => {
  const open = report({ stage: 'config', symptom: null, outcome: 'undetermined' });
  assert.deepEqual(score(stopped, open, explains, 'ssh'), {
    grade: 'abstained',
    stageRight: true,
    why: 'undetermined at config',
  });
  assert.equal(score(stopped, open, explains, 'client').grade, 'wrong');
  const sometimes: Truth = { ...stopped, outcome: 'degraded' };
  const came = report({ stage: 'session', symptom: null, outcome: 'healthy' });
  assert.equal(score(sometimes, came, explains, 'verbose').grade, 'abstained');
  assert.equal(score(stopped, came, explains, 'verbose').grade, 'wrong');
});

test('the truth confirmed and nothing beside it is right', () => {
  assert.equal(grade(stopped, { outcome: 'confirmed', confirmed: ['sshd-not-running'] }), 'right');
});

test('anything false confirmed beside the truth is wrong', () => {
  assert.equal(grade(stopped, { outcome: 'confirmed', confirmed: ['sshd-not-running', 'ip-ban'] }), 'wrong');
});

test('a consequence that the truth declares is not false', () => {
  const masked: Truth = { ...stopped, causes: ['sshd-masked'] };
  assert.equal(grade(masked, { outcome: 'confirmed', confirmed: ['sshd-masked', 'sshd-not-running'] }), 'right');
  assert.equal(grade(stopped, { outcome: 'confirmed', confirmed: ['sshd-masked', 'sshd-not-running'] }), 'wrong');
});

test('among the first four, or its family among the first two, is narrowed', () => {
  const four = ['a', 'b', 'c', 'sshd-not-running'];
  assert.equal(grade(stopped, { candidates: four, families: ['x', 'y', 'not-serving'] }), 'narrowed');
  assert.equal(grade(stopped, { candidates: ['z', ...four], families: ['x', 'not-serving'] }), 'narrowed');
  assert.equal(grade(stopped, { candidates: ['z', ...four], families: ['x', 'y', 'not-serving'] }), 'abstained');
});

test('a sick host called healthy, the truth ruled out and another stage are wrong', () => {
  assert.equal(grade(stopped, { outcome: 'healthy' }), 'wrong');
  assert.equal(grade(stopped, { out: ['sshd-not-running'] }), 'wrong');
  assert.equal(grade(stopped, { stage: 'auth', candidates: ['sshd-not-running'] }), 'wrong');
});

test('a healthy host must be called healthy', () => {
  assert.equal(grade(healthy, { outcome: 'healthy', stage: 'session' }), 'right');
  assert.equal(grade(healthy, { outcome: 'undetermined' }), 'wrong');
  assert.equal(score(healthy, report({ outcome: 'healthy', stage: 'hostkey' }), explains).stageRight, false);
});

test('of two faults both must be confirmed, and one behind the other may be ruled out', () => {
  const two: Truth = { ...stopped, causes: ['sshd-not-running', 'ip-ban'] };
  assert.equal(
    grade(two, { outcome: 'confirmed', confirmed: ['sshd-not-running'], families: ['limited'] }),
    'narrowed',
  );
  assert.equal(grade(two, { outcome: 'confirmed', confirmed: ['sshd-not-running'] }), 'abstained');
  const behind: Truth = { ...stopped, hidden: ['ip-ban'] };
  assert.equal(grade(behind, { outcome: 'confirmed', confirmed: ['sshd-not-running'], out: ['ip-ban'] }), 'right');
});

test('what was put right is false at the host, and all that its log alone can tell', () => {
  const mended: Truth = { ...stopped, past: ['ip-ban'] };
  const says = { outcome: 'confirmed', confirmed: ['ip-ban'] } as const;
  assert.equal(score(mended, report(says), explains, 'both').grade, 'wrong');
  assert.notEqual(score(mended, report(says), explains, 'log').grade, 'wrong');
  assert.equal(score(stopped, report(says), explains, 'log').grade, 'wrong');
});

test('of two faults at once it counts those that it names', () => {
  const two: Truth = { ...stopped, causes: ['firewall-server'], hidden: ['sshd-not-running'] };
  assert.equal(namedOf(two, report({ confirmed: ['firewall-server'] })), 1);
  assert.equal(namedOf(two, report({ confirmed: ['firewall-server', 'sshd-not-running'] })), 2);
  assert.equal(namedOf(two, report({ confirmed: ['firewall-server'], candidates: ['sshd-not-running'] })), 2);
  assert.equal(namedOf(two, report({ candidates: ['ip-ban'] })), 0);
});
