import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../../model/flow.ts';
import { judgePath } from '../path.ts';

// In the form of the command's reference.
const sample = (name: string): string =>
  readFileSync(new URL(`../../../src/firewall/clouds/samples/azure-${name}.txt`, import.meta.url), 'utf8');
const [nsg, list, nics, publics, effective] = ['nsg', 'rules', 'nics', 'public-ips', 'effective'].map(sample) as [
  string,
  string,
  string,
  string,
  string,
];
const machine = '198.51.100.30';
const office = '203.0.113.7';
const id = '/subscriptions/s/resourceGroups/Lab/providers/Microsoft.Network';

function ask(texts: readonly unknown[], from: string | null = office, to = machine, port = 22): FlowReport {
  const files = texts.map((text, i) => ({
    name: `f${i + 1}.json`,
    text: typeof text === 'string' ? text : JSON.stringify(text, null, 1),
  }));
  return judgePath(files, { from, to, port });
}

const rule = (more: object): object => ({
  name: 'r',
  access: 'Allow',
  direction: 'Inbound',
  priority: 300,
  protocol: 'Tcp',
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '22',
  ...more,
});
const group = (name: string, ...securityRules: readonly object[]): object => ({
  id: `${id}/networkSecurityGroups/${name}`,
  name,
  securityRules,
  defaultSecurityRules: [],
});

test('the rule of the lowest number that holds decides, and the command goes before it', () => {
  assert.equal(ask([nsg]).action, 'accept');
  const guest = ask([nsg], '203.0.113.207');
  assert.equal(guest.action, 'drop');
  assert.equal(guest.in.rule?.text, 'no-guests (priority 290): Deny * from 203.0.113.128/25');
  assert.match(
    guest.in.owner?.command ?? '',
    /^az network nsg rule create -g rg-lab --nsg-name nsg-vm .*--priority 289 /,
  );
  assert.equal(guest.in.assumed?.length, 1);
  const nobody = ask([nsg], '198.51.100.70');
  assert.equal(nobody.in.rule?.text, 'DenyAllInBound (priority 65500): Deny * from *');
  assert.equal(nobody.in.assumed?.length, 2, 'whose group it is, and what the tag VirtualNetwork holds');
});

test('a list of rules alone has the default rules all the same', () => {
  assert.equal(ask([list]).action, 'accept');
  const { action, in: there } = ask([list], '198.51.100.70');
  assert.deepEqual([action, there.rule?.text], ['drop', 'DenyAllInBound (priority 65500): Deny * from *']);
  assert.equal(ask([list], '10.1.0.9', '10.1.0.4').action, 'unknown', 'it may be in the virtual network');
});

test('what holds for the network card: the group of the subnet and its own must both admit', () => {
  const { action, in: there } = ask([effective]);
  assert.equal(action, 'accept');
  assert.deepEqual(there.assumed ?? [], []);
  assert.deepEqual(
    there.path.map(({ hook }) => hook),
    ['NSG subnet', 'NSG card'],
  );
  const half = ask([effective], '203.0.113.207');
  assert.equal(half.action, 'drop');
  assert.deepEqual([half.in.rule?.table, half.in.assumed], ['NSG nsg-subnet', []]);
  assert.equal(ask([effective], '10.1.0.9', '10.1.0.4').action, 'accept', 'the tag is spelt out');
});

test('the card tells which groups are meant', () => {
  const there = ask([nsg, nics, publics], '203.0.113.207');
  assert.equal(there.action, 'drop');
  assert.deepEqual(there.in.assumed, []);
  assert.deepEqual(there.lacking?.[0], 'a group of the subnet default (az network nsg list -o json)');
  const other = ask([[group('other', rule({}))], nics, publics]);
  assert.match(other.in.condition ?? '', /^the groups of the network card vm1-nic, which were not given/);
});

test('tags, groups of applications and ports of the client', () => {
  const from = (more: object, address: string | null = office, to = machine): FlowReport =>
    ask([group('g', rule(more))], address, to);
  assert.equal(from({ sourceAddressPrefix: 'Internet' }).action, 'accept');
  assert.equal(from({ sourceAddressPrefix: 'Internet' }, null).action, 'accept');
  assert.equal(from({ sourceAddressPrefix: 'Internet' }, '10.1.0.9', '10.1.0.4').action, 'unknown');
  assert.match(
    from({ sourceAddressPrefix: 'AzureCloud.westeurope' }).in.condition ?? '',
    /^whether 203\.0\.113\.7 belongs to AzureCloud\.westeurope: /,
  );
  assert.equal(from({ sourceAddressPrefix: 'AzureLoadBalancer' }).action, 'drop');
  assert.equal(
    from({ sourceAddressPrefix: undefined, sourceApplicationSecurityGroups: [{ id: `${id}/a` }] }).action,
    'drop',
  );
  const apps = {
    destinationAddressPrefix: '',
    destinationApplicationSecurityGroups: [{ id: `${id}/applicationSecurityGroups/ssh` }],
  };
  assert.match(from(apps).in.condition ?? '', /application security group ssh/);
  assert.equal(from({ sourcePortRange: '1024-65535' }).action, 'accept');
  assert.match(from({ sourcePortRange: '4000' }).in.condition ?? '', /^the client's own port/);
  assert.equal(from({ destinationAddressPrefix: '10.1.0.4' }).action, 'unknown');
  assert.equal(from({ destinationAddressPrefix: '10.1.0.4' }, office, '10.1.0.4').action, 'accept');
  assert.equal(from({ destinationPortRange: undefined, destinationPortRanges: ['80', '20-25'] }).action, 'accept');
  assert.equal(from({ protocol: 'Udp' }).action, 'drop');
});

test('several groups of which nobody told, and a list that is cut', () => {
  const open = ask([[group('a', rule({})), group('b')]]);
  assert.match(open.in.condition ?? '', /^which of a, b the machine at /);
  assert.equal(ask([[group('a'), group('b')]]).action, 'drop');
  assert.match(ask([{ value: [group('a')], nextLink: 'https://x' }]).in.condition ?? '', /nextLink/);
});

test('rules say what the plain model says, in whatever order they are listed', () => {
  const entry = fc.record({
    priority: fc.integer({ min: 100, max: 4096 }),
    access: fc.constantFrom('Allow', 'Deny'),
    sourceAddressPrefix: fc.constantFrom('*', '203.0.113.0/24', '203.0.113.7', '192.0.2.0/24', 'Internet'),
    destinationPortRange: fc.constantFrom('*', '22', '20-30', '80'),
    direction: fc.constantFrom('Inbound', 'Outbound'),
    protocol: fc.constantFrom('*', 'Tcp', 'Udp'),
  });
  const entries = fc.uniqueArray(entry, { maxLength: 8, selector: ({ priority }) => priority });
  fc.assert(
    fc.property(entries, (all) => {
      const first = all
        .filter(
          (one) =>
            one.direction === 'Inbound' &&
            one.protocol !== 'Udp' &&
            one.destinationPortRange !== '80' &&
            one.sourceAddressPrefix !== '192.0.2.0/24',
        )
        .sort((a, b) => a.priority - b.priority)[0];
      for (const order of [all, [...all].reverse()])
        assert.equal(ask([group('g', ...order.map(rule))]).action, first?.access === 'Allow' ? 'accept' : 'drop');
    }),
  );
});
