import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ObservationKind, ObservationMap, Reading } from '../../model/observation.ts';
import { reader, readSshLog } from '../ssh-log.ts';

const lost = 'kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535';

function value<K extends ObservationKind>(reading: Reading, kind: K): ObservationMap[K] | undefined {
  return reading.observations.find((o) => o.kind === kind)?.value as ObservationMap[K] | undefined;
}

test('of a fragment of -v the peer that has no name tells of a helper', () => {
  const text = `debug1: Local version string SSH-2.0-OpenSSH_9.7
debug1: kex_exchange_identification: banner line 0: \\005\\001SSH-2.0-OpenSSH_8.9p1
kex_exchange_identification: banner line contains invalid characters
banner exchange: Connection to UNKNOWN port 65535: invalid format`;
  assert.deepEqual(value(readSshLog(text, 'e1'), 'proxy.used')?.by, 'command');
});

/** What the helper says above the last line, and how it fared. */
const helpers: readonly (readonly [string, ObservationMap['proxy.helper']['state']])[] = [
  ['/bin/bash: line 1: exec: nc: not found', 'missing'],
  ['CreateProcessW failed error:2', 'missing'],
  ['ssh: connect to host jump1 port 22: Connection refused', 'cannot-reach'],
  ['ssh: Could not resolve hostname jump1: Name or service not known', 'cannot-reach'],
  ['Ncat: Connection refused.', 'cannot-reach'],
  ['Proxy could not open connection to web1:  Forbidden', 'cannot-reach'],
  ['2026/11/30 06:29:52 socat[14354] E CONNECT web1:22: Forbidden', 'cannot-reach'],
  ['channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed', 'denied'],
  ['alice@jump1: Permission denied (publickey).', 'denied'],
  ['Host key verification failed.', 'denied'],
  ['some words of its own', 'exited'],
];

for (const [text, state] of helpers) {
  test(`a helper that says “${text.split('\n')[0]}” is ${state}`, () => {
    const bare = readSshLog(`${text}\n${lost}`, 'e1');
    const verbose = readSshLog(
      `OpenSSH_9.2p1, OpenSSL 3\ndebug1: Executing proxy command: exec helper\ndebug1: Local version string SSH-2.0-OpenSSH_9.2p1\n${text}\n${lost}`,
      'e1',
    );
    for (const reading of [bare, verbose]) {
      assert.equal(value(reading, 'proxy.helper')?.state, state);
      assert.ok(value(reading, 'proxy.used') !== undefined);
      // The words of the helper are not those of the connection to the target.
      for (const kind of ['tcp.connect', 'name.lookup', 'auth.end', 'hostkey.check', 'session.end'] as const) {
        assert.equal(value(reading, kind), undefined);
      }
      assert.equal(value(reading, 'identification.end')?.how, state === 'exited' ? 'closed' : undefined);
    }
    assert.ok(verbose.covers.includes('tcp.connect'));
  });
}

test('a helper that should hand over the connection that it dials (ProxyUseFdpass)', () => {
  const text = `OpenSSH_9.2p1, OpenSSL 3
debug1: Reading configuration data /home/alice/.ssh/config
debug1: Executing proxy dialer command: exec nc web1 22
mm_receive_fd: no message header
proxy dialer did not pass back a connection`;
  const reading = readSshLog(text, 'e1');
  assert.equal(value(reading, 'proxy.helper')?.state, 'exited');
  assert.deepEqual(value(reading, 'proxy.used'), { by: 'command', text: 'nc web1 22' });
  assert.ok(reading.covers.includes('proxy.helper'));
  // It says why by itself where it cannot reach anybody; where it relays, ssh does.
  assert.equal(value(reading, 'proxy.helper')?.text, 'mm_receive_fd: no message header');
  const ended = text.replace(
    'mm_receive_fd: no message header\n',
    'nc: connect to web1 port 22 (tcp) failed: Connection refused\n',
  );
  assert.notEqual(value(readSshLog(ended, 'e1'), 'proxy.helper')?.text, 'mm_receive_fd: no message header');
});

