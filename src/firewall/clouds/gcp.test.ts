import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../../model/flow.ts';
import { judgePath } from '../path.ts';

// The rules and the effective firewalls are as gcloud printed them; the instances have the form of the API.
const sample = (name: string): string =>
  readFileSync(new URL(`../../../src/firewall/clouds/samples/gcp-${name}.txt`, import.meta.url), 'utf8');
const rules = sample('firewall-rules');
const instances = sample('instances');
const effective = sample('effective');
/** It has the tag bastion; the other has not. */
const gate = '198.51.100.20';
const web = '198.51.100.21';
const office = '203.0.113.7';
const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/n';

function ask(texts: readonly unknown[], from: string | null = office, to = gate, port = 22): FlowReport {
  const files = texts.map((text, i) => ({
    name: `f${i + 1}.json`,
    text: typeof text === 'string' ? text : JSON.stringify(text, null, 1),
  }));
  return judgePath(files, { from, to, port });
}

const rule = (more: object): object => ({
  kind: 'compute#firewall',
  name: 'r',
  direction: 'INGRESS',
  priority: 1000,
  network,
  disabled: false,
  allowed: [{ IPProtocol: 'tcp', ports: ['22'] }],
  ...more,
});
const machine = (more: object): object => ({
  kind: 'compute#instance',
  name: 'm',
  networkInterfaces: [{ network, networkIP: '10.0.0.5', accessConfigs: [{ natIP: gate }] }],
  ...more,
});

test('the rule of the lowest number decides, for the machines that have its tag', () => {
  const there = ask([rules, instances]);
  assert.equal(there.action, 'accept');
  assert.equal(there.in.rule?.text, 'office-ssh (priority 1000): allow tcp:22,2200-2299 from 203.0.113.0/24');
  const other = ask([rules, instances], office, web);
  assert.equal(other.action, 'drop');
  assert.equal(other.in.rule?.text, 'implied rule (priority 65535): deny all from 0.0.0.0/0');
  assert.match(
    other.in.owner?.command ?? '',
    /^gcloud compute firewall-rules create allow-ssh-22 --network default .*--source-ranges 203\.0\.113\.7\/32 --destination-ranges 10\.156\.0\.21\/32 --target-tags http-server$/,
  );
  const open = ask([rules]);
  assert.equal(open.action, 'unknown');
  assert.match(open.in.condition ?? '', /^whether the machine at 198\.51\.100\.20 has the network tag bastion: /);
  assert.equal(ask([rules], '198.51.100.77').action, 'drop', 'whatever tags it has');
});

test('at one priority a denial goes first; a rule that is switched off is none', () => {
  const denied = ask([rules, instances], '203.0.113.207');
  assert.equal(denied.action, 'drop');
  assert.match(denied.in.rule?.text ?? '', /^block-lab-net \(priority 1000\): deny all /);
  assert.match(denied.in.owner?.command ?? '', / --priority 999 /);
  const on = rules.replace('"disabled": true', '"disabled": false');
  assert.equal(ask([on, instances], '203.0.113.207').action, 'accept');
});

test('what rests on policies that nobody showed says so', () => {
  assert.equal(ask([rules, instances], office, web).in.assumed?.length, 1);
  assert.deepEqual(ask([effective]).in.assumed ?? [], []);
});

test('policies are asked before and behind the rules of the network, as the network says', () => {
  const ours = ask([effective]);
  assert.equal(ours.action, 'accept');
  assert.match(ours.in.rule?.text ?? '', /^office-ssh /);
  const org = ask([effective], '192.0.2.9');
  assert.equal(org.action, 'drop');
  assert.equal(org.in.rule?.table, 'firewall policy 887766554433');
  // A rule of the network comes too late for it.
  assert.match(
    org.in.owner?.command ?? '',
    /^gcloud compute firewall-policies rules create 899 --firewall-policy 887766554433 --organization ORGANIZATION .*--action goto_next /,
  );
  const lab = ask([effective], '198.51.100.70');
  assert.deepEqual([lab.action, lab.in.rule?.table], ['accept', 'firewall policy lab-policy']);
  assert.equal(ask([effective], '198.51.100.7').action, 'drop');
  const against = effective
    .replace('"198.51.100.64/26"', '"203.0.113.0/24"')
    .replace('"action": "allow"', '"action": "deny"');
  const order = ask([against]);
  assert.equal(order.action, 'unknown');
  assert.equal(order.in.condition, 'networkFirewallPolicyEnforcementOrder of the network');
  const odd = effective.replace(
    /"srcIpRanges": \[\s*"198\.51\.100\.64\/26"\s*\]/,
    '"srcThreatIntelligences": ["iplist-tor-exit-nodes"]',
  );
  assert.match(ask([odd], '198.51.100.70').in.condition ?? '', /^srcThreatIntelligences of the policy rule 100$/);
});

