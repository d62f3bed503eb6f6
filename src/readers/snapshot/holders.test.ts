import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './holders.ts';

const socket = (address: string, port: number, owner: string, pid: number): string =>
  `LISTEN 0 5 ${address}:${port} 0.0.0.0:* users:(("${owner}",pid=${pid},fd=5))`;
const inFront = socket('0.0.0.0', 22, 'socat', 91);
const addresses = ['2: eth0: <UP,LOWER_UP>', '    inet 192.0.2.5/24 scope global eth0'];

function read(holder: string, more: Readonly<Record<string, readonly string[]>> = {}): readonly string[] {
  const printed = { holders: [holder], listeners: [inFront], addresses, nft: [], ...more };
  return said(part.read(serverOf(printed))).map((line) => line.replace('server.holder ', ''));
}
const fact = (value: object): readonly string[] => [JSON.stringify(value)];

test('a forwarder whose target on this host nobody listens at', () => {
  const program = 'pid 91 socat args=socat TCP6-LISTEN:22,ipv6only=0,fork TCP:127.0.0.1:2222 ';
  const dead = { program: 'socat', does: 'forwards', to: '127.0.0.1:2222', target: 'nobody', others: false };
  assert.deepEqual(read(program), fact(dead));
  assert.deepEqual(
    read(program, { listeners: [inFront, socket('127.0.0.1', 2222, 'sshd', 58)] }),
    fact({ ...dead, target: 'listens', others: true }),
  );
  assert.deepEqual(
    read(program, { listeners: [inFront, socket('*', 2222, 'sshd', 58)] }),
    fact({ ...dead, target: 'listens', others: true }),
  );
  // That of IPv6 alone takes nothing for 127.0.0.1.
  assert.deepEqual(read(program, { listeners: [inFront, socket('[::]', 2222, 'sshd', 58)] }), fact(dead));
});

test('what says nothing of its target: a rule that may lead it on, a network of its own', () => {
  const program = 'pid 91 socat args=socat TCP-LISTEN:22,fork TCP:127.0.0.1:2222';
  const open = { program: 'socat', does: 'forwards', to: '127.0.0.1:2222' };
  assert.deepEqual(read(program, { nft: ['tcp dport 2222 dnat to 10.0.0.9:22'] }), fact(open));
  assert.deepEqual(read(program.replace('socat args', 'socat apart args')), fact(open));
});

test('another machine: nobody finds it, or its silence was waited for', () => {
  const program = 'pid 91 socat args=socat TCP-LISTEN:22,fork TCP:192.0.2.9:22';
  const to = { program: 'socat', does: 'forwards', to: '192.0.2.9:22' };
  assert.deepEqual(read(program), fact(to));
  assert.deepEqual(
    read(program, { neighbours: ['192.0.2.9 dev eth0 FAILED'] }),
    fact({ ...to, target: 'unreachable', others: false }),
  );
  const dialled = (again: number) => [
    `0 1 192.0.2.5:40000 192.0.2.9:22 users:(("socat",pid=99,fd=6)) timer:(on,1sec,${again})`,
  ];
  assert.deepEqual(read(program, { dialling: dialled(2) }), fact({ ...to, target: 'silent', others: false }));
  assert.deepEqual(read(program, { dialling: dialled(0) }), fact(to));
});

test('the unit behind a socket of systemd', () => {
  const unit = (own: string): string =>
    `unit front.service PrivateNetwork=${own} ExecStart={ path=/usr/lib/systemd/systemd-socket-proxyd ; argv[]=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:2222 ; ignore_errors=no ; pid=0 } JoinsNamespaceOf=`;
  const to = { program: 'systemd-socket-proxyd', does: 'forwards', to: '127.0.0.1:2222' };
  assert.deepEqual(read(unit('no')), fact({ ...to, target: 'nobody', others: false }));
  assert.deepEqual(read(unit('yes')), fact(to));
});

test('what sshd has a part of', () => {
  const both = [inFront, socket('[::]', 22, 'sshd', 40)];
  assert.deepEqual(read('pid 91 socat args=socat TCP-LISTEN:22 TCP:127.0.0.1:2222', { listeners: both }), []);
});

test('command lines of forwarders', () => {
  const leads = (line: string): readonly string[] =>
    read(`pid 91 x args=${line}`).map((text) => {
      const { does, to } = JSON.parse(text) as { does: string; to?: string };
      return to ?? does;
    });
  const lines: readonly (readonly [string, string])[] = [
    [
      '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 22 -container-ip 172.17.0.2 -container-port 2222',
      '172.17.0.2:2222',
    ],
    ['/usr/lib/systemd/systemd-socket-proxyd --connections-max=8 [::1]:2222', '[::1]:2222'],
    ['redir -n :22 127.0.0.1:2222', '127.0.0.1:2222'],
    ['redir --lport=22 --cport=2222', '127.0.0.1:2222'],
    ['ncat -l -k -p 22 --sh-exec ncat 10.0.0.5 2222', '10.0.0.5:2222'],
    ['ncat --ssl -l 22', 'wants-tls'],
    ['simpleproxy -L 22 -R 10.0.0.5:22', '10.0.0.5:22'],
    ['sslh-select --listen 0.0.0.0:22 --ssh 127.0.0.1:2222 --tls 127.0.0.1:443', '127.0.0.1:2222'],
    ['socat OPENSSL-LISTEN:22,cert=/etc/x.pem,fork TCP:127.0.0.1:2222', 'wants-tls'],
    ['openssl s_server -accept 22 -quiet', 'wants-tls'],
    ['/usr/bin/python3 -u /opt/endlessh.py --port 22', 'traps'],
  ];
  for (const [line, expected] of lines) assert.deepEqual(leads(line), [expected], line);
  for (const line of [
    'socat TCP-LISTEN:22,fork EXEC:/usr/local/sbin/answer',
    'socat TCP-LISTEN:22 TCP:10.0.0.5:22,netns=inner',
    'ncat -l 22',
    'ssh -N -L 0.0.0.0:22:10.0.0.5:22 jump',
    'dropbear -F -p 22',
    '',
  ])
    assert.deepEqual(leads(line), [], line);
});

test('what its file says, and a header that it sends to sshd', () => {
  const program = 'pid 91 haproxy args=/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg';
  const conf = ['listen ssh', 'bind *:22', 'server one 127.0.0.1:2222 send-proxy'].map((line) => `conf ${line}`);
  const printed = {
    holders: [program, ...conf],
    listeners: [socket('*', 22, 'haproxy', 91), socket('127.0.0.1', 2222, 'sshd', 58)],
    nft: [],
  };
  assert.deepEqual(said(part.read(serverOf(printed))), [
    'server.holder {"program":"haproxy","does":"forwards","to":"127.0.0.1:2222","target":"listens","others":true,"header":"to-sshd"}',
  ]);
});
