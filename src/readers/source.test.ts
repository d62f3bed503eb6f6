import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceAt, sourceIn } from './source.ts';

const client = 'ssh: connect to host 203.0.113.5 port 22: Connection refused';
const from = (text: string): string | null => sourceIn(`${client}\n${text}`.split('\n'));

test('a service says it back, the person tells it, the log names it', () => {
  for (const text of [
    '$ curl -s ifconfig.me\n198.51.100.7',
    '$ curl ip.me\n198.51.100.7',
    '~ % curl https://icanhazip.com\n198.51.100.7%',
    'my ip: 198.51.100.7',
    'My public IP address is 198.51.100.7, static',
    'I come from 198.51.100.7.',
    '(from 198.51.100.7, 11:31)',
    'desktop = 198.51.100.7',
    'my ip (by a web page): 198.51.100.7',
    'my laptop: 198.51.100.7, by cable',
    'SSH_CLIENT="198.51.100.7 40000 22"',
    'Nov 30 12:39:58 h sshd[22]: Invalid user x from 198.51.100.7 port 33120',
  ])
    assert.equal(from(text), '198.51.100.7', text);
  assert.equal(from('$ curl -6 ifconfig.co\n2001:db8:1::7'), '2001:db8:1::7');
});

test('an own card in the network of the dialled address', () => {
  const own = (text: string, host = '192.168.7.2'): string | null =>
    sourceIn(
      `kim@ws:~$ ssh kim@${host}\nssh: connect to host ${host} port 22: Connection timed out\nkim@ws:~$ ip a\n${text}`.split(
        '\n',
      ),
    );
  assert.equal(own('wlan0 UP 192.168.7.31/24'), '192.168.7.31');
  assert.equal(own('    inet 192.168.7.31/24 brd 192.168.7.255 scope global wlan0'), '192.168.7.31');
  assert.equal(own('\tinet 192.168.7.31 netmask 0xffffff00 broadcast 192.168.7.255'), '192.168.7.31');
  assert.equal(own('inet 192.168.7.31  netmask 255.255.255.0  broadcast 192.168.7.255'), '192.168.7.31');
  assert.equal(own('wlan0 UP 192.168.7.31/24', '192.168.8.2'), null);
  assert.equal(own('root@nas:~# ip -br a\neth0 UP 192.168.7.9/24'), null);
});

test('look-alikes: a server that asks is told its own, and several are none', () => {
  assert.equal(from('root@web:~# curl ifconfig.me\n203.0.113.5'), null);
  assert.equal(
    from('my ip: 198.51.100.7\nNov 30 12:39:58 h sshd[2]: Invalid user x from 192.0.2.9 port 1'),
    '198.51.100.7',
  );
  assert.equal(from('my ip: 198.51.100.7\n$ curl ifconfig.me\n192.0.2.9'), null);
  assert.equal(from('$ curl http://198.51.100.7/'), null);
  assert.equal(from('I copied it from 198.51.100.7'), null);
  assert.equal(
    from(
      'Nov 30 h sshd[2]: Failed password for a from 192.0.2.9 port 1 ssh2\nNov 30 h sshd[3]: Failed password for a from 192.0.2.8 port 1 ssh2',
    ),
    null,
  );
});

test('in packets it stands only where nothing on the way is likely to change it', () => {
  const at = (host: string, source: string): string | null =>
    sourceAt([`ssh: connect to host ${host} port 22: Connection refused`, `my ip: ${source}`]);
  assert.equal(at('203.0.113.5', '198.51.100.7'), '198.51.100.7');
  assert.equal(at('10.0.0.5', '198.51.100.7'), null);
  assert.equal(at('web1', '198.51.100.7'), null);
  assert.equal(at('2001:db8::5', '198.51.100.7'), null);
});
