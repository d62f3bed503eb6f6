import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './keys.ts';

const path = '/home/alice/.ssh/authorized_keys';
const print = (n: number, type = 'ED25519'): string => `${n} 256 SHA256:key${n} alice@desk (${type})`;
const settings = [
  'authorizedkeysfile .ssh/authorized_keys',
  'authorizedkeyscommand none',
  'trustedusercakeys none',
  'usedns no',
  'pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512',
];

function read(
  lines: readonly string[],
  prints: readonly string[],
  more: readonly string[] = settings,
): readonly unknown[] {
  const sections = {
    passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
    'sshd-T-C': more,
    [`keys:${path}`]: lines,
    [`prints:${path}`]: prints,
  };
  return part
    .read(serverOf(sections, { from: '198.51.100.7', now: '2026-11-22T12:00:00Z' }))
    .observations.map((o) => o.value);
}

/** Why the one line of a list opens nothing; undefined when it opens. */
function barOf(options: string, type = 'ED25519'): unknown {
  const [key] = read([`${options}ssh-ed25519 AAAA...`], [print(1, type)]) as { readonly bar?: string }[];
  return key?.bar;
}

describe('the lists of keys', () => {
  test('a line without options opens', () => {
    assert.deepEqual(read(['# mine', 'ssh-ed25519 AAAA... alice@desk'], [print(2)]), [
      { list: path, line: 2, type: 'ED25519', fingerprint: 'SHA256:key2' },
      { is: 'some', others: false },
    ]);
  });

  test('from= is judged for the address of the client', () => {
    assert.equal(barOf('from="192.0.2.0/24" '), 'from');
    assert.equal(barOf('from="192.0.2.0/24,198.51.100.*" '), undefined);
    assert.equal(barOf('from="!198.51.100.7,198.51.100.*" '), 'from');
    assert.equal(barOf('no-pty,command="echo \\"a, b\\"",from="2001:db8::/32" '), 'from');
  });

  test('expiry-time is judged by the clock of the server', () => {
    assert.equal(barOf('expiry-time="20240101" '), 'expiry-time');
    assert.equal(barOf('expiry-time="202611221201" '), undefined);
    assert.equal(barOf('expiry-time="someday" '), 'option');
  });

  test('an option that sshd does not know, or that lacks its value or its no, and the line is passed over', () => {
    const good = ['restrict,pty', 'No-X11-Forwarding', 'no-touch-required', 'verify-required', 'permitlisten="2222"'];
    for (const options of good) assert.equal(barOf(`${options} `), undefined, options);
    const bad = [
      'no-port-forwardings',
      'no-restrict',
      'command',
      'environments="A=b"',
      'pty="yes"',
      'from,no-pty',
      'principals="a"',
    ];
    for (const options of bad) assert.equal(barOf(`${options} `), 'option', options);
  });

  test('a type whose signatures the settings leave out opens nothing', () => {
    assert.equal(barOf('', 'ECDSA'), 'algorithm');
    assert.equal(barOf('', 'RSA'), undefined);
    assert.equal(barOf('', 'of tomorrow'), undefined);
  });

  test('a list of damaged lines, an empty one and none at all are told apart', () => {
    const wrapped = read(['ssh-ed25519 AAAA', 'K32XZ alice@lab'], ['1 (stdin) is not a public key file.', '2 no']);
    assert.deepEqual(wrapped, [{ is: 'none', because: 'damaged', others: false }]);
    assert.deepEqual(read([], []), [{ is: 'none', because: 'empty', others: false }]);
  });

  test('what is no plain file holds no key, and what nobody had time for may hold any', () => {
    const summary = (why: string): readonly unknown[] => {
      const passwd = ['alice:x:1000:1000::/home/alice:/bin/bash'];
      const states = { [`keys:${path}`]: 'skipped' } as const;
      const server = serverOf({ passwd, 'sshd-T-C': settings, [`keys:${path}`]: [] }, { states });
      const all: typeof server.all = (name) => server.all(name).map((section) => ({ ...section, why }));
      return part.read({ ...server, all }).observations.flatMap((o) => (o.kind === 'server.keys' ? o.value.is : []));
    };
    assert.deepEqual(summary('nofile'), ['none']);
    assert.deepEqual(summary('time'), []);
  });

  test('an authority or a command may vouch for keys that stand nowhere', () => {
    const vouched = settings.map((line) => line.replace(/^trustedusercakeys .*/, 'trustedusercakeys /etc/ssh/ca.pub'));
    assert.deepEqual(read([], [], vouched), [{ is: 'none', because: 'empty', others: true, certificates: true }]);
    assert.deepEqual(read(['cert-authority ssh-ed25519 AAAA...'], [print(1)]).at(-1), {
      is: 'none',
      because: 'empty',
      others: true,
      certificates: true,
    });
    const asked = settings.map((line) => line.replace(/^authorizedkeyscommand .*/, 'authorizedkeyscommand /bin/keys'));
    assert.deepEqual(read([], [], asked), [{ is: 'none', because: 'empty', others: true }]);
  });

  test('where a command alone names keys, the cure is to run it as sshd does', () => {
    const cured = (command: string, lists: string): readonly string[] => {
      const printed = [lists, `authorizedkeyscommand ${command}`, 'authorizedkeyscommanduser nobody'];
      const passwd = ['alice:x:1000:1000::/home/alice:/bin/bash'];
      const { observations } = part.read(serverOf({ passwd, 'sshd-T-C': printed }));
      return observations.flatMap(({ cures = [] }) => cures.flatMap(({ commands }) => commands[1] ?? []));
    };
    const none = 'authorizedkeysfile none';
    assert.deepEqual(cured('/bin/keys', none), ['runuser -u nobody -- /bin/keys alice; echo "status $?"']);
    assert.deepEqual(cured('/bin/keys -u %u', none), ['runuser -u nobody -- /bin/keys -u alice; echo "status $?"']);
    assert.deepEqual(cured('none', none), []);
  });

  test('the authorities are those of the file and those of the lines; without the file nobody knows them all', () => {
    const trusting = settings.map((line) => line.replace(/^trustedusercakeys .*/, 'trustedusercakeys /etc/ssh/ca.pub'));
    const sections = {
      passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
      'sshd-T-C': trusting,
      'keys:/home/alice/.ssh/authorized_keys': ['cert-authority ssh-ed25519 AAAA...'],
      'prints:/home/alice/.ssh/authorized_keys': [print(1)],
    };
    const known = part.read(serverOf({ ...sections, 'ca:/etc/ssh/ca.pub': ['256 SHA256:caca authority (ED25519)'] }));
    const prints = known.observations.flatMap((o) => (o.kind === 'server.authority' ? o.value.fingerprint : []));
    assert.equal(known.covers.includes('server.authority'), true);
    assert.deepEqual([prints.length, prints.at(-1)], [2, 'SHA256:caca']);
    assert.equal(part.read(serverOf(sections)).covers.includes('server.authority'), false);
  });

  test('nothing is said of lists whose fingerprints or whose place nobody knows', () => {
    const { covers, observations } = part.read(serverOf({ passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'] }));
    assert.deepEqual([covers, observations], [[], []]);
    assert.deepEqual(read(['x'], [], ['authorizedkeysfile /etc/keys/%i']), []);
  });
});

test('where the unit shows sshd another folder, the list that the console sees is not the one that counts', () => {
  const facts = (paths: string): number =>
    part.read(
      serverOf({
        passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
        'sshd-T-C': settings,
        [`keys:${path}`]: [],
        [`prints:${path}`]: [],
        'unit:ssh.service': ['LoadState=loaded', `BindReadOnlyPaths=${paths}`],
      }),
    ).observations.length;
  assert.equal(facts('/srv/keys:/home/alice/.ssh:rbind'), 0);
  assert.equal(facts('/srv/homes:/home'), 0);
  assert.equal(facts('-/srv/keys:/home/bob/.ssh'), 1);
  assert.equal(facts('/home/alice:/home/alice:rbind /home'), 1, 'the same folder');
});

test('TinySSH takes no line with options', () => {
  const facts = (line: string): unknown =>
    part
      .read(
        serverOf({
          passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
          listeners: ['LISTEN 0 128 *:22 *:* users:(("systemd",pid=1,fd=41))'],
          'unit:tinysshd.socket': ['Listen=[::]:22 (Stream)', 'ActiveState=active'],
          [`keys:${path}`]: [line],
          [`prints:${path}`]: [print(1)],
        }),
      )
      .observations.flatMap((o) => (o.kind === 'server.key' ? [o.value.bar ?? 'opens'] : []));
  assert.deepEqual(facts('no-pty ssh-ed25519 AAAA...'), ['option']);
  assert.deepEqual(facts('ssh-ed25519 AAAA...'), ['opens']);
});
