import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../model/flow.ts';
import { cloudLines, part, refusal, refusedIn } from './clouds.ts';
import { judgePath } from './path.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../src/firewall/clouds/samples/${name}.txt`, import.meta.url), 'utf8');
const [groups, instances] = [sample('aws-security-groups'), sample('aws-instances')];
const nft = (...rules: readonly string[]): string =>
  `table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n\t\t${rules.join('\n\t\t')}\n\t}\n}\n`;
const out = 'table ip t {\n\tchain o {\n\t\ttype filter hook output priority 0;\n\t\ttcp sport 22 drop\n\t}\n}\n';

const ask = (texts: readonly string[], from = '203.0.113.7', to = '198.51.100.10'): FlowReport =>
  judgePath(
    texts.map((text, i) => ({ name: `f${i + 1}`, text })),
    { from, to, port: 22 },
  );

test('the cloud comes first, and what it lets through the host may stop', () => {
  const both = ask([nft('tcp dport 22 drop'), groups, instances], '198.51.100.77');
  assert.deepEqual([both.action, both.in.rule?.provider], ['drop', 'AWS']);
  assert.deepEqual(
    both.in.path.map(({ verdict }) => verdict),
    ['drop'],
  );
  const host = ask([groups, instances, nft('tcp dport 22 reject with tcp reset')]);
  assert.deepEqual([host.action, host.in.rule?.file, host.in.how], ['reject', 'f3', 'tcp reset']);
  assert.match(host.summary, /by a rule of the host's chain input\.$/);
  const answer = ask([groups, instances, nft(), out]);
  assert.deepEqual([answer.action, answer.out?.rule?.chain], ['drop', 'o']);
  const through = ask([groups, instances, nft()]);
  assert.equal(through.action, 'accept');
  assert.match(through.summary, /is accepted, by the cloud and by the host, and so is its answer\.$/);
});

test('what surely drops decides, wherever something else is not known', () => {
  const { action, in: there } = ask([groups, nft('tcp dport 22 drop')]);
  assert.deepEqual([action, there.rule?.file], ['drop', 'f2']);
  assert.equal(ask([groups, nft('tcp dport 22 reject')]).action, 'unknown', 'it is rejected only if it gets there');
  assert.equal(ask([groups, nft()]).action, 'unknown');
});

test('the host knows its private address alone', () => {
  const rules = nft('ip daddr 10.0.1.20 tcp dport 22 accept', 'tcp dport 22 drop');
  assert.equal(ask([groups, instances, rules]).action, 'accept');
  const nobody = ask([sample('gcp-firewall-rules'), rules], '203.0.113.7', '198.51.100.20');
  assert.equal(nobody.action, 'unknown');
});

test('rules of a cloud and of the host in one file keep their lines', () => {
  const text = `$ nft list ruleset\n${nft('tcp dport 22 drop')}$ aws ec2 describe-security-groups\n${groups}\n${instances}`;
  const { action, in: there } = ask([text]);
  assert.deepEqual([action, there.rule?.file, there.rule?.line], ['drop', 'f1', 5]);
  const open = ask([text.replace('tcp dport 22 drop', 'counter')]);
  assert.equal(open.in.path[0]?.rule.provider, 'AWS');
  assert.ok((open.in.path[0]?.rule.line ?? 0) > 8);
});

test('without a cloud nothing changes', () => {
  const report = ask([nft('tcp dport 22 drop')]);
  assert.deepEqual([report.action, report.lacking, report.in.assumed], ['drop', undefined, undefined]);
});

test('tables, YAML and what breaks off are refused with the command that helps', () => {
  const says = (text: string): string | null => {
    const refused = refusedIn([{ name: 'x', text }]);
    return refused === null ? null : refusal(refused);
  };
  assert.match(
    says('NAME  NETWORK  DIRECTION  PRIORITY  ALLOW  DENY  DISABLED\n') ?? '',
    /^x holds rules of a cloud that are not in JSON \(line 1\): give what gcloud .*--format=json prints\.$/,
  );
  assert.match(says('SecurityGroups:\n- Description: x\n') ?? '', /aws ec2 describe-security-groups --output json/);
  assert.match(says('|            DescribeSecurityGroups            |\n') ?? '', /aws ec2/);
  assert.match(
    says('Name  ResourceGroup  Priority  SourcePortRanges  SourceAddressPrefixes\n') ?? '',
    /az network nsg show/,
  );
  assert.match(says(groups.slice(0, 900)) ?? '', /^x holds JSON that is damaged or breaks off at line \d+: /);
  for (const text of [groups, instances, nft('accept'), 'Port 22\n', '{"nftables": []}', '{"a": '])
    assert.equal(says(text), null);
});

test('look-alike: JSON of other programs is nothing of a cloud', () => {
  const texts = [
    '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}',
    '[{"ifname": "eth0", "addr_info": []}]',
    '{"Entries": []}',
    '[]',
    '{"direction": "INGRESS"}',
    '{"items": [{"kind": "Pod"}]}',
  ];
  for (const text of texts) {
    assert.equal(part([{ name: 'x', text }]).clouds.size, 0, text);
    assert.deepEqual(cloudLines([text]), []);
  }
});

test('any JSON is judged, whatever stands where', () => {
  const word = fc.constantFrom(
    'SecurityGroups',
    'GroupId',
    'IpPermissions',
    'IpProtocol',
    'tcp',
    'NetworkAcls',
    'NetworkAclId',
    'Entries',
    'Cidr',
    'RouteTables',
    'RouteTableId',
    'kind',
    'compute#firewall',
    'compute#instance',
    'networkInterfaces',
    'firewallPolicys',
    'rules',
    'securityRules',
    'defaultSecurityRules',
    'effectiveSecurityRules',
    'priority',
    'access',
    'direction',
    '0.0.0.0/0',
    '*',
    '22',
  );
  const { any } = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.constantFrom(null, true, 1, -1, 22),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(word, tie('any'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(word, any, { maxKeys: 4 }), (value) => {
      for (const text of [JSON.stringify(value), JSON.stringify([value], null, 1)]) {
        const { action, in: there } = ask([text]);
        assert.ok(action !== 'reject' && typeof there.path === 'object');
      }
    }),
    { numRuns: 500 },
  );
});
