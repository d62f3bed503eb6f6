import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../../model/flow.ts';
import { judgePath } from '../path.ts';

// What the AWS command line made of answers in the form of the EC2 API.
const sample = (name: string): string =>
  readFileSync(new URL(`../../../src/firewall/clouds/samples/aws-${name}.txt`, import.meta.url), 'utf8');
const [groups, instances, acls, tables] = ['security-groups', 'instances', 'network-acls', 'route-tables'].map(
  sample,
) as [string, string, string, string];
/** It has the groups web and admin; the other has web alone. */
const gate = '198.51.100.10';
const web = '198.51.100.11';
const office = '203.0.113.7';
const admin = 'sg-0fedcba9876543210';
const network = 'vpc-1';

function ask(texts: readonly unknown[], from: string | null = office, to = gate, port = 22): FlowReport {
  const files = texts.map((text, i) => ({
    name: `f${i + 1}.json`,
    text: typeof text === 'string' ? text : JSON.stringify(text, null, 1),
  }));
  return judgePath(files, { from, to, port });
}

const group = (id: string, ...IpPermissions: readonly unknown[]): unknown => ({ GroupId: id, IpPermissions });
const tcp = (low: number, high: number, ...cidrs: readonly string[]): unknown => ({
  IpProtocol: 'tcp',
  FromPort: low,
  ToPort: high,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});
const card = (address: string, subnet: string, ...ids: readonly string[]): unknown => ({
  NetworkInterfaceId: `eni-${address}`,
  PrivateIpAddress: address,
  SubnetId: subnet,
  VpcId: network,
  Groups: ids.map((GroupId) => ({ GroupId })),
});

test('what no group of the machine admits is dropped, and the command admits it', () => {
  const { action, summary, in: there, out } = ask([groups, instances], '198.51.100.77');
  assert.equal(action, 'drop');
  assert.equal(out, null);
  assert.match(
    summary,
    /^The connection from 198\.51\.100\.77 to 198\.51\.100\.10 port 22 is dropped in front of the host, by /,
  );
  assert.deepEqual([there.rule?.file, there.rule?.provider, there.assumed], ['f1.json', 'AWS', []]);
  assert.equal(there.rule?.text, 'no inbound rule admits tcp 22 from 198.51.100.77');
  assert.match(
    there.owner?.command ?? '',
    /^aws ec2 authorize-security-group-ingress --group-id sg-\w+ --protocol tcp --port 22 --cidr 198\.51\.100\.77\/32$/,
  );
  const six = ask([{ SecurityGroups: [group('sg-1')] }], '2001:db8::1', '2001:db8::2');
  assert.match(six.in.owner?.command ?? '', /Ipv6Ranges=\[\{CidrIpv6=2001:db8::1\/128\}\]'$/);
});

test('what one group of several admits is let through to the host', () => {
  const { action, summary, in: there, lacking } = ask([groups, instances]);
  assert.equal(action, 'accept');
  assert.match(summary, /whose own rules were not given\.$/);
  assert.equal(there.rule?.table, `security group ${admin} (admin)`);
  const line = groups.split('\n')[(there.rule?.line ?? 0) - 1];
  assert.match(line ?? '', /^ +\{$/);
  assert.equal(lacking?.length, 3);
  assert.equal(ask([groups, instances], office, web).action, 'drop', 'another machine');
  assert.equal(ask([groups, sample('network-interfaces')]).action, 'accept', 'by its interfaces');
  assert.equal(ask([groups, instances], office, '10.0.1.20').action, 'accept', 'by its private address');
});

test('groups of which nobody told whose they are: all say the same, or it is not known', () => {
  const open = ask([groups]);
  assert.equal(open.action, 'unknown');
  assert.match(
    open.in.condition ?? '',
    /^which of sg-.* the machine at 198\.51\.100\.10 has: aws ec2 describe-instances tells$/,
  );
  const one = ask([{ SecurityGroups: [group('sg-1', tcp(80, 80, '0.0.0.0/0'))] }]);
  assert.equal(one.action, 'drop');
  assert.deepEqual(one.in.assumed, ['sg-1 is the only group of the machine at 198.51.100.10']);
  const two = ask([{ SecurityGroups: [group('sg-1'), group('sg-2', tcp(443, 443, '0.0.0.0/0'))] }]);
  assert.deepEqual([two.action, two.in.assumed?.length], ['drop', 1]);
  const page = ask([{ SecurityGroups: [group('sg-1')], NextToken: 'abc' }]);
  assert.equal(page.action, 'unknown');
  assert.match(page.in.condition ?? '', /NextToken/);
});

test('rules one by one are the same rules', () => {
  const rules = sample('security-group-rules');
  const report = ask([rules, instances]);
  assert.equal(report.action, 'accept');
  assert.equal(report.in.rule?.text, 'sgr-0000000000000001a: tcp 22 from 203.0.113.0/24');
  assert.equal(ask([rules, instances], '198.51.100.77').action, 'drop');
  assert.equal(
    ask([rules.replace(/\n\}\s*$/, ',\n "NextToken": "a"\n}'), instances], '198.51.100.77').action,
    'unknown',
  );
});

test('a group that was not given, or a source that nobody can tell, is named', () => {
  const own = { NetworkInterfaces: [card('10.0.0.5', 'subnet-1', 'sg-1', 'sg-2')] };
  const lacks = ask([{ SecurityGroups: [group('sg-1')] }, own], office, '10.0.0.5');
  assert.equal(lacks.action, 'unknown');
  assert.match(lacks.in.condition ?? '', /^the rules of sg-2: /);
  const listed = {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }],
  };
  const asks = (...more: readonly unknown[]): FlowReport =>
    ask([{ SecurityGroups: [group('sg-1', listed)] }, ...more], '192.0.2.70');
  assert.match(asks().in.condition ?? '', /^the entries of the prefix list pl-0123456789abcdef0: /);
  assert.equal(asks(sample('prefix-list-entries')).action, 'accept');
  assert.equal(asks(sample('prefix-lists')).action, 'unknown', 'the list has no entries with it');
  const odd = ask([
    { SecurityGroups: [group('sg-1', { ...(tcp(22, 22, '0.0.0.0/0') as object), IpProtocol: 'any' })] },
  ]);
  assert.equal(odd.in.condition, 'the protocol any');
});

