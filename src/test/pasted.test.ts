import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../diagnose.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Verdict } from '../model/report.ts';
import { readers } from '../readers/registry.gen.ts';

/* What a person pastes beside the message of ssh: what it proves, and a look-alike that it does not. */

function verdictOf(text: string): Verdict {
  const at = '2026-01-31T12:00:00.000Z';
  const evidence = readers
    .filter((reader) => !reader.alone && reader.recognise(text.split('\n')).length > 0)
    .map(({ id, title, vantage = 'client' }, i) => ({ id: `e${i + 1}`, kind: id, vantage, at, title, data: text }));
  const bundle: Bundle = {
    ...{ format: 1, tool: { name: 'sshwhy', version: '0' }, startedAt: at, durationMs: 0 },
    ...{ ssh: null, settings: null, spent: null, evidence, hops: [], warnings: [] },
  };
  return diagnose(bundle).verdict;
}

const refused = 'ssh: connect to host 192.0.2.5 port 22: Connection refused\n';
const late = 'ssh: connect to host 192.0.2.5 port 22: Connection timed out\n';
const noRoute = 'ssh: connect to host 192.0.2.5 port 22: No route to host\n';

const unit = (state: string): string => `\u25cb ssh.service - OpenBSD Secure Shell server
     Loaded: loaded (/lib/systemd/system/ssh.service; enabled; preset: enabled)
     Active: ${state}\n`;
const sockets = (address: string): string => `State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      128       ${address}:22        0.0.0.0:*    users:(("sshd",pid=712,fd=3))
LISTEN 0      511                *:80              *:*    users:(("nginx",pid=9,fd=4))\n`;
const rules = (last: string): string => `-P INPUT DROP
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
${last}\n`;
const ufw = (rule: string): string => `Status: active
Default: deny (incoming), allow (outgoing), disabled (routed)

To                         Action      From
--                         ------      ----
${rule}\n`;
const ping = (address: string): string => `PING ${address} (${address}) 56(84) bytes of data.
From 198.51.100.1 icmp_seq=1 Packet filtered

--- ${address} ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n`;
const full = 'Recv-Q Send-Q';

const circle = 'Too many recursive configuration includes\n';

const cases: readonly (readonly [string, string, string | null])[] = [
  ['systemctl: stopped', refused + unit('inactive (dead)'), 'sshd-not-running'],
  ['systemctl: running', refused + unit('active (running) since Fri 2026-01-30 14:03:11 UTC; 2min ago'), null],
  ['ss: loopback alone', refused + sockets('127.0.0.1'), 'sshd-listen-address'],
  ['ss: everywhere', refused + sockets('0.0.0.0'), null],
  [
    'ss: a full queue',
    `${late}State  ${full} Local Address:Port Peer Address:Port\nLISTEN 129    128          0.0.0.0:22        0.0.0.0:*\n`,
    'accept-queue-full',
  ],
  ['iptables: the policy', late + rules('-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT'), 'firewall-server'],
  ['iptables: admitted', late + rules('-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'), null],
  ['iptables: may be admitted', late + rules('-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -j ACCEPT'), null],
  ['iptables: a drop is no refusal', refused + rules(''), null],
  ['ufw: the default', late + ufw('80/tcp                     ALLOW IN    Anywhere'), 'firewall-server'],
  ['ufw: admitted', late + ufw('22/tcp                     ALLOW IN    Anywhere'), null],
  ['ping: forbidden', noRoute + ping('192.0.2.5'), 'admin-prohibited'],
  ['ping: of another machine', noRoute + ping('192.0.2.99'), null],
  [
    'sshd -t',
    `${refused}${unit('failed (Result: exit-code) since Fri')}$ sudo sshd -t\n/etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogins\n/etc/ssh/sshd_config: terminating, 1 bad configuration options\n`,
    'sshd-config-error',
  ],
  [
    'sshd -t: includes in a circle, which ssh words alike',
    `${refused}${unit('failed (Result: exit-code) since Fri')}# sshd -t\n${circle}`,
    'sshd-config-error',
  ],
  ['sshd -t alone: includes in a circle', `root@web1:~# /usr/sbin/sshd -t\n${circle}`, null],
  ['sshd -d: includes in a circle', `debug2: load_server_config: done config len = 32\n${circle}`, null],
  ['sshd -t -f: any file of it', '# sshd -t -f /tmp/x\n/tmp/x: line 3: Bad configuration option: foo\n', null],
  [
    'sshd -t: a library that does not fit, which ssh words alike',
    `${refused}# /usr/sbin/sshd -t\nOpenSSL version mismatch. Built against 1000105f, you have 10001060\n`,
    'sshd-upgrade-mismatch',
  ],
  ['ssh: includes in a circle', `$ ssh web1\n${circle}`, 'client-config-invalid'],
  ['git: includes in a circle', `${circle}fatal: Could not read from remote repository.\n`, 'client-config-invalid'],
  ['includes in a circle, of nobody knows what', circle, null],
  ['includes in a circle, said of either', `it does not start: "${circle.trim()}"\n`, null],
  [
    "sshd's log: of the account",
    'jo@web1: Permission denied (publickey).\nJan 31 12:00:00 web1 sshd[7]: Invalid user jo from 192.0.2.9 port 40000\n',
    'user-does-not-exist',
  ],
  [
    "sshd's log: of somebody else, as every server has it",
    'jo@web1: Permission denied (publickey).\nJan 31 12:00:00 web1 sshd[7]: Invalid user admin from 192.0.2.9 port 40000\n',
    null,
  ],
  [
    "sshd's log: a line without a name, in a connection of somebody else",
    'jo@web1: Permission denied (publickey).\nJan 31 12:00:00 web1 sshd[7]: Certificate invalid: expired\nJan 31 12:00:00 web1 sshd[7]: Connection closed by authenticating user kim 192.0.2.9 port 40000 [preauth]\n',
    null,
  ],
  [
    'sshd -t: an old option is no error',
    `${refused}${unit('failed (Result: exit-code) since Fri')}$ sudo sshd -t\n/etc/ssh/sshd_config line 12: Deprecated option UsePrivilegeSeparation\n`,
    null,
  ],
  [
    'the client looked at itself',
    `alice@laptop:~$ ssh 192.0.2.5\n${refused}alice@laptop:~$ systemctl status ssh\n${unit('inactive (dead)')}`,
    null,
  ],
];

for (const [name, text, root] of cases) {
  test(`${name}: ${root ?? 'nothing is proved'}`, () => {
    const { outcome, roots, candidates } = verdictOf(text);
    assert.deepEqual(roots, root === null ? [] : [root], `${outcome}: ${candidates.slice(0, 5).join(', ')}`);
  });
}

test('what only narrows it comes first', () => {
  const denied = 'alice@192.0.2.5: Permission denied (publickey).\n';
  const modes = 'drwxrwxrwx 5 alice alice 4096 Jan 30 12:00 /home/alice\n';
  const first = (text: string): string | undefined => verdictOf(text).candidates[0];
  assert.equal(first(denied + modes), 'home-perms-strictmodes');
  assert.notEqual(first(denied + modes.replace('rwxrwxrwx', 'rwxr-xr-x')), 'home-perms-strictmodes');
  const log = 'Jan 30 12:00:01 web1 sshd[12]: Connection reset by 203.0.113.7 port 5555 [preauth]\n';
  const jail = 'Status for the jail: sshd\n   `- Banned IP list:   203.0.113.7\n';
  assert.ok(verdictOf(refused + log + jail).candidates.includes('ip-ban'));
});
