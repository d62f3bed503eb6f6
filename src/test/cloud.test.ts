import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diagnose } from '../diagnose.ts';
import type { Report } from '../model/report.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../src/firewall/clouds/samples/${name}.txt`, import.meta.url), 'utf8');
const to = '198.51.100.10';

/** A client that hears nothing, and the rules as `--rules` takes them. */
function judged(from: string | null, ...names: readonly string[]): Report {
  const common = { at: '2026-11-28T10:00:00.000Z', title: '' };
  const files = names.map((name) => ({ name, text: sample(name) }));
  return diagnose({
    format: 1,
    tool: { name: 'sshwhy', version: '0' },
    startedAt: common.at,
    durationMs: 0,
    ssh: null,
    settings: null,
    spent: null,
    hops: [],
    warnings: [],
    evidence: [
      {
        ...common,
        id: 'e1',
        kind: 'ssh-log',
        vantage: 'client',
        data: `ssh: connect to host ${to} port 22: Connection timed out`,
      },
      { ...common, id: 'e2', kind: 'rules', vantage: 'server', data: { files, flow: { from, to, port: 22 } } },
    ],
  });
}

const outcomeOf = ({ assessments }: Report, id: string): string | undefined =>
  assessments.find(({ cause }) => cause === id)?.outcome;

test('groups that do not admit the client, and are those of the machine, are why it hears nothing', () => {
  const report = judged('198.51.100.77', 'aws-security-groups', 'aws-instances');
  assert.deepEqual(report.verdict.roots, ['cloud-firewall']);
  const because = report.assessments.find(({ cause }) => cause === 'cloud-firewall')?.because ?? [];
  assert.ok(because.some(({ quote }) => quote === 'no inbound rule admits tcp 22 from 198.51.100.77'));
});

test('look-alikes: nobody told whose groups they are, they admit it, or nobody knows the client', () => {
  for (const [from, ...names] of [
    ['198.51.100.77', 'aws-security-groups'],
    ['203.0.113.7', 'aws-security-groups', 'aws-instances'],
    [null, 'aws-security-groups', 'aws-instances'],
  ] as const) {
    const report = judged(from, ...names);
    assert.deepEqual(report.verdict.roots, []);
    assert.equal(outcomeOf(report, 'cloud-firewall'), 'possible');
    assert.notEqual(outcomeOf(report, 'firewall-server'), 'confirmed');
    assert.ok(report.warnings.some((one) => one.includes('the firewall rules do not settle it')));
  }
});
