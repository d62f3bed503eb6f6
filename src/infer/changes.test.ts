import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../model/observation.ts';
import type { Assessment } from './assess.ts';
import { changesOf } from './changes.ts';

const change = (name: string, at: number): Observation => ({
  kind: 'server.change',
  value: { what: 'file', name, at },
  at: { evidence: 'e1' },
});
const facts = {
  covered: new Set<never>(),
  observations: [change('/etc/hosts', 3000), change('/etc/ssh/sshd_config', 1000), change('/etc/motd', 2000)],
};
const root = {
  because: [
    {
      kind: 'server.config-check',
      value: { ok: false, text: '/etc/ssh/sshd_config line 3: Bad configuration option: X' },
      at: { evidence: 'e1' },
    },
  ],
} as unknown as Assessment;

test('first what the cause is about, then the youngest', () => {
  assert.deepEqual(
    changesOf(facts, [root]).map(({ name, about }) => [name, about]),
    [
      ['/etc/ssh/sshd_config', true],
      ['/etc/hosts', false],
      ['/etc/motd', false],
    ],
  );
});

test('where no cause is confirmed, a change says nothing', () => {
  assert.deepEqual(changesOf(facts, []), []);
});