const inner = `OpenSSH_9.2p1, OpenSSL 3
debug1: Connecting to jump1 [192.0.2.1] port 22.
debug1: Connection established.
debug1: Local version string SSH-2.0-OpenSSH_9.2p1
debug1: Remote protocol version 2.0, remote software version OpenSSH_9.6
debug1: SSH2_MSG_NEWKEYS received
debug1: SSH2_MSG_SERVICE_ACCEPT received
Authenticated to jump1 ([192.0.2.1]:22) using "publickey".
debug1: Entering interactive session.`;
const outer = `OpenSSH_9.2p1, OpenSSL 3
debug1: Setting implicit ProxyCommand from ProxyJump: ssh -v -W '[%h]:%p' jump1
debug1: Executing proxy command: exec ssh -v -W '[web1]:22' jump1
debug1: Local version string SSH-2.0-OpenSSH_9.2p1`;

test('lines before a version, behind a hop that has said its own, are those of the target', () => {
  const web = `debug1: kex_exchange_identification: banner line 0: HTTP/1.0 400 Bad request
debug1: kex_exchange_identification: banner line 1: Server: web`;
  const reading = readSshLog(`${outer}\n${inner}\n${web}\n${lost}`, 'e1');
  assert.equal(value(reading, 'identification.line')?.text, 'HTTP/1.0 400 Bad request');
  // Of a hop that has not said its version yet they are its own.
  const [, ...rest] = inner.split('\n');
  const greeting = `OpenSSH_9.2p1, OpenSSL 3\n${web}\n${rest.join('\n')}`;
  assert.equal(value(readSshLog(`${outer}\n${greeting}\n${lost}`, 'e1'), 'identification.line'), undefined);
});

test('the log of the ssh to the jump host is not that of the ssh to the target', () => {
  const reading = readSshLog(`${outer}\n${inner}\n${lost}`, 'e1');
  assert.deepEqual(value(reading, 'proxy.used'), { by: 'jump', text: "ssh -v -W '[%h]:%p' jump1" });
  assert.equal(value(reading, 'proxy.helper')?.state, 'running');
  assert.equal(value(reading, 'identification.version'), undefined);
  assert.equal(value(reading, 'auth.end'), undefined);
  assert.equal(value(reading, 'identification.end')?.how, 'closed');
  assert.equal(reading.notes, undefined);
});

test('the ssh to the jump host stumbles over the same configuration; what runs on the hop has its own', () => {
  const loop = 'jumphost loop via jump1';
  const before = readSshLog(`${outer}\nOpenSSH_9.2p1, OpenSSL 3\n${loop}\n${lost}`, 'e1');
  assert.deepEqual(value(before, 'config.error'), { reason: 'loop', text: loop });
  const behind = readSshLog(`${outer}\n${inner}\n${loop}\n${lost}`, 'e1');
  assert.equal(value(behind, 'config.error'), undefined);
  const command = outer.replace('Setting implicit ProxyCommand from ProxyJump', 'Using ProxyCommand');
  const relayed = readSshLog(`${command}\nOpenSSH_9.2p1, OpenSSL 3\n${loop}\n${lost}`, 'e1');
  assert.equal(value(relayed, 'config.error'), undefined);
});

test('through two jump hosts', () => {
  const middle = `OpenSSH_9.2p1, OpenSSL 3
debug1: Executing proxy command: exec ssh -v -W '[jump2]:22' jump1
debug1: Local version string SSH-2.0-OpenSSH_9.2p1`;
  const rest = `debug1: Remote protocol version 2.0, remote software version Middle_1
debug1: SSH2_MSG_NEWKEYS received
Authenticated to jump2 (via proxy) using "publickey".
debug1: Remote protocol version 2.0, remote software version Target_1
debug1: SSH2_MSG_KEXINIT sent
Connection closed by UNKNOWN port 65535`;
  const reading = readSshLog(`${outer}\n${middle}\n${inner}\n${rest}`, 'e1');
  assert.equal(value(reading, 'identification.version')?.software, 'Target_1');
  assert.equal(value(reading, 'kex.end')?.how, 'closed');
  const early = readSshLog(`${outer}\n${middle}\n${inner}\n${lost}\n${lost}`, 'e1');
  assert.equal(value(early, 'proxy.helper')?.state, 'cannot-reach');
  assert.equal(value(early, 'identification.version'), undefined);
});

