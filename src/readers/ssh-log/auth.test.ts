import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, keyed, offered, one, values } from '../../test/lab/verbose-log.ts';
import { readSshLog } from '../ssh-log.ts';

test('a refused key, its owner, and the methods', () => {
  const text = `${offered}
debug1: Authentications that can continue: publickey,password
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey,password).`;
  const reading = readSshLog(text, 'e1');
  assert.deepEqual(values(reading, 'auth.key'), [
    {
      source: '/home/alice/.ssh/work',
      named: true,
      agent: false,
      type: 'ED25519',
      fingerprint: 'SHA256:def',
      result: 'refused',
    },
  ]);
  assert.deepEqual(values(reading, 'auth.method'), [
    { name: 'publickey', first: true },
    { name: 'password', first: true },
  ]);
  assert.equal(values(reading, 'auth.end')[0]?.how, 'denied');
  assert.ok(reading.covers.includes('auth.key'));
  assert.ok(!reading.covers.includes('session.end'));
});

test('keys of an agent, of old releases, and keys that ssh leaves out', () => {
  const text = `${accepted}
debug1: get_agent_identities: agent returned 2 keys
debug1: Skipping ssh-rsa key /home/alice/.ssh/id_rsa - corresponding algo not in PubkeyAcceptedAlgorithms
debug1: Authentications that can continue: publickey
debug1: Offering public key: alice@desk ED25519 SHA256:111 agent
debug1: Offering public key: RSA SHA256:222 /home/alice/.ssh/id_rsa
debug1: Trying private key: /home/alice/.ssh/id_dsa
debug3: no such identity: /home/alice/.ssh/id_dsa: No such file or directory
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey).`;
  const reading = readSshLog(text, 'e1');
  assert.deepEqual(
    values(reading, 'auth.key').map(({ source, result, named, agent }) => [source, result, named, agent]),
    [
      ['/home/alice/.ssh/id_rsa', 'skipped', false, false],
      ['alice@desk', 'refused', false, true],
      ['/home/alice/.ssh/id_rsa', 'refused', false, false],
    ],
  );
  assert.deepEqual(values(reading, 'client.agent'), [{ state: 'has-keys', keys: 2 }]);
  assert.deepEqual([one(text, 'client.key')?.state, one(text, 'client.key')?.named], ['missing', false]);
});

test('a key that the server takes and the client cannot use', () => {
  const text = `${offered}
debug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit
Load key "/home/alice/.ssh/work": bad permissions
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey).`;
  assert.equal(one(text, 'auth.key')?.result, 'accepted');
  assert.equal(one(text, 'client.key')?.state, 'bad-permissions');
  const locked = `${offered}
debug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit
debug2: no passphrase given, try next key`;
  assert.deepEqual(
    [one(locked, 'client.key')?.state, one(locked, 'client.key')?.path],
    ['locked', '/home/alice/.ssh/work'],
  );
});

test('a default key with a passphrase: ssh goes on to the next one without a word', () => {
  const taken = `${accepted}
debug1: Offering public key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:def
debug3: send packet: type 50
debug1: Server accepts key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:def
debug3: sign_and_send_pubkey: using publickey-hostbound-v00@openssh.com with ED25519 SHA256:def
debug3: sign_and_send_pubkey: signing using ssh-ed25519 SHA256:def`;
  const next = `debug1: Trying private key: /home/alice/.ssh/id_dsa
debug3: no such identity: /home/alice/.ssh/id_dsa: No such file or directory
debug2: we did not send a packet, disable method`;
  const locked = (text: string): readonly unknown[] =>
    values(readSshLog(text, 'e1'), 'client.key').filter((key) => key.state === 'locked');
  assert.equal(locked(`${taken}\n${next}`).length, 1);
  const absent = 'debug3: no such identity: /home/alice/.ssh/id_ed25519: No such file or directory';
  assert.equal(locked(`${taken}\n${absent}\n${next}`).length, 0);
  const sent = 'debug3: send packet: type 50\ndebug1: Authentications that can continue: publickey';
  assert.equal(locked(`${taken}\n${sent}\n${next}`).length, 0);
  // Without -vvv the half that is not there goes unmentioned.
  assert.equal(locked(`${taken}\n${next}`.replace(/^debug[23].*\n?/gm, '')).length, 0);
});

