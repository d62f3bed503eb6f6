import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './cloud-console.ts';

const silent = 'ssh: connect to host 203.0.113.9 port 22: Connection timed out';

function rules(...lines: readonly string[]): readonly string[] {
  const evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '' } as const;
  const { observations } = reader.read({ ...evidence, data: [silent, ...lines].join('\n') });
  return observations.map(({ value }) => (value as { rule: string }).rule);
}

const always = [
  '65000  AllowVnetInBound              Any   Any  VirtualNetwork     VirtualNetwork  Allow',
  '65001  AllowAzureLoadBalancerInBound Any   Any  AzureLoadBalancer  Any             Allow',
  '65500  DenyAllInBound                Any   Any  Any                Any             Deny',
];
const denies = '65500 DenyAllInBound Any Any Any Any Deny';

test('of Azure the rules that always stand at the end let nobody in from outside', () => {
  assert.deepEqual(rules(...always), [denies]);
  assert.deepEqual(rules('300 RDP 3389 TCP Any Any Allow', ...always), [denies]);
  assert.deepEqual(rules('300 SSH 22 TCP 198.51.100.0/24 Any Allow', 'my ip: 192.0.2.7', ...always), [denies]);
});

test('of AWS the network that is named is not that of the client', () => {
  const open = 'SG inbound: SSH TCP 22 198.51.100.0/26';
  assert.deepEqual(rules(open, 'my ip: 192.0.2.7'), [open]);
  assert.deepEqual(rules(open, 'my ip: 198.51.100.7'), []);
  assert.deepEqual(rules(open), []);
  assert.deepEqual(rules(open, 'SSH  TCP  22  0.0.0.0/0', 'my ip: 192.0.2.7'), []);
});

test('look-alikes: a rule lets it in, or nobody knows from where it comes, or the list has no end', () => {
  assert.deepEqual(rules('300 SSH 22 TCP Any Any Allow', ...always), []);
  assert.deepEqual(rules('300 all 20-25 Any Internet Any Allow', ...always), []);
  assert.deepEqual(rules('300 SSH 22 TCP 198.51.100.0/24 Any Allow', ...always), []);
  assert.deepEqual(rules(...always.slice(0, 2)), []);
});