test('behind a helper that works the log is read as usual', () => {
  const text = `${outer}\n${inner}
debug1: Remote protocol version 2.0, remote software version OpenSSH_8.9
debug1: SSH2_MSG_NEWKEYS received
debug1: SSH2_MSG_SERVICE_ACCEPT received
debug1: Authentications that can continue: publickey
alice@web1: Permission denied (publickey).
Killed by signal 1.`;
  const reading = readSshLog(text, 'e1');
  assert.equal(value(reading, 'proxy.helper')?.state, 'running');
  assert.equal(value(reading, 'identification.version')?.software, 'OpenSSH_8.9');
  assert.equal(value(reading, 'auth.end')?.how, 'denied');
});

test('the words of a helper are recognised where the last line names no peer', () => {
  const lines = ['/bin/bash: line 1: exec: nc: not found', ...lost.split('\n')];
  assert.deepEqual(reader.recognise(lines), [0, 1, 2]);
  assert.deepEqual(reader.recognise(lines.slice(0, 1)), []);
});

test('a jump host that connects onward in vain tells of the target, not of itself', () => {
  const text = (reason: string): string =>
    `OpenSSH_9.2p1, OpenSSL 3\ndebug1: Executing proxy command: exec ssh -W '[192.0.2.5]:2222' jump1\ndebug1: Local version string SSH-2.0-OpenSSH_9.2p1\nchannel 0: open failed: connect failed: ${reason}\nstdio forwarding failed\n${lost}`;
  const refused = readSshLog(text('Connection refused'), 'e1');
  assert.deepEqual(value(refused, 'tcp.connect'), {
    address: '192.0.2.5',
    family: 4,
    port: 2222,
    outcome: 'refused',
    errno: 'ECONNREFUSED',
    by: 'ssh',
  });
  assert.equal(value(refused, 'proxy.helper')?.state, 'running');
  const unnamed = readSshLog(text('Name or service not known'), 'e1');
  assert.equal(value(unnamed, 'name.lookup')?.outcome, 'not-found');
});

const through = (command: string, said: string): Reading =>
  readSshLog(
    `OpenSSH_9.2p1, OpenSSL 3\ndebug1: Executing proxy command: exec ${command}\ndebug1: Local version string SSH-2.0-OpenSSH_9.2p1\n${said}${lost}`,
    'e1',
  );

test('nc that connects to the target in vain tells of the target', () => {
  const said = 'nc: connect to web1 (192.0.2.5) port 22 (tcp) failed: Connection refused\n';
  const reading = through('nc -v web1 22', said);
  assert.equal(value(reading, 'tcp.connect')?.errno, 'ECONNREFUSED');
  assert.equal(value(reading, 'tcp.connect')?.address, '192.0.2.5');
  assert.equal(value(reading, 'proxy.helper')?.state, 'running');
});

test('nc that does not get into its own proxy tells of that', () => {
  const said = 'nc: connect to 192.0.2.1 port 1080 (tcp) failed: Connection refused\n';
  const reading = through('nc -v -X 5 -x 192.0.2.1:1080 web1 22', said);
  assert.equal(value(reading, 'tcp.connect'), undefined);
  assert.equal(value(reading, 'proxy.helper')?.state, 'cannot-reach');
  assert.equal(value(reading, 'proxy.helper')?.hop, true);
  assert.equal(value(through('nc -v other 22', said), 'proxy.helper')?.hop, undefined);
});

test('a helper that ends without a word has none of its own', () => {
  const reading = through('nc web1 22', '');
  assert.deepEqual(value(reading, 'proxy.helper'), { state: 'exited' });
  assert.equal(value(reading, 'identification.end')?.how, 'closed');
});

