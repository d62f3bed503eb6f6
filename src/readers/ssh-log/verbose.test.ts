import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '../../model/observation.ts';
import {
  accepted,
  connected,
  identified,
  keyed,
  loggedIn,
  offered,
  one,
  shown,
  start,
  values,
} from '../../test/lab/verbose-log.ts';
import { reader, readSshLog } from '../ssh-log.ts';

test('each address that was dialled is named', () => {
  const text = `OpenSSH_9.2p1, OpenSSL 3
debug1: Connecting to web1 [2001:db8::5] port 22.
debug1: connect to address 2001:db8::5 port 22: Network is unreachable
debug1: Connecting to web1 [192.0.2.5] port 22.
debug1: connect to address 192.0.2.5 port 22: Connection refused
ssh: connect to host web1 port 22: Connection refused`;
  const reading = readSshLog(text, 'e1', { times: [0, 1, 3, 4, 6.5, 7] });
  assert.deepEqual(values(reading, 'tcp.connect'), [
    { address: '2001:db8::5', port: 22, family: 6, outcome: 'unreachable', by: 'ssh', errno: 'ENETUNREACH', ms: 2 },
    { address: '192.0.2.5', port: 22, family: 4, outcome: 'refused', by: 'ssh', errno: 'ECONNREFUSED', ms: 2.5 },
  ]);
  assert.deepEqual(values(reading, 'name.lookup'), [{ source: 'system', outcome: 'found', name: 'web1' }]);
  for (const kind of ['identification.end', 'hostkey.check', 'disconnect'] as const)
    assert.ok(reading.covers.includes(kind));
  assert.ok(!reading.covers.includes('auth.end'));
});

test('the same last line means another stage by what came before', () => {
  for (const [line, how] of [
    ['Connection closed by 192.0.2.5 port 22', 'closed'],
    ['Connection reset by 192.0.2.5 port 22', 'reset'],
  ]) {
    assert.equal(one(`${connected}\n${line}`, 'identification.end')?.how, how);
    assert.deepEqual(
      [one(`${identified}\n${line}`, 'kex.end')?.how, one(`${identified}\n${line}`, 'kex.end')?.after],
      [how, 'version'],
    );
    assert.deepEqual(
      [one(`${shown}\n${line}`, 'kex.end')?.how, one(`${shown}\n${line}`, 'kex.end')?.after],
      [how, 'kex-reply'],
    );
    assert.equal(one(`${keyed}\n${line}`, 'auth.end')?.how, how);
    assert.equal(one(`${offered}\n${line}`, 'auth.end')?.how, how);
    assert.equal(one(`${loggedIn}\n${line}`, 'session.end')?.how, how);
  }
});

test('what the server sends before its version line', () => {
  const text = `${connected}
debug1: kex_exchange_identification: banner line 0: Exceeded MaxStartups
Connection closed by 192.0.2.5 port 22`;
  assert.deepEqual(one(text, 'identification.line'), { text: 'Exceeded MaxStartups', n: 0 });
  assert.deepEqual(one(text, 'identification.end'), { how: 'closed', bytes: 22, by: 'ssh' });
});

test('the version line, and SSH 1', () => {
  assert.deepEqual(one(identified, 'identification.version'), {
    protocol: '2.0',
    software: 'OpenSSH_8.9p1',
    comments: 'Ubuntu-3',
  });
  const old = `${connected}
debug1: Remote protocol version 1.5, remote software version Cisco-1.25
Protocol major versions differ: 2 vs. 1`;
  assert.equal(one(old, 'identification.end')?.how, 'old-protocol');
});

