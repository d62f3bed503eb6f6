import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './systemctl-status.ts';

function facts(text: string): readonly unknown[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ value, at }) => ({ ...value, line: at.line }));
}

const stopped = `\u25cb ssh.service - OpenBSD Secure Shell server
     Loaded: loaded (/lib/systemd/system/ssh.service; disabled; preset: enabled)
     Active: inactive (dead)
       Docs: man:sshd(8)`;

test('a unit that is stopped', () => {
  assert.deepEqual(facts(`$ systemctl status ssh\n${stopped}`), [
    { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success', line: 4 },
  ]);
});

test('a unit that failed, with the result that systemd tells', () => {
  const text = `\u00d7 sshd.service - OpenSSH server daemon
     Loaded: loaded (/usr/lib/systemd/system/sshd.service; enabled; preset: enabled)
     Active: failed (Result: start-limit-hit) since Fri 2026-01-30 14:03:11 UTC; 2min ago
    Process: 812 ExecStartPre=/usr/sbin/sshd -t (code=exited, status=255/EXCEPTION)`;
  assert.deepEqual(facts(text), [
    { unit: 'sshd.service', load: 'loaded', active: 'failed', result: 'start-limit-hit', line: 3 },
  ]);
});

test('masked, and not there', () => {
  const masked =
    '\u25cb ssh.service\n     Loaded: masked (Reason: Unit ssh.service is masked.)\n     Active: inactive (dead)';
  assert.deepEqual(facts(masked), [
    { unit: 'ssh.service', load: 'masked', active: 'inactive', result: 'success', line: 2 },
  ]);
  for (const line of [
    'Unit sshd.service could not be found.',
    'Failed to start sshd.service: Unit sshd.service not found.',
  ]) {
    assert.deepEqual(facts(line), [{ unit: 'sshd.service', load: 'not-found', active: 'inactive', line: 1 }]);
  }
  assert.deepEqual(facts('Failed to start ssh.service: Unit ssh.service is masked.'), [
    { unit: 'ssh.service', load: 'masked', active: 'inactive', line: 1 },
  ]);
});

test('of a service that a socket starts, the socket tells', () => {
  const by = (mark: string): string => `${stopped}\nTriggeredBy: ${mark} ssh.socket`;
  const units = (text: string): readonly unknown[] =>
    facts(text).map((one) => Object.values(one as object).slice(0, 3));
  assert.deepEqual(units(by('\u00d7')), [['ssh.socket', 'loaded', 'failed']]);
  assert.deepEqual(units(by('\u25cf')), [
    ['ssh.service', 'loaded', 'inactive'],
    ['ssh.socket', 'loaded', 'active'],
  ]);
  assert.deepEqual(units(by('\u25cf').replace('\u25cb', '\u25cf')), []);
});

test('a condition that was not met', () => {
  const text = `${stopped}\n  Condition: start condition failed at Fri 2026-01-30 14:03:11 UTC; 2s ago`;
  assert.equal((facts(text)[0] as { condition?: boolean }).condition, false);
});

test('the last look counts', () => {
  const again = stopped.replace('\u25cb', '\u25cf').replace('inactive (dead)', 'active (running) since Fri');
  assert.deepEqual(facts(`${stopped}\n\n${again}`).length, 1);
  assert.equal((facts(`${stopped}\n\n${again}`)[0] as { active: string }).active, 'active');
});

test('what was asked of the machine that dials is not of the server', () => {
  const text = `alice@laptop:~$ ssh web1\nssh: connect to host web1 port 22: Connection refused\nalice@laptop:~$ systemctl status ssh\n${stopped}`;
  assert.deepEqual(facts(text), []);
  assert.equal(facts(text.replace('laptop:~$ sys', 'web1:~$ sys')).length, 1);
});

test('other units are not', () => {
  assert.deepEqual(reader.recognise(stopped.replace('ssh.service', 'nginx.service').split('\n')), []);
  assert.deepEqual(reader.recognise(['the ssh.service is broken', 'ssh.service']), []);
});

test('in one word', () => {
  const of = (command: string, word: string) => facts(`root@h:~# ${command}\n${word}`);
  assert.deepEqual(of('systemctl is-active ssh', 'active'), [
    { unit: 'ssh.service', load: 'loaded', active: 'active', line: 2 },
  ]);
  assert.deepEqual(of('systemctl is-failed sshd.service', 'failed'), [
    { unit: 'sshd.service', load: 'loaded', active: 'failed', line: 2 },
  ]);
  assert.deepEqual(of('systemctl is-active ssh', 'inactive'), []);
  assert.deepEqual(of('systemctl is-active nginx', 'active'), []);
  assert.deepEqual(of('systemctl is-active ssh nginx', 'active'), []);
});

test('rows of its tables', () => {
  const row = '  sshd.service loaded inactive dead OpenSSH Daemon';
  assert.deepEqual(facts(row), [{ unit: 'sshd.service', load: 'loaded', active: 'inactive', line: 1 }]);
  assert.deepEqual(facts('\u25cf ssh.service loaded failed failed OpenBSD Secure Shell server'), [
    { unit: 'ssh.service', load: 'loaded', active: 'failed', line: 1 },
  ]);
  assert.deepEqual(facts('ssh.service   masked   enabled\nssh.socket    disabled enabled'), [
    { unit: 'ssh.service', load: 'masked', active: 'inactive', line: 1 },
  ]);
  const socket = '0.0.0.0:22   ssh.socket ssh.service';
  assert.deepEqual(facts(`${socket}\n  ssh.service loaded inactive dead OpenBSD Secure Shell server`), [
    { unit: 'ssh.socket', load: 'loaded', active: 'active', line: 1 },
  ]);
  assert.deepEqual(
    facts('sshguard.service loaded failed failed SSHGuard\nautossh-db.service loaded failed failed x'),
    [],
  );
});

test('look-alike: a prompt tells that it is another machine than the one that was dialled', () => {
  const at = (host: string, dialled: string): number =>
    facts(`$ ssh kim@${dialled}\nroot@${host}:~# systemctl status ssh\n${stopped}`).length;
  assert.deepEqual([at('db5', 'db5'), at('db5', 'db5.example.net'), at('web5', 'db5')], [1, 1, 0]);
  // Names of systems and of providers tell nothing, and an address may be that of any machine.
  assert.deepEqual([at('debian12', 'db5'), at('mail', 'db5'), at('web5', '192.0.2.5')], [1, 1, 1]);
});

test('OpenRC does not know the service', () => {
  assert.deepEqual(facts("rc-service: service `sshd' does not exist"), [
    { unit: 'sshd.service', load: 'not-found', active: 'inactive', line: 1 },
  ]);
  assert.deepEqual(facts("rc-service: service `nginx' does not exist"), []);
});
