import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './bans.ts';

const jail = (list: string): readonly string[] => [
  'Status for the jail: sshd',
  '   |- Currently banned: 2',
  `   \`- Banned IP list:   ${list}`,
];

test("a jail that holds the client, and one that holds others'", () => {
  const server = serverOf({ 'fail2ban:sshd': jail('198.51.100.7 192.0.2.10'), 'fail2ban:web': jail('198.51.100.7') });
  assert.deepEqual(said(part.read(server)), ['server.ban {"by":"fail2ban:sshd","address":"192.0.2.10"}']);
});

test('a decision of crowdsec about a network', () => {
  const rows = [
    'id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id',
    '1,crowdsec,Range:192.0.2.0/24,crowdsecurity/ssh-bf,ban,,,6,3h,false,1',
    '2,crowdsec,Ip:198.51.100.7,crowdsecurity/ssh-bf,ban,,,6,3h,false,2',
  ];
  assert.deepEqual(said(part.read(serverOf({ crowdsec: rows }))), [
    'server.ban {"by":"crowdsec","address":"192.0.2.0/24"}',
  ]);
});

test('hosts.deny: what hosts_access(5) takes, and what it does not', () => {
  const denied = (line: string, from = '192.0.2.10'): boolean =>
    part.read(serverOf({ 'file:/etc/hosts.deny': [line] }, { from })).observations.length > 0;
  for (const line of ['sshd: 192.0.2.', 'ALL: ALL', 'sshd, vsftpd : 192.0.2.0/255.255.255.0', 'sshd: 192.0.2.0/24'])
    assert.ok(denied(line), line);
  assert.ok(denied('sshd: [2001:db8::]/32', '2001:db8::1'));
  for (const line of [
    '# sshd: ALL',
    'vsftpd: ALL',
    'sshd: 198.51.100.',
    'ALL: ALL EXCEPT 192.0.2.10',
    'sshd: .example.net',
  ])
    assert.ok(!denied(line), line);
});

test('hosts.allow comes first', () => {
  const read = (allow: readonly string[], more: Parameters<typeof serverOf>[0] = {}): readonly string[] => {
    const files = { 'file:/etc/hosts.deny': ['ALL: ALL'], 'file:/etc/hosts.allow': allow };
    return said(part.read(serverOf({ ...files, ...more })));
  };
  const denied = ['server.ban {"by":"hosts.deny","address":"ALL"}'];
  assert.deepEqual(read(['sshd: 192.0.2.']), []);
  assert.deepEqual(read(['sshd: 192.0.2. EXCEPT 192.0.2.10']), denied);
  assert.deepEqual(read(['vsftpd: ALL', 'sshd: 198.51.100.']), denied);
  assert.deepEqual(read(['sshd: \\', '  192.0.2.']), []);
  // Of an address that nobody has looked up nobody knows the name.
  const named = { reverse: ['192.0.2.10      laptop.example.net'] };
  for (const line of ['sshd: .example.net', 'sshd: laptop.example.net', 'sshd: KNOWN', 'ALL: LOCAL']) {
    assert.deepEqual(read([line]), [], line);
    assert.deepEqual(read([line], named), line.endsWith('LOCAL') ? denied : [], line);
  }
  assert.deepEqual(read(['sshd: LOCAL'], { reverse: ['192.0.2.10      laptop'] }), []);
  assert.deepEqual(read(['sshd: .example.org'], named), denied);
  for (const line of ['sshd: /etc/friends', 'sshd: 192.0.2.1?', 'sshd: ALL: aclexec /bin/ask %a'])
    assert.deepEqual(read([line], named), [], line);
});

test('hosts.allow may refuse as well', () => {
  const read = (...lines: readonly string[]): readonly string[] =>
    said(part.read(serverOf({ 'file:/etc/hosts.allow': lines })));
  assert.deepEqual(read('sshd: 192.0.2.: deny'), ['server.ban {"by":"hosts.allow","address":"192.0.2."}']);
  assert.deepEqual(read('sshd: ALL: twist /bin/echo closed'), ['server.ban {"by":"hosts.allow","address":"ALL"}']);
  assert.deepEqual(read('sshd: 192.0.2.10', 'ALL: ALL: deny'), []);
});

test('hosts.allow turns away as well, by the first of its lines that is for the client', () => {
  const told = (...lines: readonly string[]): readonly string[] =>
    said(part.read(serverOf({ 'file:/etc/hosts.allow': lines })));
  const denied = ['server.ban {"by":"hosts.allow","address":"ALL"}'];
  assert.deepEqual(told('# by country', 'sshd: 198.51.100.', 'sshd: ALL: twist /bin/echo 421 %h'), denied);
  assert.deepEqual(told('ALL : ALL : deny'), denied);
  assert.deepEqual(told('sshd: 192.0.2.', 'ALL : ALL : deny'), []);
  assert.deepEqual(told('sshd: ALL: spawn /bin/true', 'ALL : ALL : deny'), []);
  // Whose names those are is not known here.
  assert.deepEqual(told('sshd: .example.net', 'ALL : ALL : deny'), []);
  assert.deepEqual(told('sshd: 198.51.100.7 @admins', 'ALL : ALL : deny'), []);
});

test('the hop that connects is on a list, and the client on another says nothing then', () => {
  const printed = {
    'fail2ban:sshd': jail('198.51.100.7'),
    'fail2ban:web': jail('192.0.2.10'),
    'file:/etc/hosts.deny': ['sshd: 198.51.100.7'],
  };
  assert.deepEqual(said(part.read(serverOf(printed, { through: ['198.51.100.7'] }))), [
    'server.ban {"by":"fail2ban:sshd","address":"198.51.100.7"}',
  ]);
});

test('a line of hosts.deny for one address of the host counts where that one is dialled', () => {
  const denied = (line: string, ...own: readonly string[]): boolean => {
    const addresses = own.map((one) => `    inet${one.includes(':') ? '6' : ''} ${one} scope global eth0`);
    return part.read(serverOf({ 'file:/etc/hosts.deny': [line], addresses })).observations.length > 0;
  };
  const one = ['203.0.113.5/24 brd 203.0.113.255', '2001:db8::5/64'];
  assert.ok(denied('sshd@203.0.113.5: ALL', ...one));
  assert.ok(!denied('sshd@127.0.0.1: ALL', ...one));
  assert.ok(!denied('sshd@[2001:db8::5]: ALL', ...one), 'the client comes over IPv4');
  assert.ok(!denied('sshd@web1.example.net: ALL', ...one), 'nobody knows whose name that is');
  assert.ok(!denied('sshd@203.0.113.5: ALL', ...one, '203.0.113.6/24'), 'it may have dialled the other');
  assert.ok(!denied('sshd@203.0.113.5: ALL'), 'nobody knows its addresses');
});
