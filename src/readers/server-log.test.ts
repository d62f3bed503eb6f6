import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './server-log.ts';

function facts(text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ value }) => Object.values(value).join(': '));
}

test('programs that can stop a login, in each form of log', () => {
  const full = 'kernel: nf_conntrack: nf_conntrack: table full, dropping packet';
  for (const [line, fact] of [
    ['Jan 30 12:00:00 web1 kernel: [123.456789] nf_conntrack: nf_conntrack: table full, dropping packet', full],
    ['2026-01-30T12:00:00.123456+00:00 web1 kernel: nf_conntrack: nf_conntrack: table full, dropping packet', full],
    ['[  123.456789] nf_conntrack: nf_conntrack: table full, dropping packet', full],
    ['[Fri Jan 30 12:00:00 2026] nf_conntrack: nf_conntrack: table full, dropping packet', full],
    [
      'Jan 30 12:00:00 web1 systemd[1]: ssh.service: Start request repeated too quickly.',
      'systemd: ssh.service: Start request repeated too quickly.',
    ],
    [
      '2026-01-30 12:00:00,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.7',
      'fail2ban.actions: [sshd] Ban 203.0.113.7',
    ],
    ['fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.7', 'fail2ban.actions: [sshd] Ban 203.0.113.7'],
    [
      'Jan 30 12:00:00 web1 sshguard[812]: Blocking "203.0.113.7/32" for 120 secs',
      'sshguard: Blocking "203.0.113.7/32" for 120 secs',
    ],
    [
      'Jan 30 12:00:00 web1 dropbear[31104]: Login attempt for nonexistent user',
      'dropbear: Login attempt for nonexistent user',
    ],
    [
      'Jan 30 12:00:00 web1 kernel: Out of memory: Killed process 812 (sshd) total-vm:12345kB',
      'kernel: Out of memory: Killed process 812 (sshd) total-vm:12345kB',
    ],
    // The kernel writes a process as sshd writes itself.
    [
      'Jan 30 12:00:00 web1 kernel: sshd[812]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6',
      'kernel: sshd[812]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6',
    ],
    [
      '[Fri Jan 30 12:00:00 2026] sshd-session[812]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6',
      'kernel: sshd-session[812]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6',
    ],
  ] as const) {
    assert.deepEqual(facts(line), [fact], line);
  }
});

test('look-alike: lines of sshd, of others, and prose', () => {
  for (const line of [
    'Jan 30 12:00:00 web1 sshd[812]: Connection closed by 203.0.113.7 port 5555 [preauth]',
    'the table is full, dropping packet',
    '[12:00:00] nf_conntrack: table full, dropping packet',
  ]) {
    assert.deepEqual(reader.recognise([line]), [], line);
  }
});

test('a unit that came up again is not given up', () => {
  const failed = "Jan 30 12:00:00 web1 systemd[1]: ssh.socket: Failed with result 'trigger-limit-hit'.";
  const up = 'Jan 30 12:05:00 web1 systemd[1]: Listening on ssh.socket - OpenBSD Secure Shell server socket.';
  const count = (text: string) => facts(text).filter((fact) => fact.includes('Failed with')).length;
  assert.equal(count(`${failed}\n${up}`), 0);
  assert.equal(count(`${up}\n${failed}`), 1);
  assert.equal(count(`${failed}\n${up.replace('Listening on ssh.socket', 'Started ssh.service')}`), 1);
});

test('what SELinux only would deny is no denial', () => {
  const avc = (permissive: number): string =>
    `type=AVC msg=audit(1796037022.110:811): avc:  denied  { read } for  pid=41 comm="sshd" name="authorized_keys" tclass=file permissive=${permissive}`;
  assert.equal(facts(avc(0)).length, 1);
  assert.deepEqual(facts(avc(1)), []);
});

test('programs with a head of their own: dropbear -E, and nginx at the port that was dialled', () => {
  const owned = '/root must be owned by user or root, and not writable by group or others';
  assert.deepEqual(facts(`[640] Nov 26 11:41:20 ${owned}`), [`dropbear: ${owned}`]);
  const dead = (port: number): string =>
    `connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.33, server: 0.0.0.0:${port}, upstream: "10.20.0.5:22"`;
  const log = (port: number): string =>
    `$ ssh -p 2222 ops@edge1\n2026/11/27 12:44:10 [error] 811#811: *9014 ${dead(port)}`;
  assert.deepEqual(facts(log(2222)), [`nginx: ${dead(2222)}`]);
  assert.deepEqual(facts(log(3306)), []);
  assert.equal(facts(`2026/11/27 12:44:10 [error] 811#811: *9014 ${dead(2222)}`).length, 1);
  assert.deepEqual(facts('[640] Nov 26 was a bad day'), []);
});

test('what systemd says of a unit is copied without its name', () => {
  const hit = 'sshd.socket: Trigger limit hit, refusing further activation.';
  assert.deepEqual(facts(hit), [`systemd: ${hit}`]);
  const queue = 'sshd.socket: Failed to queue service startup job (Maybe the service file is missing): Resource busy';
  assert.deepEqual(facts(queue), [`systemd: ${queue}`]);
  assert.deepEqual(facts(`${hit}   (that was in May)`), []);
  assert.deepEqual(facts('ssh.socket: is that the one to look at?'), []);
});

test('a unit that was given up before sshd was seen to serve is over', () => {
  const given = 'Jan 30 02:00:00 web1 systemd[1]: ssh.socket: Trigger limit hit, refusing further activation.';
  const later = (message: string): number => facts(`${given}\nJan 30 09:00:00 web1 sshd[9]: ${message}`).length;
  assert.equal(later('Server listening on 0.0.0.0 port 22.'), 0);
  assert.equal(later('Accepted publickey for kim from 10.0.0.7 port 4011 ssh2: ED25519 SHA256:abc'), 0);
  assert.equal(later('Received signal 15; terminating.'), 1);
});