test('a jump host that still waits for the target when we end it: the target stays silent', () => {
  const read = (answer: readonly string[]): Reading => {
    const lines = [
      'OpenSSH_9.2p1, OpenSSL 3',
      "debug1: Executing proxy command: exec ssh -vvv -W '[192.0.2.5]:2222' jump1",
      'debug1: Local version string SSH-2.0-OpenSSH_9.2p1',
      'OpenSSH_9.2p1, OpenSSL 3',
      'Authenticated to jump1 ([198.51.100.1]:22) using "publickey".',
      'debug1: channel_connect_stdio_fwd: 192.0.2.5:2222',
      'debug3: send packet: type 90',
      'debug1: Entering interactive session.',
      ...answer,
    ];
    return readSshLog(lines.join('\n'), 'e1', { cut: true, times: lines.map((_, i) => i), endMs: 9000 });
  };
  const waits = read([]);
  assert.equal(value(waits, 'tcp.connect')?.outcome, 'timeout');
  assert.equal(value(waits, 'proxy.helper')?.state, 'running');
  assert.equal(value(waits, 'identification.end'), undefined);
  const opened = read(['debug3: receive packet: type 91']);
  assert.equal(value(opened, 'tcp.connect'), undefined);
  assert.equal(value(opened, 'identification.end')?.how, 'silent');
});

const gaveUp = 'Connection timed out during banner exchange\nConnection to UNKNOWN port 65535 timed out';

test('where the wait through a helper ends, its log tells which leg was silent', () => {
  const atHop = `OpenSSH_9.2p1, OpenSSL 3\ndebug1: Connecting to jump1 [192.0.2.1] port 22.`;
  const hop = readSshLog(`${outer}\n${atHop}\n${gaveUp}`, 'e1');
  assert.deepEqual(value(hop, 'proxy.helper'), {
    state: 'cannot-reach',
    text: 'Connecting to jump1 [192.0.2.1] port 22.',
    hop: true,
  });
  assert.equal(value(hop, 'identification.end'), undefined);
  const asked = inner.replace(
    'debug1: Entering',
    'debug1: channel_connect_stdio_fwd: web1:22\ndebug3: send packet: type 90\ndebug1: Entering',
  );
  const behind = readSshLog(`${outer}\n${asked}\n${gaveUp}`, 'e1');
  assert.equal(value(behind, 'tcp.connect')?.outcome, 'timeout');
  assert.equal(value(behind, 'proxy.helper')?.state, 'running');
  const bare = readSshLog(gaveUp, 'e1');
  assert.equal(value(bare, 'identification.end'), undefined);
  assert.deepEqual(value(bare, 'connection.end')?.may, ['config.failed', 'tcp.timeout', 'identification.silent']);
});

test('of a chain of jump hosts, the one whose ssh lost its own helper is a hop', () => {
  const refused = 'channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed';
  const reading = readSshLog(`${refused}\n${lost}\n${lost}`, 'e1');
  assert.equal(value(reading, 'tcp.connect'), undefined);
  assert.equal(value(reading, 'proxy.helper')?.state, 'cannot-reach');
});

describe('the address of the last hop', () => {
  const hop = (text: string): string | undefined => value(readSshLog(text, 'e1'), 'proxy.hop')?.address;
  const called = (command: string): string =>
    `OpenSSH_9.2p1, OpenSSL 3\ndebug1: Executing proxy command: exec ${command}\ndebug1: Local version string SSH-2.0-OpenSSH_9.2p1\n${lost}`;

  test('ssh has logged in to it there', () => {
    assert.equal(hop(`${outer}\n${inner}\n${lost}`), '192.0.2.1');
  });

  test('of a chain the client dials the first hop alone', () => {
    const chained = inner
      .replace('OpenSSL 3', 'OpenSSL 3\ndebug1: Setting implicit ProxyCommand from ProxyJump: ssh -v -W x jump0')
      .replace('debug1: Connecting', "debug1: Executing proxy command: exec ssh -v -W '[jump1]:22' jump0\n$&");
    assert.equal(hop(`${outer}\n${chained}\n${lost}`), undefined);
  });

  test('a command that names it by its address', () => {
    assert.equal(hop(called("ssh -l alice -J alice@jump0 -v -W '[web1]:22' 198.51.100.7")), '198.51.100.7');
    assert.equal(hop(called('ssh -p 2222 alice@198.51.100.7 -W web1:22')), '198.51.100.7');
    assert.equal(hop(called('ssh alice@[2001:db8::7] -W web1:22')), '2001:db8::7');
    assert.equal(hop(called('ssh -J alice@198.51.100.7 -W web1:22 alice@jump1')), undefined);
    assert.equal(hop(called('nc -x 198.51.100.7:1080 web1 22')), undefined);
  });

  test('no helper, no hop', () => {
    assert.equal(hop(inner), undefined);
  });
});

