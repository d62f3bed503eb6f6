import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { readIptables } from './iptables.ts';
import type { Ownership, Told } from './owner.ts';
import { deletionOf, rowsOf, ruleFiles, statusCommand } from './owners/ufw/rows.ts';
import { ownerOf } from './owners.ts';

// What the tools themselves made on a Debian host.
const sample = (name: string): string =>
  readFileSync(new URL(`../../src/firewall/samples/${name}`, import.meta.url), 'utf8');

/** Who owns the rule with these words, or the policy of a chain named so. */
function who(text: string, words: string, told?: Told): Ownership | null {
  const ruleset = readIptables(text);
  for (const table of ruleset.tables)
    for (const chain of table.chains)
      for (const { place } of chain.rules)
        if (place.text.includes(words)) return ownerOf(place, ruleset, told === undefined ? {} : { told });
  return assert.fail(`no rule says ${words}`);
}

/** What takes the command back is tested by itself. */
function ofThree(owner: Ownership | null): Omit<Ownership, 'undo'> | null {
  if (owner === null) return null;
  const { undo: _, ...rest } = owner;
  return rest;
}

const ufw = sample('ufw.txt');
const numbered: Told = new Map([['ufw status numbered', sample('ufw-numbered.txt')]]);

test('ufw: rules of the user, with the number that ufw gives them', () => {
  const expected: readonly (readonly [string, string, string])[] = [
    ['-A ufw-user-input -p tcp -m tcp --dport 80 -j ACCEPT', 'rule 1: 80/tcp ALLOW IN Anywhere', 'ufw delete 1'],
    [
      '--hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j ufw-user-limit',
      'rule 2: 22/tcp LIMIT IN Anywhere',
      'ufw delete 2',
    ],
    [
      '-A ufw-user-input -p tcp -m tcp --dport 22 -j ufw-user-limit-accept',
      'rule 2: 22/tcp LIMIT IN Anywhere',
      'ufw delete 2',
    ],
    ['-A ufw-user-input -s 10.71.1.0/24', 'rule 3: 22/tcp DENY IN 10.71.1.0/24', 'ufw delete 3'],
    ['-A ufw-user-input -p tcp -m tcp --dport 25', 'rule 4: 25 REJECT IN Anywhere', 'ufw delete 4'],
    ['dapp_OpenSSH', 'rule 5: OpenSSH ALLOW IN Anywhere', 'ufw delete 5'],
    ['-A ufw-user-forward -i eth0', 'rule 6: 2222/tcp ALLOW FWD Anywhere on eth0', 'ufw delete 6'],
    ['-A ufw-user-output', 'rule 7: 443/tcp DENY OUT Anywhere', 'ufw delete 7'],
    ['-A ufw6-user-input -p tcp -m tcp --dport 80', 'rule 8: 80/tcp (v6) ALLOW IN Anywhere (v6)', 'ufw delete 8'],
    ['-A ufw6-user-input -s 2001:db8::/32 -p tcp', 'rule 14: 2022 ALLOW IN 2001:db8::/32', 'ufw delete 14'],
  ];
  for (const [words, setting, command] of expected)
    assert.deepEqual(ofThree(who(ufw, words, numbered)), { tool: 'ufw', setting, command }, words);
});

test('ufw: its files tell the same as its list', () => {
  const files = new Map(ruleFiles.map((path) => [path, sample(`ufw-${path.split('/').at(-1)}.txt`)] as const));
  const listed = rowsOf(new Map([[statusCommand, sample('ufw-listed.txt')]]));
  assert.equal(listed.length, 19);
  assert.deepEqual(rowsOf(files), listed);
  assert.equal(who(ufw, '-A ufw-user-input -s 10.71.1.0/24', files)?.setting, 'rule 3: 22/tcp DENY IN 10.71.1.0/24');
});

test('ufw: what takes a rule out, and what puts it back', () => {
  const rows = rowsOf(new Map([[statusCommand, sample('ufw-listed.txt')]]));
  const undo = (number: number): string | null | undefined => {
    const row = rows.find((one) => one.number === number);
    return row === undefined ? undefined : deletionOf(row, rows).undo;
  };
  assert.equal(undo(3), 'ufw insert 3 deny proto tcp from 10.71.1.0/24 to any port 22');
  assert.equal(undo(5), 'ufw insert 5 allow from any to any app OpenSSH');
  assert.equal(
    undo(8),
    'ufw insert 8 deny in on eth0 log proto tcp from 10.0.0.5 port 99 to 10.71.1.20 port 1000:1010',
  );
  assert.equal(undo(10), 'ufw insert 10 reject out on eth0 from any to 192.0.2.0/24');
  assert.equal(undo(11), null, 'what is routed');
  assert.equal(undo(19), 'ufw allow from 2001:db8::7 to any app OpenSSH', 'the last takes no number');
});

