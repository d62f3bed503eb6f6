import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './knock-config.ts';

const file = `[options]
	UseSyslog

[openSSH]
	sequence    = 7000,8000,9000
	seq_timeout = 5
	command     = /sbin/iptables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
	tcpflags    = syn`;

const knocks = (text: string): readonly unknown[] =>
  reader
    .read({ id: 'e1', kind: 'knock-config', vantage: 'server', at: '', title: '', data: text })
    .observations.map((o) => o.value);

test('a door to the port, and a daemon that runs', () => {
  for (const sign of [
    'root@h:~# systemctl is-active knockd\nactive',
    '● knockd.service - Port-Knock Daemon\n     Active: active (running) since Mon 2026-11-30 10:00:00 UTC; 1h ago',
    'root      1022  0.0  0.1   8320  3100 ?        Ss   10:00   0:00 /usr/sbin/knockd -i eth0',
  ])
    assert.deepEqual(knocks(`${file}\n${sign}`), [{ tool: 'knockd', port: 22 }], sign);
});

test('look-alikes: no daemon, one that is off, a door to another port, a command that was only typed', () => {
  assert.deepEqual(knocks(file), []);
  assert.deepEqual(knocks(`${file}\nroot@h:~# systemctl is-active knockd\ninactive`), []);
  assert.deepEqual(knocks(`${file}\nroot@h:~# pgrep -a knockd`), []);
  const other = file.replace('--dport 22', '--dport 443');
  assert.deepEqual(knocks(`${other}\nroot@h:~# systemctl is-active knockd\nactive`), []);
});