test('both proposals of -vv', () => {
  const text = `${identified}
debug1: SSH2_MSG_KEXINIT received
debug2: local client KEXINIT proposal
debug2: KEX algorithms: curve25519-sha256
debug2: host key algorithms: ssh-ed25519
debug2: ciphers ctos: aes128-ctr
debug2: ciphers stoc: aes128-ctr,aes256-ctr
debug2: peer server KEXINIT proposal
debug2: KEX algorithms: curve25519-sha256
debug2: host key algorithms: ssh-ed25519
debug2: ciphers ctos: 3des-cbc
debug2: ciphers stoc: aes128-ctr
debug1: kex: algorithm: curve25519-sha256
Unable to negotiate with 192.0.2.5 port 22: no matching cipher found. Their offer: 3des-cbc`;
  const reading = readSshLog(text, 'e1');
  assert.equal(values(reading, 'kex.offer').length, 4);
  assert.deepEqual(values(reading, 'kex.mismatch'), [
    { what: 'cipher-c2s', client: 'aes128-ctr', server: '3des-cbc', option: '-o Ciphers=+3des-cbc' },
  ]);
  assert.deepEqual([one(text, 'kex.end')?.how, one(text, 'kex.end')?.after], ['no-match', 'kexinit']);
});

test('host keys', () => {
  const { result, type, fingerprint, file, line } = one(keyed, 'hostkey.check') ?? {};
  assert.deepEqual(
    [result, type, fingerprint, file, line],
    ['known', 'ssh-ed25519', 'SHA256:abc', '/home/alice/.ssh/known_hosts', 3],
  );
  assert.equal(one(`${shown}\nHost key verification failed.`, 'hostkey.check')?.result, 'unknown');
  assert.equal(
    one(`${shown}\nWarning: Permanently added 'web1' (ED25519) to the list of known hosts.`, 'hostkey.check')?.result,
    'new',
  );
  const ofAddress = `${shown}
debug1: Host 'web1' is known and matches the ED25519 host key.
debug1: Found key in /home/alice/.ssh/known_hosts:5
Warning: the ED25519 host key for 'web1' differs from the key for the IP address '192.0.2.5'
Offending key for IP in /home/alice/.ssh/known_hosts:6
Matching host key in /home/alice/.ssh/known_hosts:5`;
  const strict = `Exiting, you have requested strict checking.\nHost key verification failed.`;
  assert.deepEqual(
    [one(`${ofAddress}\n${strict}`, 'hostkey.check')?.result, one(`${ofAddress}\n${strict}`, 'hostkey.check')?.line],
    ['changed', 6],
  );
  // Without strict checking that is a warning.
  assert.equal(one(ofAddress, 'hostkey.check')?.result, 'known');
  assert.equal(one(`${shown}\nBad server host key: Invalid key length`, 'hostkey.check')?.result, 'too-short');
});

test('a fragment is placed by its last debug line', () => {
  const closed = 'Connection closed by 192.0.2.5 port 22';
  assert.equal(one(`debug1: SSH2_MSG_SERVICE_ACCEPT received\n${closed}`, 'auth.end')?.how, 'closed');
  assert.equal(one(`debug1: SSH2_MSG_KEXINIT sent\n${closed}`, 'kex.end')?.how, 'closed');
  assert.equal(one(`debug1: SSH2_MSG_KEXINIT sent\n${closed}22`, 'kex.end'), undefined, 'sshd may say so');
});

test('whether algorithms were found before the exchange broke off', () => {
  const closed = 'Connection closed by 192.0.2.5 port 22';
  const agreed = `${identified}\ndebug1: SSH2_MSG_KEXINIT received\ndebug1: expecting SSH2_MSG_KEX_ECDH_REPLY`;
  assert.equal(one(`${agreed}\n${closed}`, 'kex.end')?.agreed, true);
  assert.equal(one(`${identified}\n${closed}`, 'kex.end')?.agreed, undefined);
});

test('sshd in a container puts no name before its lines', () => {
  const own =
    'kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.244.0.1 port 51234';
  const listening = 'Server listening on 0.0.0.0 port 2222.';
  assert.deepEqual(readSshLog(`${own}\n${listening}`, 'e1').observations, []);
  assert.equal(one(own, 'identification.end')?.how, 'closed');
  assert.equal(one(`${own.replace('51234', '2222')}\n${listening}`, 'identification.end')?.how, 'closed');
});

