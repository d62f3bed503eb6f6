import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WhyNot } from '../model/flow.ts';
import { host4, nftText, v4, xtText } from '../test/lab/flows.ts';
import { kernel } from '../test/lab/kernel.ts';
import { addresses } from '../test/lab/rulesets.ts';
import { type Flow, judgeFlow } from './flow.ts';
import { whyNot } from './why-not.ts';

const asked = (text: string, flow: Flow & { from: string }): WhyNot => {
  const files = [{ name: 'rules', text }];
  return whyNot(files, flow, judgeFlow(files, flow));
};
const sample = (name: string): string =>
  readFileSync(new URL(`../../src/firewall/samples/${name}`, import.meta.url), 'utf8');
const commands = ({ changes }: WhyNot): readonly string[] => changes.flatMap((change) => change.commands);

test('nothing to change, and what must be told first', () => {
  const flow = { from: '192.0.2.1', to: host4, port: 22 };
  const table = (rule: string): string =>
    `table ip t {\nchain c {\ntype filter hook input priority 0; policy accept;\n${rule}\n}\n}\n`;
  assert.equal(asked(table(''), flow).status, 'admitted');
  const open = asked(table('iifname "eth1" drop'), flow);
  assert.equal(open.status, 'not-known');
  assert.match(open.say, /--iif/);
});

test('each tool in its own words', () => {
  const to = '10.71.0.1';
  const ufw = asked(sample('ufw.txt'), { from: '10.71.1.3', to, port: 25 });
  assert.deepEqual(commands(ufw), ['ufw prepend allow proto tcp from 10.71.1.3 to 10.71.0.1 port 25']);
  assert.deepEqual(ufw.also, []);
  const byDefault = asked(sample('ufw.txt'), { from: '10.71.1.3', to, port: 2223 });
  assert.deepEqual(commands(byDefault), ['ufw allow proto tcp from 10.71.1.3 to 10.71.0.1 port 2223']);
  const zone = asked(sample('firewalld.txt'), { from: '10.71.1.3', to, port: 22, device: 'eth0' });
  assert.deepEqual(commands(zone), [
    `firewall-cmd --zone=public --add-rich-rule='rule priority="-1" family="ipv4" source address="10.71.1.3" destination address="10.71.0.1" port port="22" protocol="tcp" accept'`,
  ]);
  assert.deepEqual(zone.also, []);
  const bans = asked(sample('fail2ban.txt'), { from: '10.71.9.9', to, port: 22 });
  assert.deepEqual(
    commands(bans),
    ['sshd-set', 'sshd-all', 'sshd'].map((jail) => `fail2ban-client set ${jail} unbanip 10.71.9.9`),
  );
  assert.match(bans.also?.join() ?? '', /^ports .*80.*, for 10\.71\.9\.9$/, 'a jail of all ports opens all of them');
  const guard = asked(sample('sshguard.txt'), { from: '10.71.9.9', to, port: 22 });
  assert.deepEqual(commands(guard), ['iptables -D sshguard -s 10.71.9.9 -j DROP']);
});

test('an element of a set is taken out, and a network that holds more than the address is not', () => {
  const rules = (elements: string): string =>
    `table inet f2b-table {\n\tset addr-set-sshd {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { ${elements} }\n\t}\n\tchain f2b-chain {\n\t\ttype filter hook input priority filter - 1; policy accept;\n\t\ttcp dport 22 ip saddr @addr-set-sshd drop\n\t}\n}\n`;
  const flow = { from: '192.0.2.1', to: host4, port: 22 };
  const alone = asked(rules('192.0.2.1, 192.0.2.9'), flow);
  assert.deepEqual(commands(alone), ['fail2ban-client set sshd unbanip 192.0.2.1']);
  assert.deepEqual(alone.also, []);
  const wide = asked(rules('192.0.2.0/24'), flow);
  assert.match(commands(wide)[0] ?? '', /^nft insert rule inet f2b-table f2b-chain index 0 ip saddr 192\.0\.2\.1 /);
  assert.match(wide.changes[0]?.risk ?? '', /fail2ban/);
});

