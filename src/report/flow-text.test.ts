import assert from 'node:assert/strict';
import test from 'node:test';
import type { FlowGroup, WhoReport } from '../model/flow.ts';
import { renderWho } from './flow-text.ts';
import type { Paint } from './text.ts';

const same = (text: string): string => text;
const paint: Paint = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

test('whom the rules stop is told as the rest, where its list would not be told whole', () => {
  const group = (action: FlowGroup['action'], networks: readonly string[], addresses: string): FlowGroup => {
    const none = { rule: null, condition: null, owner: null, how: null };
    return { action, way: 'in', ...none, networks, cut: false, addresses };
  };
  const many = Array.from({ length: 25 }, (_, i) => `${i + 1}.0.0.0/8`);
  const groups = [group('accept', ['192.0.2.0/25'], '128'), group('drop', many, '4294967168')];
  const flow = { from: null, to: null, port: 22 };
  const report: WhoReport = { format: 1, flow, summary: '', reach: [], groups, cut: false, unread: [] };
  assert.match(
    renderWho(report, { paint, verbose: false }),
    /Dropped +all of IPv4 but the networks of the others here\n/,
  );
  assert.match(renderWho(report, { paint, verbose: true }), /Dropped +1\.0\.0\.0\/8 .* 25\.0\.0\.0\/8\n/);
});
