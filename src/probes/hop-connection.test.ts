import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from './hop-connection.ts';

const evidence = {
  id: 'e1',
  kind: 'hop-connection',
  vantage: 'client',
  at: '2026-05-04T10:00:00Z',
  title: '',
} as const;

test('a shared connection to a jump host is told where it hung, and nothing is said of those that were not looked at', () => {
  const hung = { hop: 'alice@jump1', path: '/home/alice/.ssh/cm-jump1', said: '' };
  const { covers, observations } = probe.read(hung, { ...evidence, data: hung });
  assert.deepEqual(covers, ['hop.socket']);
  assert.deepEqual(
    observations.map((o) => o.value),
    [{ hop: 'alice@jump1', path: '/home/alice/.ssh/cm-jump1', state: 'hung' }],
  );
  assert.deepEqual(probe.read(null, { ...evidence, data: null }), { covers: [], observations: [] });
  const late = { hop: 'alice@jump1', path: '/home/alice/.ssh/cm-jump1', untried: true } as const;
  const told = probe.read(late, { ...evidence, data: late });
  assert.deepEqual([told.covers, told.observations], [[], []]);
  assert.match(told.notes?.join() ?? '', /alice@jump1 .* no time/);
});