test('ufw: what it makes itself, and its default', () => {
  assert.equal(who(ufw, '-A ufw-user-input -s 10.71.1.0/24')?.command, 'ufw status numbered; ufw delete NUMBER');
  assert.equal(who(ufw, '--ctstate INVALID -j DROP')?.setting, '/etc/ufw/before.rules, chain ufw-before-input');
  assert.equal(who(ufw, '-A INPUT -j ufw-before-input')?.tool, 'ufw');
  const rules = readIptables(ufw);
  const input = rules.tables[0]?.chains.find(({ name }) => name === 'INPUT');
  const policy = { family: 'ip', table: 'filter', chain: 'INPUT', line: input?.line ?? 0 };
  assert.deepEqual(ownerOf(policy, rules), {
    tool: 'ufw',
    setting: 'the default for incoming connections',
    command: 'ufw allow PORT/tcp',
  });
});

test('firewalld: zone, service, port, rich and direct rules', () => {
  const text = sample('firewalld.txt');
  const zones: Told = new Map([['firewall-cmd --list-all-zones', sample('firewalld-zones.txt')]]);
  const setting = (words: string): string | undefined => who(text, words, zones)?.setting;
  assert.equal(
    setting('-A IN_public_deny -s 10.71.1.0/24'),
    'zone public, rule family="ipv4" source address="10.71.1.0/24" service name="ssh" reject type="icmp-admin-prohibited"',
  );
  assert.equal(setting('-A IN_public_allow -p tcp -m tcp --dport 8080'), 'zone public, port 8080/tcp');
  assert.equal(setting('-A IN_internal_allow -p tcp -m tcp --dport 22'), 'zone internal, service ssh');
  assert.equal(setting('-A IN_public -j REJECT'), 'zone public, its target: no service and no port lets it in');
  assert.equal(setting('-A IN_drop -j DROP'), 'zone drop, its target: no service and no port lets it in');
  assert.equal(setting('-A INPUT_ZONES -s 10.9.0.0/16'), 'zone drop for 10.9.0.0/16');
  assert.equal(setting('-A INPUT_ZONES -g IN_public'), 'zone public for the default zone');
  assert.equal(setting('-A INPUT -j REJECT --reject-with icmp-host-prohibited'), 'what every zone has');
  assert.equal(
    who(text, '-A INPUT_direct')?.command,
    'firewall-cmd --direct --remove-rule ipv4 filter INPUT PRIORITY -p tcp -m tcp --dport 9 -j DROP',
  );
});

test('ban daemons: jail, address, and the command that lets it in', () => {
  const text = sample('fail2ban.txt');
  assert.deepEqual(who(text, '-A f2b-sshd-all -s'), {
    tool: 'fail2ban',
    setting: 'jail sshd-all, which has banned 10.71.9.9',
    command: 'fail2ban-client set sshd-all unbanip 10.71.9.9',
  });
  assert.equal(who(text, '--match-set f2b-sshd-set6')?.setting, 'jail sshd-set');
  assert.equal(who(text, '-A INPUT -p tcp -j f2b-sshd-all')?.setting, 'jail sshd-all');
  assert.equal(who(sample('sshguard.txt'), '-A sshguard')?.command, 'iptables -D sshguard -s 10.71.9.9 -j DROP');
  const set = '*filter\n-A INPUT -m set --match-set crowdsec-blacklists-0 src -j DROP\nCOMMIT\n';
  assert.equal(who(set, 'crowdsec')?.command, 'cscli decisions delete --ip ADDRESS');
});

test('containers', () => {
  const text = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    ':KUBE-SVC-A - [0:0]',
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 2222 -j DNAT --to-destination 172.17.0.2:22',
    '-A KUBE-SVC-A -p tcp -m comment --comment "default/git-ssh:ssh" -m tcp --dport 22 -j MARK --set-mark 1',
    'COMMIT',
    '*filter',
    ':DOCKER-USER - [0:0]',
    '-A DOCKER-USER -s 10.0.0.0/8 -j DROP',
    'COMMIT',
  ].join('\n');
  assert.equal(who(text, '-A DOCKER !')?.setting, 'port 2222, published to the container at 172.17.0.2:22');
  assert.equal(who(text, '-A KUBE-SVC-A')?.setting, 'service default/git-ssh, port ssh');
  assert.equal(who(text, '-A DOCKER-USER')?.command, 'iptables -D DOCKER-USER 1');
  assert.equal(who(text, '-A PREROUTING')?.tool, 'Docker');
});

test('knockd is known by its own file alone', () => {
  const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n';
  const file: Told = new Map([['/etc/knockd.conf', sample('knockd.conf.txt')]]);
  assert.equal(who(text, '--dport 22'), null);
  assert.deepEqual(who(text, '--dport 22', file), {
    tool: 'knockd',
    setting: '[openSSH] in /etc/knockd.conf, knocked by 10.0.0.1',
    command: 'knock SERVER 7000 8000 9000',
  });
});

test('what somebody wrote by hand is nobody’s', () => {
  const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j DROP\nCOMMIT\n';
  assert.equal(who(text, '--dport 22'), null);
});