test('what a person wrote above is no word of a helper', () => {
  const gone = 'Connection closed by UNKNOWN port 65535';
  const helper = (text: string) => readSshLog(text, 'e1').observations.find((o) => o.kind === 'proxy.helper')?.value;
  for (const above of ['Hello everybody,', 'I get this error:', 'added 512 packages in 9s'])
    assert.deepEqual(helper(`${above}\n\n${gone}`), { state: 'exited' }, above);
  for (const above of ['websocket: bad handshake', 'tunnel failed: 502', 'invalid token'])
    assert.deepEqual(helper(`${above}\n${gone}`), { state: 'exited', text: above }, above);
});

test('what was printed before the command is not of its helper', () => {
  const gone = 'kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535';
  const text = `jo@web1: Permission denied (publickey).\njo@laptop:~$ ssh -J bastion web2\n${gone}`;
  const helper = readSshLog(text, 'e1').observations.find((o) => o.kind === 'proxy.helper')?.value;
  assert.deepEqual(helper, { state: 'exited' });
});

describe('an earlier ssh carries the connection to the jump host', () => {
  const start = `OpenSSH_9.2p1, OpenSSL 3
debug1: Reading configuration data /home/alice/.ssh/config
debug1: Setting implicit ProxyCommand from ProxyJump: ssh -vvv -W '[%h]:%p' bastion
debug1: Executing proxy command: exec ssh -vvv -W '[web1]:22' bastion
debug1: Local version string SSH-2.0-OpenSSH_9.2p1
OpenSSH_9.2p1, OpenSSL 3
debug1: Reading configuration data /home/alice/.ssh/config
debug1: auto-mux: Trying existing master
`;
  const greeted = `${start}debug2: mux_client_hello_exchange: master version 4
debug3: mux_client_request_stdio_fwd: stdio forward request sent
`;
  const timedOut = 'Connection timed out during banner exchange\nConnection to UNKNOWN port 65535 timed out';
  const mayOf = (text: string): readonly string[] | undefined => value(readSshLog(text, 'e1'), 'connection.end')?.may;

  test('it answers nothing, or only greets', () => {
    assert.deepEqual(mayOf(start + timedOut), ['config.silent']);
    assert.deepEqual(mayOf(greeted + timedOut), ['config.silent', 'tcp.timeout']);
    const alone = `debug1: Control socket "/home/alice/.ssh/cm" does not exist\ndebug1: Connecting to bastion [192.0.2.1] port 22.\n`;
    assert.equal(mayOf(start + alone + timedOut), undefined);
  });

  test('it opens the way, and the version line that comes is the target’s', () => {
    const reading = readSshLog(
      `${greeted}debug1: mux_client_request_stdio_fwd: master session id: 2
debug1: Remote protocol version 2.0, remote software version OpenSSH_9.7
debug1: SSH2_MSG_KEXINIT sent
Connection closed by UNKNOWN port 65535`,
      'e1',
    );
    assert.equal(value(reading, 'identification.version')?.software, 'OpenSSH_9.7');
    assert.equal(value(reading, 'kex.end')?.how, 'closed');
  });

  test('the hop opens no channel, and why is not told', () => {
    for (const before of ['', greeted]) {
      const may = mayOf(`${before}Stdio forwarding request failed: Session open refused by peer\n${lost}`);
      assert.ok(may?.includes('tcp.refused') && may.includes('config.failed'));
    }
  });
});

test('a ssh to the hop that is ended from outside had been let in', () => {
  const banner = 'Permission denied or connection refused? Ask the desk.';
  const reading = readSshLog(`${banner}\n${lost}\nKilled by signal 1.`, 'e1');
  assert.deepEqual(value(reading, 'proxy.helper'), { state: 'running', through: true });
  assert.equal(value(reading, 'identification.end')?.how, 'closed');
  const chain = `ssh: Could not resolve hostname web1\n${lost}\n${lost}\nKilled by signal 1.`;
  assert.notEqual(value(readSshLog(chain, 'e1'), 'proxy.helper')?.through, true);
});
