import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../model/json.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './rules.ts';

const nft = (rule: string): string =>
  `table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0;\n\t\t${rule}\n\t}\n}`;
const read = (data: Json): Reading =>
  reader.read({ id: 'e1', kind: 'rules', vantage: 'server', at: '', title: '', data });
const asked = (text: string): Reading =>
  read({ files: [{ name: 'rules', text }], flow: { from: '192.0.2.1', to: '192.0.2.2', port: 22 } });
const values = (reading: Reading): readonly unknown[] => reading.observations.map((o) => o.value);

test('what rules decide is stated with the rule, and nothing is covered', () => {
  const reading = asked(nft('tcp dport 22 drop'));
  const rule = 'inet filter input: tcp dport 22 drop';
  assert.deepEqual(values(reading), [{ where: 'server', action: 'drop', hook: 'in', rule }]);
  assert.equal(reading.observations[0]?.at.line, 4);
  assert.deepEqual(reading.covers, []);
});

test('a limit is no drop', () => {
  const [value] = values(asked(nft('tcp dport 22 limit rate over 3/minute drop')));
  assert.equal((value as { action: string }).action, 'limit');
});

test('rules do not say that it is let in: others may stand beside them', () => {
  assert.deepEqual(asked(nft('tcp dport 22 accept')).observations, []);
  const text = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT';
  const reading = asked(text);
  assert.deepEqual(reading.observations, []);
  assert.equal(reading.notes?.length, 1);
});

test('look-alike: rules in a text that names no connection decide nothing', () => {
  const text = nft('tcp dport 22 drop');
  assert.deepEqual(reader.recognise(text.split('\n')), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(read(text).observations, []);
  assert.deepEqual(reader.recognise(['COMMIT', 'create user alice', '-A is an option', 'table of contents {']), []);
});

const groups = {
  SecurityGroups: [
    {
      GroupId: 'sg-1',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    },
  ],
};
const machine = {
  NetworkInterfaces: [
    {
      NetworkInterfaceId: 'eni-1',
      PrivateIpAddress: '10.0.0.5',
      Association: { PublicIp: '192.0.2.2' },
      Groups: [{ GroupId: 'sg-1' }],
    },
  ],
};
const askedOf = (...all: readonly unknown[]): Reading =>
  read({
    files: all.map((one, i) => ({ name: `r${i}`, text: typeof one === 'string' ? one : JSON.stringify(one, null, 1) })),
    flow: { from: '192.0.2.1', to: '192.0.2.2', port: 22 },
  });

test('what a cloud drops is stated with the rule, when it is told which rules the machine has', () => {
  const reading = askedOf(groups, machine);
  const rule = 'AWS security group sg-1, inbound: no inbound rule admits tcp 22 from 192.0.2.1';
  assert.deepEqual(values(reading), [{ where: 'cloud', action: 'drop', hook: 'in', rule }]);
  assert.deepEqual(reading.covers, []);
});

test('look-alike: whose rules they are is only taken for granted, or it is a route that is missing', () => {
  const reading = askedOf(groups);
  assert.deepEqual(
    reading.observations.map(({ kind }) => kind),
    ['firewall.likely'],
  );
  assert.match(
    reading.notes?.[0] ?? '',
    /is dropped in front of the host.* It is taken that sg-1 is the only group of the machine/,
  );
  const open = {
    SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
  };
  const tables = {
    RouteTables: [{ RouteTableId: 'rtb-1', Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }] }],
  };
  assert.deepEqual(askedOf(open, machine, tables).observations, []);
});

test('what a cloud lets through proves nothing, and each side speaks for itself', () => {
  const open = {
    SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
  };
  assert.deepEqual(askedOf(open, machine).observations, []);
  const host = nft('ip daddr 10.0.0.5 tcp dport 22 drop');
  assert.deepEqual(
    values(askedOf(open, machine, host)).map((value) => (value as { where: string }).where),
    ['server'],
  );
  assert.deepEqual(
    values(askedOf(groups, machine, host)).map((value) => (value as { where: string }).where),
    ['server', 'cloud'],
  );
});

test('rules of a cloud are known among other lines, in a table as well', () => {
  const text = `see here:\n${JSON.stringify(groups, null, 1)}\nthat is all`;
  const lines = text.split('\n');
  assert.deepEqual(reader.recognise(lines), lines.map((_, i) => i).slice(1, -1));
  const table = 'NAME  NETWORK  DIRECTION  PRIORITY  ALLOW  DENY  DISABLED';
  assert.deepEqual(reader.recognise([table]), [0]);
  assert.match(read(table).notes?.[0] ?? '', /--format=json/);
});

test('rules of a cloud in one text with the error are asked about the address that it names', () => {
  const json = `${JSON.stringify(groups, null, 1)}\n${JSON.stringify(machine, null, 1)}`;
  const text = (host: string): string => `ssh: connect to host ${host} port 22: Connection timed out\n${json}`;
  const found = read(text('192.0.2.2'));
  const rule = 'AWS security group sg-1, inbound: no inbound rule admits tcp 22 from a client';
  assert.deepEqual(values(found), [{ where: 'cloud', action: 'drop', hook: 'in', rule }]);
  assert.equal(found.observations[0]?.at.line, 4);
  assert.deepEqual(read(text('web1')).observations, [], 'a name is no address');
  assert.deepEqual(read(text('192.0.2.9')).observations, [], 'another machine');
});

test('any text gives a reading', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      asked(text);
      reader.recognise(text.split('\n'));
    }),
  );
});

test('rules of the machine that ssh was called on are its own', () => {
  const own = (prompt: string, rule = 'tcp dport 22 drop'): readonly string[] =>
    read(
      `[tom@lap ~]$ ssh tom@192.0.2.5\nssh: connect to host 192.0.2.5 port 22: Connection timed out\n${prompt} sudo nft list ruleset\ntable inet corp {\n\tchain out {\n\t\ttype filter hook output priority filter; policy accept;\n\t\t${rule}\n\t}\n}`,
    ).observations.map(({ kind, at }) => `${kind} ${at.line} ${at.quote}`);
  assert.deepEqual(own('[tom@lap ~]$'), ['client.rule 7 tcp dport 22 drop']);
  assert.deepEqual(own('[tom@lap ~]$', 'tcp dport 25 drop'), []);
  assert.ok(!own('[root@srv ~]#').some((fact) => fact.startsWith('client.rule')));
});