test('sources and targets by tag and account', () => {
  const tagged = [rule({ sourceTags: ['jump'] })];
  const inner = [
    machine({}),
    machine({ name: 'j', tags: { items: ['jump'] }, networkInterfaces: [{ network, networkIP: '10.0.0.9' }] }),
  ];
  assert.equal(ask([tagged, inner]).action, 'drop', 'nobody outside has a tag');
  assert.equal(ask([tagged, inner], '10.0.0.9', '10.0.0.5').action, 'accept');
  assert.equal(ask([tagged, inner], '10.0.0.8', '10.0.0.5').action, 'unknown');
  const account = [rule({ targetServiceAccounts: ['a@p.iam.gserviceaccount.com'] })];
  assert.equal(ask([account]).action, 'unknown');
  assert.equal(
    ask([account, [machine({ serviceAccounts: [{ email: 'a@p.iam.gserviceaccount.com' }] })]]).action,
    'accept',
  );
  assert.equal(ask([account, [machine({})]]).action, 'drop');
});

test('a destination is the address inside', () => {
  const inside = [rule({ destinationRanges: ['10.0.0.0/24'] })];
  assert.equal(ask([inside]).action, 'unknown');
  assert.equal(ask([inside, [machine({})]]).action, 'accept');
  assert.equal(ask([inside], office, '10.0.0.5').action, 'accept');
  assert.equal(ask([inside], office, '10.0.9.5').action, 'drop');
});

test('a network of which nobody told, a page that is missing, and a rule that is not understood', () => {
  const two = [rule({}), rule({ network: `${network}2`, name: 's' })];
  assert.equal(ask([two]).action, 'accept', 'both say the same');
  const differ = [rule({}), rule({ network: `${network}2`, denied: [{ IPProtocol: 'all' }], allowed: undefined })];
  assert.match(ask([differ]).in.condition ?? '', /^which of the networks p\/n, p\/n2 /);
  const page = {
    kind: 'compute#firewallList',
    items: [rule({ allowed: [{ IPProtocol: 'icmp' }] })],
    nextPageToken: 'x',
  };
  assert.match(ask([page]).in.condition ?? '', /nextPageToken/);
  assert.equal(ask([[rule({ allowed: [{ IPProtocol: 'strange' }] })]]).in.condition, 'the protocol strange');
  assert.equal(
    ask([[rule({ allowed: [{ IPProtocol: 'tcp', ports: ['ssh'] }] })]]).in.condition,
    'the ports ssh, which are not understood',
  );
});

test('rules say what the plain model says, in whatever order they are listed', () => {
  const entry = fc.record({
    priority: fc.integer({ min: 1, max: 4 }),
    allow: fc.boolean(),
    net: fc.constantFrom('0.0.0.0/0', '203.0.113.0/24', '203.0.113.0/29', '192.0.2.0/24'),
    port: fc.constantFrom('22', '20-30', '80'),
    tag: fc.constantFrom(null, 'a', 'b'),
    egress: fc.boolean(),
    disabled: fc.boolean(),
  });
  const hits = new Set(['0.0.0.0/0', '203.0.113.0/24', '203.0.113.0/29']);
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), fc.constantFrom('a', 'b'), (all, own) => {
      const live = all.filter(
        ({ net, port, tag, egress, disabled }) =>
          hits.has(net) && port !== '80' && (tag === null || tag === own) && !egress && !disabled,
      );
      const lowest = Math.min(...live.map(({ priority }) => priority));
      const first = live.filter(({ priority }) => priority === lowest);
      const admitted = first.length > 0 && first.every(({ allow }) => allow);
      const listed = all.map(({ priority, allow, net, port, tag, egress, disabled }, i) =>
        rule({
          name: `r${i}`,
          priority,
          disabled,
          direction: egress ? 'EGRESS' : 'INGRESS',
          ...(egress ? { destinationRanges: [net] } : { sourceRanges: [net] }),
          ...(tag === null ? {} : { targetTags: [tag] }),
          allowed: allow ? [{ IPProtocol: 'tcp', ports: [port] }] : undefined,
          ...(allow ? {} : { denied: [{ IPProtocol: 'tcp', ports: [port] }] }),
        }),
      );
      const told = [machine({ tags: { items: [own] } })];
      for (const order of [listed, [...listed].reverse()])
        assert.equal(ask([order, told]).action, admitted ? 'accept' : 'drop');
      // Without the tags it is known only where they do not matter.
      const { action } = ask([listed]);
      assert.ok(action === 'unknown' || action === (admitted ? 'accept' : 'drop'));
    }),
  );
});