test('a group as a source holds for its members inside, and for nobody outside', () => {
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId: 'sg-9' }] };
  const inside = {
    NetworkInterfaces: [
      card('10.0.0.5', 's-1', 'sg-1'),
      card('10.0.0.9', 's-1', 'sg-9'),
      card('10.0.0.8', 's-1', 'sg-1'),
    ],
  };
  const from = (address: string | null, ...more: readonly unknown[]): string =>
    ask([{ SecurityGroups: [group('sg-1', rule)] }, ...more], address, '10.0.0.5').action;
  assert.equal(from(office), 'drop');
  assert.equal(from('10.0.0.9'), 'unknown');
  assert.equal(from('10.0.0.9', inside), 'accept');
  assert.equal(from('10.0.0.8', inside), 'drop');
});

test('an address of the client that nobody knows is admitted by a rule for all alone', () => {
  assert.equal(ask([{ SecurityGroups: [group('sg-1', tcp(22, 22, '0.0.0.0/0'))] }], null).action, 'accept');
  assert.equal(ask([{ SecurityGroups: [group('sg-1', tcp(22, 22, '192.0.2.0/24'))] }], null).action, 'unknown');
  assert.equal(ask([{ SecurityGroups: [group('sg-1', tcp(80, 80, '0.0.0.0/0'))] }], null).action, 'drop');
});

