import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reader } from './cloud-tables.ts';

/** Cells below their headings, as both programs print them. */
function table(...rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const silent = 'ssh: connect to host 203.0.113.170 port 22: Connection timed out';
const rules = (text: string, source = '198.51.100.7'): readonly string[] =>
  reader
    .read({
      id: 'e1',
      kind: reader.id,
      vantage: 'server',
      at: '',
      title: '',
      data: `${silent}\nmy ip is ${source}\n${text}`,
    })
    .observations.flatMap((o) =>
      o.kind === 'firewall.likely' ? [`${o.value.where} ${o.value.action}: ${o.value.rule}`] : [],
    );

describe('Azure', () => {
  const head = [
    'Name',
    'Priority',
    'SourceAddressPrefixes',
    'Access',
    'Protocol',
    'Direction',
    'DestinationPortRanges',
  ];
  const vnet = ['AllowVnet', '65000', 'VirtualNetwork', 'Allow', '*', 'Inbound', '*'];
  const all = ['DenyAll', '65500', '*', 'Deny', '*', 'Inbound', '*'];
  const web = ['Web', '300', '*', 'Allow', 'Tcp', 'Inbound', '80 443'];
  const ssh = (from: string, access: string): readonly string[] => ['ssh', '200', from, access, 'Tcp', 'Inbound', '22'];

  test('a rule denies, or none admits', () => {
    assert.deepEqual(rules(table(head, web, ssh('Internet', 'Deny'), vnet, all)), [
      'cloud drop: ssh 200 Internet Deny Tcp Inbound 22',
    ]);
    assert.deepEqual(rules(table(head, web, vnet, all)), ['cloud drop: DenyAll 65500 * Deny * Inbound *']);
    assert.deepEqual(rules(table(head, web)), ['cloud drop: no rule of the list admits it']);
    assert.deepEqual(rules(table(head, ssh('192.0.2.0/24', 'Allow'), all)).length, 1);
  });

  test('look-alikes: admitted, or denied to others, or on the way out', () => {
    assert.deepEqual(rules(table(head, ssh('198.51.100.0/24', 'Allow'), all)), []);
    assert.deepEqual(
      rules(table(head, ssh('192.0.2.0/24', 'Deny'), ['in', '400', '*', 'Allow', '*', 'Inbound', '*'], all)),
      [],
    );
    const out = ['out', '100', '*', 'Deny', 'Tcp', 'Outbound', '22'];
    assert.deepEqual(rules(table(head, out, ssh('*', 'Allow'), all)), []);
  });
});

describe('Google', () => {
  const head = ['NAME', 'DIRECTION', 'PRIORITY', 'SOURCE_RANGES', 'ALLOW', 'DISABLED'];
  const rule = (from: string, allow: string, off = 'False'): readonly string[] => [
    'r1',
    'INGRESS',
    '1000',
    from,
    allow,
    off,
  ];

  test('no rule admits this client', () => {
    assert.deepEqual(rules(table(head, rule('0.0.0.0/0', 'icmp'))), ['cloud drop: no rule of the list admits it']);
    assert.equal(rules(table(head, rule('35.235.240.0/20', 'tcp:22'), rule('10.0.0.0/8', 'all'))).length, 1);
    assert.equal(rules(table(head, rule('0.0.0.0/0', 'tcp:22', 'True'))).length, 1);
  });

  test('look-alikes: one does, or the list has no sources', () => {
    assert.deepEqual(rules(table(head, rule('198.51.100.7/32', 'tcp:22'))), []);
    const bare = ['NAME', 'NETWORK', 'DIRECTION', 'PRIORITY', 'ALLOW', 'DENY', 'DISABLED'];
    assert.deepEqual(rules(table(bare, ['r1', 'default', 'INGRESS', '65534', 'tcp:22', '', 'False'])), []);
  });
});

describe('AWS', () => {
  const rule = (depth: number): string => `${'|'.repeat(depth - 1)}+${'-'.repeat(20)}+${'|'.repeat(depth - 1)}`;
  const row = (depth: number, ...cells: readonly string[]): string =>
    `${'|'.repeat(depth)}  ${cells.join('  |  ')}  ${'|'.repeat(depth)}`;
  const titled = (depth: number, title: string, ...rows: readonly (readonly string[])[]): readonly string[] => {
    const [head = [], ...rest] = rows;
    const body =
      rows.length === 0
        ? []
        : [row(depth, ...head), rule(depth), ...rest.map((one) => row(depth, ...one)), rule(depth)];
    return [row(depth, title), rule(depth), ...body];
  };
  const document = (name: string, ...parts: readonly (readonly string[])[]): string =>
    ['-'.repeat(40), ...titled(1, name), ...parts.flat()].join('\n');
  const ports = ['FromPort', 'IpProtocol', 'ToPort'];
  const permission = (from: string, protocol: string, to: string, cidr: string): readonly string[] => [
    ...titled(3, 'IpPermissions', ports, [from, protocol, to]),
    ...titled(4, 'IpRanges', ['CidrIp'], [cidr]),
  ];
  const egress = [
    ...titled(3, 'IpPermissionsEgress', ['IpProtocol'], ['-1']),
    ...titled(4, 'IpRanges', ['CidrIp'], ['0.0.0.0/0']),
  ];
  const group = titled(2, 'SecurityGroups', ['Description', 'GroupId'], ['web', 'sg-0a']);
  const groups = (...parts: readonly (readonly string[])[]): number =>
    rules(document('DescribeSecurityGroups', group, ...parts, egress)).length;

  test('security groups', () => {
    assert.equal(groups(permission('443', 'tcp', '443', '0.0.0.0/0')), 1);
    assert.equal(groups(permission('443', 'tcp', '443', '0.0.0.0/0'), permission('22', 'tcp', '22', '0.0.0.0/0')), 0);
    assert.equal(groups(permission('22', 'tcp', '22', '192.0.2.0/24')), 1);
    assert.equal(groups(permission('22', 'tcp', '22', '198.51.100.0/24')), 0);
    assert.equal(groups(permission('', '-1', '', '0.0.0.0/0')), 0);
    assert.equal(groups(permission('22', 'udp', '22', '0.0.0.0/0')), 1);
    const pairs = titled(4, 'UserIdGroupPairs', ['GroupId', 'UserId'], ['sg-0b', '123']);
    assert.equal(groups(titled(3, 'IpPermissions', ports, ['22', 'tcp', '22']), pairs), 0);
    const cut = document('DescribeSecurityGroups', group, permission('443', 'tcp', '443', '0.0.0.0/0')).split('\n');
    assert.deepEqual(rules(cut.slice(0, -1).join('\n')), []);
  });

  test('network ACLs', () => {
    const heads = ['CidrBlock', 'Egress', 'Protocol', 'RuleAction', 'RuleNumber'];
    const entry = (cidr: string, protocol: string, action: string, number: string, port = ''): readonly string[] => [
      ...titled(3, 'Entries', heads, [cidr, 'False', protocol, action, number]),
      ...(port === '' ? [] : titled(4, 'PortRange', ['From', 'To'], [port, port])),
    ];
    const acl = (...parts: readonly (readonly string[])[]): number =>
      rules(document('DescribeNetworkAcls', ...parts)).length;
    const rest = entry('0.0.0.0/0', '-1', 'deny', '32767');
    assert.equal(acl(entry('0.0.0.0/0', '6', 'allow', '100', '443'), rest), 1);
    assert.equal(acl(entry('0.0.0.0/0', '6', 'allow', '100', '22'), rest), 0);
    assert.equal(acl(entry('0.0.0.0/0', '-1', 'allow', '100'), rest), 0);
    assert.equal(
      acl(entry('0.0.0.0/0', '-1', 'allow', '100'), entry('198.51.100.7/32', '6', 'deny', '90', '22'), rest),
      1,
    );
  });
});
