import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FlowReport } from '../model/flow.ts';
import { judgeFlow, withoutRules } from './flow.ts';
import { kindsOf } from './kinds.ts';

type File = readonly [name: string, text: string];

const judge = (files: string | readonly File[], port = 22, from = '192.0.2.9'): FlowReport =>
  judgeFlow(
    (typeof files === 'string' ? [['main.nft', files] as const] : files).map(([name, text]) => ({ name, text })),
    { from, to: '203.0.113.5', port, device: 'eth0' },
  );
const action = (files: string | readonly File[], port?: number): string => judge(files, port).action;
/** A chain that drops what none of its rules accepts. */
const table = (...rules: readonly string[]): string =>
  `table inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n ${rules.join('\n ')}\n }\n}\n`;
const start = '#!/usr/sbin/nft -f\nflush ruleset\n';

test('variables stand for values, lists and parts of lists, where they are defined', () => {
  const script = `${start}define SSH = 22\ndefine PORTS = { $SSH, 2222,\n 8022 } # all\n${table('tcp dport $PORTS accept')}`;
  const report = judge(script);
  assert.deepEqual(
    [report.action, report.in.rule?.text, report.in.rule?.line],
    ['accept', 'tcp dport $PORTS accept', 9],
  );
  assert.equal(action(script, 80), 'drop');
  const bound = `${start}define A = 22\ndefine B = $A\nredefine A = 80\n`;
  assert.equal(action(bound + table('tcp dport $B accept')), 'accept');
  assert.equal(action(bound + table('tcp dport $A accept')), 'drop');
  const inner =
    'table inet filter {\n redefine A = 22\n chain input {\n type filter hook input priority 0; policy drop;\n';
  assert.equal(action(`define A = 80\n${inner} tcp dport $A accept\n }\n}\n`), 'accept');
  assert.equal(action(`define A = 80\n${inner} }\n}\nadd rule inet filter input tcp dport $A accept\n`, 22), 'drop');
});

test('what nft refuses to define decides nothing', () => {
  const rules = table('tcp dport 22 accept');
  for (const wrong of [
    'define A = 22\ndefine A = 23',
    'define A = $A',
    'define A = 22\nundefine A\ndefine B = $A',
    'undefine A',
    'define A =',
  ]) {
    const report = judge(`${start}${wrong}\n${rules}`);
    assert.equal(report.action, 'unknown', wrong);
    assert.equal(report.unread[0]?.line, 2 + wrong.split('\n').length, wrong);
  }
});

test('a file that is included is read where it is named, if it was given', () => {
  const main = start + table('tcp dport 80 accept', 'include "/etc/nftables.d/ssh.nft"', 'tcp dport 443 accept');
  const ssh = ['ssh.nft', 'tcp dport 22 accept\n'] as const;
  const given = judge([['main.nft', main], ssh]);
  assert.deepEqual([given.action, given.in.rule?.file, given.in.rule?.line], ['accept', 'ssh.nft', 1]);
  assert.equal(withoutRules([ssh, ['main.nft', main] as const].map(([name, text]) => ({ name, text }))), null);
  const missing = judge(main);
  assert.equal(missing.action, 'unknown');
  assert.match(missing.summary, /include "\/etc\/nftables\.d\/ssh\.nft"/);
  // What decides before it does not hinge on it.
  assert.equal(action(main, 80), 'accept');
  const above = judge(`${start}include "/etc/defs.nft"\n${table('tcp dport 22 accept')}`);
  assert.deepEqual(
    [above.action, above.unread],
    ['unknown', [{ file: 'main.nft', line: 3, text: 'include "/etc/defs.nft"' }]],
  );
});

test('a pattern finds the files that were given, and that is said', () => {
  const main = ['/etc/nftables.conf', `${start}include "/etc/nftables.d/*.nft"\n`] as const;
  const rules = table('tcp dport 22 accept');
  const report = judge([
    main,
    ['/etc/nftables.d/b.nft', 'add rule inet filter input tcp dport 80 accept\n'],
    ['/etc/nftables.d/a.nft', rules],
  ]);
  assert.deepEqual([report.action, report.in.rule?.file], ['accept', '/etc/nftables.d/a.nft']);
  assert.deepEqual(report.assumed, ['include "/etc/nftables.d/*.nft" (/etc/nftables.conf:3) finds no other files']);
  assert.equal(action([main]), 'unknown');
  assert.equal(action([main, ['/etc/other/a.nft', rules]]), 'unknown');
});

