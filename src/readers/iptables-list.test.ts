import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './iptables-list.ts';

const dialled = 'ssh: connect to host 192.0.2.5 port 22: Connection timed out';
function read(text: string, before = dialled): Reading {
  const data = `${before}\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence);
}
const facts = (text: string): readonly string[] =>
  read(text).observations.map(({ value, at }) => `${Object.values(value).join(' ')} | ${at.quote}`);

// Both are of one ruleset, as iptables 1.8.9 prints it.
const long = `Chain INPUT (policy DROP 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination         
    0     0 ACCEPT     0    --  lo     *       0.0.0.0/0            0.0.0.0/0           
    0     0 ACCEPT     0    --  *      *       0.0.0.0/0            0.0.0.0/0            state RELATED,ESTABLISHED
    0     0 f2b-sshd   6    --  *      *       0.0.0.0/0            0.0.0.0/0            multiport dports 22
    0     0 ACCEPT     6    --  *      *       10.0.0.0/8           0.0.0.0/0            tcp dpt:22 /* office */
    0     0 ACCEPT     6    --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80 limit: avg 3/min burst 5
    0     0            6    --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate NEW recent: SET name: SSH side: source mask: 255.255.255.255
    0     0 ACCEPT     1    --  *      *       0.0.0.0/0            0.0.0.0/0            icmptype 8
    0     0 LOG        6    --  !eth0  *       0.0.0.0/0            0.0.0.0/0            tcp dpt:!22 flags:0x17/0x02 LOG flags 0 level 4 prefix "x "
    0     0 DROP       6    --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpts:1:21

Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination         

Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination         

Chain f2b-sshd (1 references)
 pkts bytes target     prot opt in     out     source               destination         
    0     0 REJECT     0    --  *      *       203.0.113.7          0.0.0.0/0            reject-with icmp-port-unreachable
    0     0 RETURN     0    --  *      *       0.0.0.0/0            0.0.0.0/0           `;
const short = `-P INPUT DROP
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-N f2b-sshd
-A INPUT -i lo -j ACCEPT
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -m comment --comment office -j ACCEPT
-A INPUT -p tcp -m tcp --dport 80 -m limit --limit 3/min -j ACCEPT
-A INPUT -p tcp -m conntrack --ctstate NEW -m recent --set --name SSH --mask 255.255.255.255 --rsource
-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT ! -i eth0 -p tcp -m tcp ! --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j LOG --log-prefix "x "
-A INPUT -p tcp -m tcp --dport 1:21 -j DROP
-A f2b-sshd -s 203.0.113.7/32 -j REJECT --reject-with icmp-port-unreachable
-A f2b-sshd -j RETURN`;

test('a policy that drops what no rule admits', () => {
  const closed = (text: string): string =>
    text
      .split('\n')
      .filter((line) => !/10\.0\.0\.0|203\.0\.113/.test(line))
      .join('\n');
  assert.deepEqual(facts(closed(long)), [
    'server drop in ip filter INPUT: policy drop | Chain INPUT (policy DROP 0 packets, 0 bytes)',
  ]);
  assert.deepEqual(facts(closed(short)), ['server drop in ip filter INPUT: policy drop | -P INPUT DROP']);
});

test('a rule that hinges on who comes decides nothing, and is named', () => {
  for (const text of [long, short]) {
    assert.deepEqual(facts(text), []);
    assert.match(read(text).notes?.[0] ?? '', /203\.0\.113\.7/);
  }
});

test('a rule for the port is quoted as it stands there', () => {
  const text = long.replace('203.0.113.7 ', '0.0.0.0/0   ');
  assert.deepEqual(facts(text), [
    'server reject in ip filter f2b-sshd: -A f2b-sshd -j REJECT --reject-with icmp-port-unreachable (fail2ban jail sshd) | 0     0 REJECT     0    --  *      *       0.0.0.0/0            0.0.0.0/0            reject-with icmp-port-unreachable',
  ]);
});

test('with numbers and counters too', () => {
  const text = `Chain INPUT (policy ACCEPT 12M packets, 3G bytes)
num   pkts bytes target     prot opt in     out     source               destination         
1      35K   11M ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80
2        9   540 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            multiport dports 21,22`;
  assert.match(
    facts(text)[0] ?? '',
    /^server drop in ip filter INPUT: -A INPUT -p tcp -m multiport --dports 21,22 -j DROP/,
  );
  const counted = '-P INPUT ACCEPT -c 5 400\n-A INPUT -p tcp -m tcp --dport 22 -c 9 540 -j DROP';
  assert.match(facts(counted)[0] ?? '', /--dport 22 -j DROP \|/);
});

test('without its interfaces a list decides nothing', () => {
  const text = `Chain INPUT (policy DROP)
target     prot opt source               destination         
ACCEPT     all  --  anywhere             anywhere            
DROP       tcp  --  anywhere             anywhere             tcp dpt:ssh`;
  assert.deepEqual(facts(text), []);
  assert.match(read(text).notes?.join() ?? '', /iptables -S/);
});

test('look-alike: another table, another family, another port, no connection', () => {
  const drop = '-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j DROP';
  assert.equal(facts(drop).length, 1);
  assert.deepEqual(facts(`# iptables -t mangle -S\n${drop}`), []);
  assert.deepEqual(facts(`root@web1:~# ip6tables -S\n${drop}`), []);
  assert.deepEqual(facts(drop.replace('22', '23')), []);
  assert.deepEqual(read(drop, '').observations, []);
  assert.deepEqual(reader.recognise(`*filter\n${drop}\nCOMMIT`.split('\n')), []);
});