test('sessions', () => {
  const ran = `${loggedIn}
debug1: Remote: /home/alice/.ssh/authorized_keys:2: key options: agent-forwarding command user-rc x11-forwarding
debug1: client_input_channel_req: channel 0 rtype exit-status reply 0
debug1: Exit status 0`;
  assert.equal(one(ran, 'session.end')?.how, 'ran');
  assert.equal(one(ran, 'auth.end')?.method, 'publickey');
  assert.deepEqual(
    values(readSshLog(ran, 'e1'), 'session.restriction').map((r) => r.what),
    ['command', 'no-port-forwarding', 'no-pty'],
  );
  const three = one(ran.replace('Exit status 0', 'Exit status 3'), 'session.end');
  assert.deepEqual([three?.how, three?.status], ['exited', 3]);
  const table = '  #0 client-session (t4 [session] r0 i3/0 o3/0 e[write]/0 fd -1/-1/6 sock -1 cc -1 io 0x00/0x00)';
  const silent = `${loggedIn}\ndebug3: channel 0: status: The following connections are open:\n${table}\ndebug1: Exit status 1`;
  assert.equal(one(silent, 'session.end')?.text, undefined);
  const told = `${loggedIn}\n/home/alice/.bashrc: line 1: fish: not found\ndebug1: Exit status 127`;
  assert.equal(one(told, 'session.end')?.text, '/home/alice/.bashrc: line 1: fish: not found');
  const killed = `${loggedIn}\nConnection to web1 closed by remote host.\ndebug1: Exit status -1`;
  assert.equal(one(killed, 'session.end')?.how, 'closed');
  const refused = `${loggedIn}\nchannel 0: open failed: administratively prohibited: open failed\ndebug1: Exit status -1`;
  assert.equal(one(refused, 'session.refused')?.reason, 'administratively prohibited');
  assert.equal(one(refused, 'session.end')?.how, 'refused');
});

test('silence is a fact only when we ended ssh ourselves', () => {
  const at = (text: string, cut: boolean): Reading => {
    const times = text.split('\n').map((_, i) => i * 10);
    return readSshLog(text, 'e1', { times, cut, endMs: 9000 });
  };
  assert.deepEqual(values(at(start, true), 'tcp.connect')[0], {
    address: '192.0.2.5',
    port: 22,
    family: 4,
    outcome: 'timeout',
    by: 'ssh',
    ms: 8980,
  });
  assert.deepEqual(values(at(connected, true), 'identification.end')[0]?.how, 'silent');
  assert.deepEqual(
    [values(at(shown, true), 'kex.end')[0]?.how, values(at(shown, true), 'kex.end')[0]?.after],
    ['silent', 'kex-reply'],
  );
  assert.equal(values(at(offered, true), 'auth.end')[0]?.how, 'silent');
  assert.equal(values(at(loggedIn, true), 'session.end')[0]?.how, 'silent');
  for (const text of [start, connected, shown, offered, loggedIn]) {
    const reading = at(text, false);
    // That the text ends there may also mean that it was cut short.
    assert.ok(
      reading.observations.every((o) =>
        o.kind === 'connection.end' ? o.value.cut : !JSON.stringify(o.value).includes('silent'),
      ),
    );
    assert.ok(!reading.covers.includes('disconnect'));
  }
  assert.deepEqual(
    readSshLog(connected, 'e1', { cut: true }).observations.filter((o) => o.kind === 'identification.end'),
    [],
  );
});

test('a log without its first lines says nothing of what they would show', () => {
  assert.deepEqual(readSshLog(keyed.split('\n').slice(8).join('\n'), 'e1').covers, []);
  const late = readSshLog(
    `${start.split('\n')[2]}\ndebug1: connect to address 192.0.2.5 port 22: Connection refused\nssh: connect to host web1 port 22: Connection refused`,
    'e1',
  );
  assert.ok(late.covers.includes('tcp.connect'));
  assert.ok(!late.covers.includes('config.error'));
});