test('a signature that the server refuses, and one that it does not know', () => {
  const taken = `${offered}\ndebug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit`;
  const denied = `debug1: Authentications that can continue: publickey,password
debug1: No more authentication methods to try.
root@web1: Permission denied (publickey,password).`;
  const partial = 'Authenticated using "publickey" with partial success.';
  const results = (text: string): unknown => values(readSshLog(text, 'e1'), 'auth.key').map((key) => key.result);
  assert.deepEqual(results(`${taken}\n${denied}`), ['accepted', 'signature-refused']);
  assert.deepEqual(results(`${taken}\n${partial}\n${denied}`), ['accepted']);
  // TinySSH takes every key until it has the signature.
  const tiny = taken.replace(/(remote software version) .*/, '$1 tinyssh_20230101-1 aB3dE5gH');
  assert.deepEqual(results(`${tiny}\n${denied}`), ['refused']);
  const inside = 'Authenticated to web1 ([192.0.2.7]:22) using "publickey".';
  assert.deepEqual(results(`${tiny}\n${inside}`), ['accepted']);
  const strict = `${accepted}
debug1: kex_input_ext_info: server-sig-algs=<rsa-sha2-256,rsa-sha2-512>
debug1: Offering public key: /home/alice/.ssh/work ED25519 SHA256:def explicit
debug1: Authentications that can continue: publickey`;
  assert.deepEqual(results(strict), ['no-signature-algorithm']);
  assert.deepEqual(results(strict.replace('rsa-sha2-256', 'ssh-ed25519')), ['refused']);
});

test('agents that do not answer', () => {
  const dead = `${keyed}\ndebug1: get_agent_identities: ssh_get_authentication_socket: No such file or directory`;
  assert.equal(one(dead, 'client.agent')?.state, 'unreachable');
  const empty = `${keyed}\ndebug1: get_agent_identities: ssh_fetch_identitylist: agent contains no identities`;
  assert.equal(one(empty, 'client.agent')?.state, 'empty');
  const old = `${keyed}\ndebug1: pubkey_prepare: ssh_get_authentication_socket: No such file or directory`;
  assert.equal(one(old, 'client.agent')?.state, 'unreachable');
});

test("the server's texts during authentication", () => {
  const text = `${accepted}
Authorised users only
debug1: Authentications that can continue: publickey,gssapi-with-mic
debug1: Unspecified GSS failure.  Minor code may provide more information
No Kerberos credentials available
debug1: Next authentication method: publickey`;
  assert.deepEqual(values(readSshLog(text, 'e1'), 'auth.banner'), [{ text: 'Authorised users only' }]);
  const late = `${offered}
debug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit
Down for the evening.
Connection closed by 192.0.2.5 port 22`;
  assert.deepEqual(values(readSshLog(late, 'e1'), 'auth.banner'), [{ text: 'Down for the evening.', afterKey: true }]);
});

test('what the library says over two lines belongs to its method', () => {
  const text = `${accepted}
debug1: Next authentication method: gssapi-with-mic
debug1: Unspecified GSS failure.  Minor code may provide more information
Cannot determine realm for numeric host address
(10 s)
debug1: Next authentication method: publickey`;
  assert.deepEqual(values(readSshLog(text, 'e1'), 'auth.pause'), [{ step: 'gssapi', ms: 10_000 }]);
});