/** The text as it would be after the commands, made without the engine. */
function after(text: string, made: WhyNot): string {
  let lines = text.split('\n');
  for (const command of commands(made)) {
    const [, verb, chain = '', index, rule = ''] =
      /^nft (insert|add) rule inet t (\S+) (?:index (\d+) )?(.*?) comment/.exec(command) ?? [];
    if (verb === undefined) {
      const rest = command.replace(/^iptables /, '');
      lines = lines.flatMap((line) => (line === 'COMMIT' ? [rest, line] : [line]));
      continue;
    }
    const start = lines.indexOf(`chain ${chain} {`) + (chain === 'more' ? 1 : 2);
    const end = lines.indexOf('}', start);
    const body = lines.slice(start, end).filter((line) => line !== '');
    body.splice(verb === 'add' ? body.length : Number(index), 0, rule);
    lines = [...lines.slice(0, start), ...body, ...lines.slice(end)];
  }
  return lines.join('\n');
}

test('the change lets this flow in, and nothing else', (t) => {
  const tally = { change: 0, admitted: 0, 'not-known': 0, none: 0 };
  const law = (text: string, from: string, others: readonly string[]): void => {
    const made = asked(text, { from, to: host4, port: 22 });
    tally[made.status]++;
    if (made.status !== 'change') return;
    const changed = after(text, made);
    const action = (rules: string, source: string, port = 22): string =>
      judgeFlow([{ name: 'rules', text: rules }], { from: source, to: host4, port }).action;
    const told = (): string => `${text}\n${commands(made).join('\n')}\n${changed}`;
    assert.equal(action(changed, from), 'accept', told());
    assert.deepEqual(made.also, [], told());
    for (const other of others)
      if (other !== from) assert.equal(action(changed, other), action(text, other), `${other}\n${told()}`);
    for (const port of [80, 2222]) assert.equal(action(changed, from, port), action(text, from, port), told());
  };
  const numRuns = Number(process.env['SSHWHY_FIREWALL_LAWS'] ?? 100);
  const others = fc.array(v4, { minLength: 4, maxLength: 8 });
  fc.assert(fc.property(nftText, v4, others, law), { numRuns });
  fc.assert(fc.property(xtText, v4, others, law), { numRuns });
  t.diagnostic(JSON.stringify(tally));
  assert.ok(tally.change > tally.none, JSON.stringify(tally));
});

const nftRules = `flush ruleset
table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state invalid drop
		ip saddr 192.0.2.0/24 tcp dport 22 drop
		ip6 saddr 2001:db8::/32 tcp dport 22 reject with tcp reset
		tcp dport { 22, 80 } accept
	}
	chain output {
		type filter hook output priority filter; policy drop;
		ct state established tcp sport 80 accept
	}
}
`;
const xtRules = [
  '-F',
  '-P INPUT DROP',
  '-N guard',
  '-A INPUT -p tcp --dport 80 -j ACCEPT',
  '-A INPUT -p tcp -j guard',
  '-A guard -s 192.0.2.0/24 -j DROP',
];

test('the kernel does as was said: the flow gets in, its neighbour does not', async (t) => {
  const host = await kernel();
  if (typeof host === 'string') return t.skip(host);
  try {
    const run = (command: string): string => host.run('server', ['sh', '-e', '-c', command]);
    let fromPort = 21_000;
    const tries = async (family: 4 | 6): Promise<readonly string[]> => {
      const { clients, server: to } = addresses[family];
      return host.connect(
        [
          ...clients.map((from) => ({ from, fromPort: ++fromPort, to, toPort: 22 })),
          { from: clients[0], fromPort: ++fromPort, to, toPort: 443 },
        ],
        900,
      );
    };
    const proof = async (name: string, text: string, family: 4 | 6): Promise<void> => {
      const { clients, server: to } = addresses[family];
      const before = await tries(family);
      assert.ok(!before.includes('open'), `${name}: ${before}`);
      const made = asked(text, { from: clients[0], to, port: 22 });
      assert.equal(made.status, 'change', text);
      for (const command of commands(made)) run(command);
      const [first, ...rest] = await tries(family);
      assert.equal(first, 'open', `${name}\n${commands(made).join('\n')}`);
      assert.ok(!rest.includes('open'), `${name}: ${rest}`);
      for (const undo of made.changes.flatMap((change) => change.undo)) run(undo);
      assert.ok(!(await tries(family)).includes('open'), `${name}: undone`);
    };
    const listed = host.load(nftRules) ?? '';
    assert.notEqual(listed, '');
    await proof('nft with handles', listed, 4);
    await proof('nft, IPv6', listed, 6);
    await proof('nft without handles', listed.replace(/ # handle \d+/g, ''), 4);
    host.load('flush ruleset');
    for (const rule of xtRules) run(`iptables ${rule}`);
    await proof('iptables', `*filter\n:INPUT DROP [0:0]\n:guard - [0:0]\n${xtRules.slice(3).join('\n')}\nCOMMIT\n`, 4);
  } finally {
    host.stop();
  }
});