test('a network ACL stops by the first rule that holds, and lets the answer out by a rule of its own', () => {
  const guest = ask([groups, instances, acls], '203.0.113.207');
  assert.equal(guest.action, 'drop');
  assert.equal(guest.in.rule?.text, 'rule 90: deny tcp 0-65535 from 203.0.113.128/25');
  assert.match(guest.in.owner?.command ?? '', / --network-acl-id acl-0123456789abcdef0 --ingress --rule-number 89 /);
  const part = ask([groups, instances, acls]);
  assert.equal(part.action, 'may-drop');
  assert.match(
    part.out?.condition ?? '',
    /^the client's port: of 1024 to 65535 only a part is let out, first by rule 100: /,
  );
  assert.match(part.out?.owner?.command ?? '', / --egress --rule-number 110 .*From=1024,To=65535 /);
  const wide = acls.replace('"From": 32768', '"From": 1024');
  assert.equal(ask([groups, instances, wide]).action, 'accept');
  const none = acls.replace('"From": 32768', '"From": 22').replace('"To": 65535', '"To": 22');
  assert.equal(ask([groups, instances, none]).action, 'drop');
  assert.match(ask([groups, instances, none]).summary, /^The answer to the connection from /);
});

test('a network ACL is not asked inside a subnet, nor one of another subnet', () => {
  const inside = { SecurityGroups: [group('sg-0123456789abcdef0', tcp(22, 22, '0.0.0.0/0'))] };
  const guard = acls.replace('"CidrBlock": "203.0.113.128/25"', '"CidrBlock": "10.0.0.0/8"');
  const from = (address: string, ...more: readonly string[]): FlowReport =>
    ask([inside, instances, guard, ...more], address, '10.0.1.20');
  assert.equal(from('10.0.1.9', sample('subnets')).action, 'accept');
  assert.equal(from('10.0.2.9', sample('subnets')).action, 'drop');
  const open = from('10.0.1.9');
  assert.equal(open.action, 'unknown');
  assert.match(open.in.condition ?? '', /aws ec2 describe-subnets tells/);
});

test('the way back goes by the longest route; what leads nowhere drops the answer', () => {
  const all = [groups, instances, acls.replace('"From": 32768', '"From": 1024')];
  assert.equal(ask([...all, tables]).action, 'accept');
  const dead = ask([...all, tables.replace(/"State": "active"/g, '"State": "blackhole"')]);
  assert.equal(dead.action, 'drop');
  assert.equal(dead.out?.rule?.text, '0.0.0.0/0 by igw-0123456789abcdef0, blackhole');
  const nat = ask([...all, tables.replace('"GatewayId": "igw-', '"NatGatewayId": "nat-')]);
  assert.match(nat.out?.condition ?? '', /^what nat-0123456789abcdef0 does with the answer: /);
  const gone = tables.replace(/"0\.0\.0\.0\/0"/, '"192.0.2.0/24"');
  const missing = ask([...all, gone]);
  assert.equal(missing.action, 'drop');
  assert.equal(missing.out?.rule?.text, 'no route to 203.0.113.7');
  assert.match(missing.out?.owner?.command ?? '', /^aws ec2 create-route --route-table-id rtb-0123456789abcdef0 /);
  const main = ask(
    [{ SecurityGroups: [group('sg-0123456789abcdef0', tcp(22, 22, '0.0.0.0/0'))] }, instances, tables],
    office,
    web,
  );
  assert.equal(main.action, 'drop');
  assert.equal(main.out?.rule?.text, '203.0.113.0/24 by nat-0123456789abcdef0, blackhole');
  assert.equal(main.out?.assumed?.length, 1);
});

test('a name that a shell would take apart is no word of a command', () => {
  const { in: there } = ask([{ SecurityGroups: [group('sg-1; reboot')] }]);
  assert.match(there.owner?.command ?? '', / --group-id GROUP --protocol tcp /);
});

test('a machine alone tells nothing', () => {
  const { action, in: there } = ask([instances]);
  assert.equal(action, 'unknown');
  assert.match(there.condition ?? '', /^the security groups, which were not given/);
});

// ── laws ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const octet = fc.constantFrom(0, 64, 128, 200);
const cidr = fc
  .tuple(fc.constantFrom(192, 203), octet, fc.constantFrom(0, 1, 7, 8, 9, 16, 24, 32))
  .map(([a, d, bits]) => `${a}.0.2.${d}/${bits}`);
const address = fc
  .tuple(fc.constantFrom(192, 203), fc.constantFrom(0, 1, 64, 130, 200))
  .map(([a, d]) => `${a}.0.2.${d}`);