test('control sockets', () => {
  const hung = `OpenSSH_9.2p1, OpenSSL 3\ndebug1: auto-mux: Trying existing master at '/run/c/web1'\ndebug2: fd 3 setting O_NONBLOCK`;
  const reading = readSshLog(hung, 'e1', { times: [0, 1, 2], cut: true });
  assert.deepEqual(values(reading, 'control.socket'), [{ path: '/run/c/web1', state: 'hung' }]);
  const alive = `${hung}\ndebug1: mux_client_request_session: master session id: 2`;
  assert.equal(one(alive, 'control.socket')?.state, 'alive');
  assert.ok(!readSshLog(alive, 'e1').covers.includes('tcp.connect'));
  const ran = `${alive}\ndebug2: Received exit status from master 0`;
  assert.deepEqual(one(ran, 'session.end'), { how: 'ran', status: 0 });
});

test('of several runs the last one counts', () => {
  const text = `${start}\ndebug1: connect to address 192.0.2.5 port 22: Connection refused\nssh: connect to host web1 port 22: Connection refused\n$ ssh -v web1\n${identified}`;
  const reading = readSshLog(text, 'e1');
  assert.deepEqual(
    values(reading, 'tcp.connect').map((c) => c.outcome),
    ['open'],
  );
  assert.match(reading.notes?.[0] ?? '', /2 runs/);
});

test('a version that was asked for begins no run', () => {
  const text = `Corrupted MAC on input.
ssh_dispatch_run_fatal: Connection to 192.0.2.80 port 22: message authentication code incorrect
PS> ssh.exe -V
OpenSSH_for_Windows_9.5p2, LibreSSL 3.8.2
PS> ssh.exe -m hmac-sha2-256 me@bsd
me@bsd's password:`;
  assert.equal(
    readSshLog(text, 'e1').observations.some(({ kind }) => kind === 'connection.end'),
    true,
  );
});

test('a verbose log is recognised with what stands in it', () => {
  const lines = [
    'hello',
    ...`${accepted}\nAuthorised users only\nalice@web1: Permission denied (publickey).`.split('\n'),
    'bye',
  ];
  const found = reader.recognise(lines);
  assert.deepEqual([found[0], found.at(-1), found.length], [1, lines.length - 2, lines.length - 2]);
});

test('the debug output of sshd is not that of ssh', () => {
  const text =
    'debug1: sshd version OpenSSH_9.2, OpenSSL 3\ndebug1: SSH2_MSG_NEWKEYS received [preauth]\nConnection closed by 192.0.2.9 port 40000';
  assert.deepEqual(readSshLog(text, 'e1').observations, []);
  assert.deepEqual(reader.recognise(text.split('\n')), []);
});

test('a list of revoked host keys that cannot be read is no unknown key', () => {
  const text = `${shown}
Error checking host key ED25519 SHA256:abc in revoked keys file /etc/ssh/revoked: No such file or directory
Host key verification failed.`;
  assert.equal(one(text, 'hostkey.check')?.result, 'failed');
});

test('of a fragment the command above it tells whose it is', () => {
  const sent = 'debug1: SSH2_MSG_KEXINIT sent';
  assert.deepEqual(reader.recognise(['$ ssh -v root@192.0.2.5', sent]), [1]);
  assert.deepEqual(reader.recognise(['$ ssh root@192.0.2.5', sent]), []);
  assert.deepEqual(reader.recognise(['# /usr/sbin/sshd -d', sent]), []);
});

test('an agent that was asked and has not answered is mute while ssh waits, and not where ssh has gone on', () => {
  const asked = `${keyed}
debug3: ssh_get_authentication_socket_path: path '/run/user/1000/agent.sock'`;
  const waiting = (text: string): string | undefined => {
    const options = { cut: true, times: text.split('\n').map((_, i) => i), endMs: 9000 };
    return values(readSshLog(text, 'e1', options), 'client.agent')[0]?.state;
  };
  assert.equal(waiting(asked), 'mute');
  assert.equal(waiting(`${asked}\ndebug1: get_agent_identities: bound agent to hostkey`), 'mute');
  const answered = `${asked}\ndebug1: get_agent_identities: agent returned 2 keys`;
  assert.equal(waiting(answered), 'has-keys');
  // A text that somebody has cut short proves no wait.
  assert.equal(one(asked, 'client.agent'), undefined);
});
