import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import type { Reader } from '../model/reader.ts';
import { reader as audit } from './ssh-audit.ts';
import { reader as client } from './ssh-settings.ts';
import { reader as config } from './sshd-config.ts';
import { reader as dump } from './sshd-settings.ts';
import { reader as checks } from './sshd-test.ts';

function facts(reader: Reader, text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ value, at }) => `${Object.values(value).join(' ')} @${at.line}`);
}

const settings = `port 22
addressfamily any
logingracetime 120
x11displayoffset 10
maxauthtries 6
maxsessions 10
permitrootlogin without-password
strictmodes yes
pidfile /run/sshd.pid`;

test('sshd -T, and no sshd_config', () => {
  assert.ok(facts(dump, `$ sudo sshd -T\n${settings}\n$ `).includes('permitrootlogin without-password @8'));
  assert.equal(facts(dump, settings).length, 9);
  assert.deepEqual(config.recognise(settings.split('\n')), []);
  assert.deepEqual(facts(dump, settings.replace('strictmodes yes\n', '')), []);
});

test('what a filter has left of sshd -T, for the one who logs in', () => {
  const text =
    'root@h:~# sshd -T | grep -i -e passwordauth -e kbdint\npasswordauthentication no\nkbdinteractiveauthentication no\nroot@h:~# ';
  assert.deepEqual(facts(dump, text), ['passwordauthentication no @2', 'kbdinteractiveauthentication no @3']);
  assert.deepEqual(config.recognise(text.split('\n')), []);
  const other = text.replace('sshd -T', 'sshd -T -C user=ann,host=x,addr=192.0.2.9');
  assert.deepEqual(facts(dump, `$ ssh bob@192.0.2.5\n${other}`), []);
  assert.equal(facts(dump, `$ ssh ann@192.0.2.5\n${other}`).length, 2);
  assert.deepEqual(facts(dump, text.replace('sshd -T', 'cat sshd_config')), []);
});

test('ssh -G', () => {
  const text =
    'user alice\nhostname web1\nport 2222\naddressfamily any\nbatchmode no\ncanonicalizehostname false\nidentitiesonly no\ntcpkeepalive yes';
  assert.ok(facts(client, text).includes('port 2222 @3'));
  assert.deepEqual(facts(client, 'user alice\nport 22'), []);
});

test('sshd -t: a complaint that stops it is told with its place, another is not', () => {
  const bad =
    '/etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogins\n/etc/ssh/sshd_config: terminating, 1 bad configuration options';
  assert.deepEqual(
    facts(checks, bad)[0],
    'false /etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogins /etc/ssh/sshd_config 12 @1',
  );
  assert.deepEqual(facts(checks, '/etc/ssh/sshd_config line 12: Deprecated option UsePrivilegeSeparation'), []);
  assert.deepEqual(facts(checks, 'Could not load host key: /etc/ssh/ssh_host_dsa_key'), []);
  assert.deepEqual(facts(checks, '/home/alice/.ssh/config: line 3: Bad configuration option: hots'), []);
});

test('ssh-audit', () => {
  const text = `(gen) banner: SSH-2.0-dropbear_2022.83
(kex) curve25519-sha256              -- [info] available since OpenSSH 7.4, Dropbear SSH 2018.76
(kex) ecdh-sha2-nistp521             -- [fail] using weak elliptic curves
                                     \`- [info] available since OpenSSH 5.7, Dropbear SSH 2013.62
(key) ssh-rsa (2048-bit)             -- [fail] using weak hashing algorithm
(rec) -ssh-rsa                       -- key algorithm to remove`;
  assert.deepEqual(facts(audit, text), ['kex curve25519-sha256,ecdh-sha2-nistp521 @2', 'host-key ssh-rsa @5']);
});