const range = fc
  .tuple(fc.integer({ min: 20, max: 25 }), fc.integer({ min: 20, max: 25 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const permission = fc.record({
  protocol: fc.constantFrom('tcp', 'udp', '-1', '6'),
  ports: range,
  cidrs: fc.array(cidr, { maxLength: 3 }),
});
const bits = (text: string): number => text.split('.').reduce((sum, one) => sum * 256 + Number(one), 0);
const holds = (from: string, range_: string): boolean => {
  const [net = '', size] = range_.split('/');
  const block = 2 ** (32 - Number(size));
  return Math.floor(bits(from) / block) === Math.floor(bits(net) / block);
};

test('groups admit what a rule of any of them admits, in whatever order', () => {
  const sets = fc.array(fc.array(permission, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(sets, address, (all, from) => {
      const admitted = all.flat().some(({ protocol, ports: [low, high], cidrs }) => {
        const traffic = protocol === '-1' || (protocol !== 'udp' && low <= 22 && 22 <= high);
        return traffic && cidrs.some((one) => holds(from, one));
      });
      const ids = all.map((_, i) => `sg-${i}`);
      const of = (permissions: (typeof all)[number], i: number): unknown =>
        group(
          `sg-${i}`,
          ...permissions.map(({ protocol, ports: [low, high], cidrs }) => ({
            ...(tcp(low, high, ...cidrs) as object),
            IpProtocol: protocol,
          })),
        );
      const told = { NetworkInterfaces: [card('10.0.0.5', 's', ...ids)] };
      const back = all.map((one, i) => of([...one].reverse(), i)).reverse();
      for (const SecurityGroups of [all.map(of), back]) {
        const { action } = ask([{ SecurityGroups }, told], from, '10.0.0.5');
        assert.equal(action, admitted ? 'accept' : 'drop');
      }
    }),
  );
});

test('a network ACL says what its lowest rule that holds says, for each port of the client', () => {
  const entry = fc.record({
    number: fc.integer({ min: 1, max: 30 }),
    protocol: fc.constantFrom('6', '17', '-1'),
    allow: fc.boolean(),
    cidr,
    ports: fc.constantFrom(
      [0, 65_535],
      [1024, 65_535],
      [22, 22],
      [1024, 40_000],
      [40_001, 65_535],
      [20, 21],
    ) as fc.Arbitrary<[number, number]>,
    out: fc.boolean(),
  });
  const entries = fc.uniqueArray(entry, { maxLength: 12, selector: ({ number, out }) => `${number} ${out}` });
  const anybody = { SecurityGroups: [group('sg-1', { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] })] };
  fc.assert(
    fc.property(entries, address, (all, from) => {
      const says = (out: boolean, port: number): boolean =>
        all
          .filter((one) => one.out === out && one.protocol !== '17' && holds(from, one.cidr))
          .filter(({ protocol, ports: [low, high] }) => protocol === '-1' || (low <= port && port <= high))
          .sort((a, b) => a.number - b.number)[0]?.allow === true;
      const NetworkAcls = [
        {
          NetworkAclId: 'acl-1',
          Associations: [{ SubnetId: 'subnet-1' }],
          Entries: all.map(({ number, protocol, allow, cidr: CidrBlock, ports: [From, To], out }) => ({
            RuleNumber: number,
            Protocol: protocol,
            RuleAction: allow ? 'allow' : 'deny',
            Egress: out,
            CidrBlock,
            ...(protocol === '-1' ? {} : { PortRange: { From, To } }),
          })),
        },
      ];
      const told = { NetworkInterfaces: [card('10.0.0.5', 'subnet-1', 'sg-1')] };
      const { action } = ask([anybody, told, { NetworkAcls }], from, '10.0.0.5');
      const ports = [1024, 40_000, 40_001, 65_535].map((port) => says(true, port));
      const answer = ports.every((one) => one) ? 'accept' : ports.some((one) => one) ? 'may-drop' : 'drop';
      assert.equal(action, says(false, 22) ? answer : 'drop');
    }),
  );
});