test('commands make tables, chains, sets and rules in their order', () => {
  const script = `add table inet filter
add chain inet filter input { type filter hook input priority filter+1; policy drop; }; add rule inet filter input tcp dport 23 accept
add set inet filter friends { type ipv4_addr; flags interval; }
add element inet filter friends { 192.0.2.0/24, 198.51.100.1 }
insert rule inet filter input ip saddr != @friends drop
add rule inet filter input index 0 tcp dport 22 accept
`;
  const report = judge(script);
  assert.deepEqual([report.action, report.in.rule?.line, report.in.rule?.number], ['accept', 6, 2]);
  assert.equal(judge(script, 22, '203.0.113.77').in.rule?.line, 5);
  assert.equal(action(`${script}flush chain inet filter input\n`), 'drop');
  const fresh = 'add table inet filter\ndelete table inet filter\n';
  assert.equal(action(`${fresh}${table('tcp dport 22 accept')}`), 'accept');
  assert.equal(action(`${script}${fresh}${table('tcp dport 22 accept')}`), 'unknown');
  assert.equal(action('flush ruleset\nadd rule inet filter input tcp dport 22 accept\n'), 'unknown');
  assert.equal(action(`${script}delete element inet filter friends { 192.0.2.0/24 }\n`), 'unknown');
  assert.equal(action(`${script}delete rule inet filter input handle 4\n`), 'unknown');
});

test('commands as they are typed into a shell', () => {
  const script = `#!/bin/sh
set -e
PORT=22
nft flush ruleset
sudo nft add table inet filter 2>/dev/null || true
nft add chain inet filter input '{ type filter hook input priority 0 ; policy drop ; }'
nft 'add rule inet filter input iifname "lo" accept'
nft add rule inet filter input \\
  tcp dport \\{ $PORT, 2222 \\} accept
`;
  const report = judge(script);
  assert.deepEqual([report.action, report.in.rule?.line], ['accept', 8]);
  assert.equal(action(script, 80), 'drop');
  assert.equal(action(`${script}if [ -n "$X" ]; then\nnft flush ruleset\nfi\n`), 'unknown');
  const session = `root@web:~# nft add rule inet filter input tcp dport 80 accept\nroot@web:~# nft list ruleset\n${table('tcp dport 22 accept')}`;
  assert.equal(action(session), 'accept');
  assert.equal(action(session, 80), 'drop');
});

test('a file and what is loaded are not taken for one', () => {
  const session = `root@web:~# cat /etc/nftables.conf\n${start}${table('tcp dport 22 accept')}root@web:~# nft list ruleset\n${table()}`;
  assert.equal(action(session), 'unknown');
  assert.equal(action(session.replace(/^root.*\n/gm, '')), 'unknown');
  const other = `${table()}${start}${table('tcp dport 22 accept')}`;
  assert.equal(action(other), 'unknown');
});

test('other programs have lines like these', () => {
  assert.deepEqual(kindsOf(['create set hash:ip family inet', 'add set 192.0.2.1']), ['sets', 'sets']);
  assert.deepEqual(kindsOf(['Include /etc/ssh/sshd_config.d/*.conf', 'define it', '#define A = 1']), [
    'other',
    'other',
    'other',
  ]);
});

test('what grows without end, and what includes itself, decides nothing', () => {
  const rules = table('ip saddr $A30 accept', 'tcp dport 22 accept');
  const doubled = Array.from({ length: 30 }, (_, i) => `define A${i + 1} = { $A${i}, $A${i} }\n`).join('');
  assert.equal(action(`${start}define A0 = { 192.0.2.1, 192.0.2.2 }\n${doubled}${rules}`), 'unknown');
  const again = `${start}include "./main.nft"\n${table('tcp dport 22 accept')}`;
  assert.equal(action(again), 'unknown');
  const two = (other: string): string => `include "./${other}"\ninclude "./${other}"\n${table('tcp dport 22 accept')}`;
  assert.equal(
    action([
      ['a.nft', two('b.nft')],
      ['b.nft', two('a.nft')],
    ]),
    'unknown',
  );
});

test('long lines end in an answer', () => {
  for (const text of ['x', '{', '}', '$', '"', '\\', 'a ', '; ', '$a{', "nft add '", '\\\n'])
    assert.notEqual(action(`flush ruleset\nadd ${text.repeat(300_000 / text.length)}`), 'drop', text);
  for (const text of ['{', '$', '"', 'a '])
    assert.equal(action(`flush ruleset\n${text.repeat(100_000)}`), 'unknown', text);
});

const word = fc.constantFrom(
  ...'define redefine undefine include add insert delete flush table chain rule set element inet filter input A $A $B = { } ; , " : \\ # -'.split(
    ' ',
  ),
  '\n',
  '"main.nft"',
  'type filter hook input priority 0;',
  'tcp dport 22 accept',
);

test('any words give an answer, and nothing behind them is forgotten', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      action(`${start}${words.join(' ')}\n`);
      const report = judge(`${start}${table('tcp dport 22 drop')}${words.join(' ')}\n`);
      // They may take the rule away, or add others; where no word is understood the chain stands.
      if (report.action === 'accept') assert.match(words.join(' '), /delete|flush|insert|define/);
    }),
  );
});