test('a remark behind a line is no part of it', () => {
  const text = (end: string): string =>
    `${accepted}\n${offered.split('\n').at(-1)}\ndebug1: send_pubkey_test: no mutual signature algorithm${end}`;
  const found = (end: string): boolean =>
    values(readSshLog(text(end), 'e1'), 'auth.key').some(({ result }) => result === 'no-signature-algorithm');
  assert.ok(found(''));
  assert.ok(!found('   <- that was last year'));
});

test('pauses in authentication', () => {
  const text = `${accepted}
debug1: Authentications that can continue: gssapi-with-mic,publickey
debug1: Next authentication method: gssapi-with-mic
debug1: Next authentication method: publickey
debug1: Authentications that can continue: publickey`;
  const count = text.split('\n').length;
  const before = accepted.split('\n').length;
  const times = Array.from({ length: count }, (_, i) =>
    i < before - 1 ? i : i < before + 2 ? 10_000 + i : 16_000 + i,
  );
  const reading = readSshLog(text, 'e1', { times });
  assert.deepEqual(
    values(reading, 'auth.pause').map((p) => p.step),
    ['server', 'gssapi'],
  );
  assert.equal(values(reading, 'auth.pause')[1]?.ms, 6001);
  const noted = readSshLog(
    `${accepted}\n(30 seconds nothing)\ndebug1: Authentications that can continue: publickey`,
    'e1',
  );
  assert.deepEqual(values(noted, 'auth.pause'), [{ step: 'server', ms: 30_000 }]);
  assert.deepEqual(values(noted, 'auth.banner'), []);
  for (const [remark, before, after] of [
    ['   <-- waits 20 secs here', '', '\n'],
    ['... ~20 s here ...', '\n', '\n'],
  ])
    assert.deepEqual(
      values(
        readSshLog(`${accepted}${before}${remark}${after}debug1: Authentications that can continue: publickey`, 'e1'),
        'auth.pause',
      ),
      [{ step: 'server', ms: 20_000 }],
      remark,
    );
});

test('what stands below the end is no text of the server', () => {
  const text = `${accepted}\nConnection closed by 192.0.2.5 port 22\n\nreal\t2m0.113s`;
  assert.deepEqual(values(readSshLog(text, 'e1'), 'auth.banner'), []);
});

const refusedKey = (software: string, list: string): string => `${keyed.replace('OpenSSH_8.9p1 Ubuntu-3', software)}
debug1: kex_input_ext_info: server-sig-algs=<${list}>
debug1: SSH2_MSG_SERVICE_ACCEPT received
debug1: Authentications that can continue: publickey,password
debug1: Next authentication method: publickey
debug1: Offering public key: /home/alice/.ssh/work ED25519 SHA256:def explicit
debug1: Authentications that can continue: publickey,password
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey,password).`;

test('a key that the list of signatures leaves out could never have been taken', () => {
  const result = (software: string, list: string): string | undefined =>
    one(refusedKey(software, list), 'auth.key')?.result;
  assert.equal(result('OpenSSH_10.0p2', 'rsa-sha2-512,rsa-sha2-256'), 'no-signature-algorithm');
  assert.equal(result('OpenSSH_10.0p2', 'ssh-ed25519,rsa-sha2-256'), 'refused');
  // Old releases name RSA alone and take the others; of other servers nothing is known.
  assert.equal(result('OpenSSH_7.2p2', 'rsa-sha2-512,rsa-sha2-256'), 'refused');
  assert.equal(result('Go', 'rsa-sha2-512,rsa-sha2-256'), 'refused');
});

test('in batch mode ssh is silent about a passphrase', () => {
  const text = `${offered}
debug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit
debug3: sign_and_send_pubkey: signing using ssh-ed25519 SHA256:def
`;
  const end = `debug2: we did not send a packet, disable method
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey,password).`;
  assert.equal(one(`${text}${end}`, 'client.key')?.state, 'locked');
  const broken = `${text}Load key "/home/alice/.ssh/work": invalid format\n${end}`;
  assert.deepEqual(
    values(readSshLog(broken, 'e1'), 'client.key').map((key) => key.state),
    ['malformed'],
  );
});