test('any text gives a reading', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...long.split('\n'), ...short.split('\n'), '', 'x')), (lines) => {
      read(lines.join('\n'));
    }),
  );
});

test('a redirect that the counters show to take the port is followed, others decide nothing', () => {
  const list = (own: number, moved: number): string => `$ ssh root@198.51.100.5
# iptables -L INPUT -n -v
Chain INPUT (policy DROP 1201 packets, 66K bytes)
 pkts bytes target     prot opt in     out     source               destination
 ${own}     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:22
  411 24660 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:2223

# iptables -t nat -L PREROUTING -n -v
Chain PREROUTING (policy ACCEPT 5120 packets, 301K bytes)
 pkts bytes target     prot opt in     out     source               destination
  ${moved} 24540 REDIRECT   tcp  --  eth0   *       0.0.0.0/0            0.0.0.0/0            tcp dpt:22 redir ports 2223
LISTEN 0      50           0.0.0.0:2223      0.0.0.0:*     users:(("twistd",pid=1440,fd=11))`;
  const of = (text: string): readonly unknown[] => {
    const evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text } as const;
    return reader.read(evidence).observations.map(({ value, at }) => [(value as { taker?: string }).taker, at.line]);
  };
  assert.deepEqual(of(list(0, 409)), [['twistd', 11]]);
  assert.deepEqual(of(list(7, 409)), []);
  assert.deepEqual(of(list(0, 0)), []);
});

test('rules of the machine that ssh was called on are its own', () => {
  const rules = '-P OUTPUT ACCEPT\n-A OUTPUT -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable';
  const on = (prompt: string, list = rules): readonly string[] =>
    read(`${prompt} sudo iptables -S OUTPUT\n${list}`, `[me@ws ~]$ ssh root@192.0.2.5\n${dialled}`).observations.map(
      ({ kind, value }) => `${kind} ${Object.values(value).slice(0, 1).join(' ')}`,
    );
  assert.deepEqual(on('[me@ws ~]$'), ['client.rule reject']);
  assert.deepEqual(on('[me@ws ~]$', rules.replace('22', '25')), []);
  assert.ok(!on('[root@web ~]#').some((fact) => fact.startsWith('client.rule')));
});
