import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './sockets.ts';

function facts(text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ kind, value, at }) => {
    const lines = text.split('\n');
    assert.equal((lines[(at.line ?? 0) - 1] ?? '').trim(), at.quote);
    return `${kind} ${Object.values(value).join(' ')}`;
  });
}

const head = 'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess';
const sshd = 'LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=712,fd=3))';
const others = `LISTEN 0      4096       127.0.0.1:53        0.0.0.0:*    users:(("systemd-resolve",pid=4,fd=3))
LISTEN 0      511                *:80              *:*    users:(("nginx",pid=9,fd=4),("nginx",pid=8,fd=4))`;

test('a row of each program', () => {
  const listener = 'server.listener 127.0.0.1 22 dropbear';
  for (const row of [
    'LISTEN 0      1000       127.0.0.1:22        0.0.0.0:*    users:(("dropbear",pid=23415,fd=3))',
    'tcp   LISTEN 0      1000       127.0.0.1:22        0.0.0.0:*    users:(("dropbear",pid=23415,fd=3))',
    'LISTEN 0      1000       127.0.0.1:ssh           0.0.0.0:*    users:(("dropbear",pid=23415,fd=3))',
    'LISTEN 0 1000 127.0.0.1:22 0.0.0.0:* users:(("dropbear",pid=23415,fd=3)) ino:41963 sk:1 cgroup:/ <->',
    'tcp        0      0 127.0.0.1:22            0.0.0.0:*               LISTEN      23415/dropbear      ',
    'dropbear 23415 root    3u  IPv4  41963      0t0  TCP 127.0.0.1:22 (LISTEN)',
    'root     dropbear   823   4   tcp4   127.0.0.1:22          *:*',
  ]) {
    assert.deepEqual(facts(row).slice(0, 1), [listener], row);
  }
});

test('one that does not tell the owner states no listener', () => {
  assert.deepEqual(facts('tcp4       0      0  *.22                   *.*                    LISTEN'), []);
  assert.deepEqual(facts('  TCP    0.0.0.0:22             0.0.0.0:0              LISTENING       2408'), []);
});

test('a full queue of the port', () => {
  assert.deepEqual(
    facts(`${head}\nLISTEN 129    128          0.0.0.0:22        0.0.0.0:*`).at(-1),
    'server.resource backlog exhausted accept queue: Recv-Q 129 of 128',
  );
});

test('nobody listens: only of a list that is whole', () => {
  const nobody = `${head}\n${others}`;
  assert.ok(facts(nobody).includes('server.reach 22 no'));
  assert.ok(facts(`# ss -tlnp\n${head}\n${others.replaceAll('*', '0.0.0.0')}`).includes('server.reach 22 no'));
  for (const part of [
    others,
    `# ss -tlnp | grep 80\n${nobody}`,
    nobody.replace(/users:\(\("nginx.*/, ''),
    nobody.split('\n').slice(0, 2).join('\n'),
    `${head}\n${others.replaceAll('*', '0.0.0.0')}`,
    `# ss -4tlnp\n${head}\n${others.replaceAll('*', '0.0.0.0')}`,
  ]) {
    assert.deepEqual(facts(part), [], part);
  }
});

test('only on loopback', () => {
  const local = `${head}\n${sshd.replace('0.0.0.0:22', '127.0.0.1:22')}\n${others}`;
  assert.ok(facts(local).includes('server.reach 22 loopback sshd'));
});

test('the port that ssh dialled is the one that counts', () => {
  const text = `ssh: connect to host web1 port 2222: Connection refused\n${head}\n${sshd}\n${others}`;
  assert.ok(facts(text).includes('server.reach 2222 no'));
});

test('sockets of the machine that dials are not of the server', () => {
  const text = `alice@laptop:~$ ssh web1\nssh: connect to host web1 port 22: Connection refused\nalice@laptop:~$ sudo ss -tlnp\n${head}\n${others}`;
  assert.deepEqual(facts(text), []);
});

test('all that was asked for of the port: it listens at loopback alone', () => {
  const row = 'root     sshd        1877 3  tcp4   127.0.0.1:22          *:*';
  const heading = 'USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS';
  const near = 'server.reach 22 loopback sshd';
  assert.ok(facts(`# sockstat -4 -6 -l -p 22\n${heading}\n${row}`).includes(near));
  assert.ok(!facts(`# sockstat -4 -l -p 22\n${heading}\n${row}`).includes(near));
  assert.ok(!facts(`${heading}\n${row}`).includes(near));
});

test('who has the port of both families has it whole', () => {
  const four = 'tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      1302/dropbear';
  const six = 'tcp        0      0 :::22                   :::*                    LISTEN      1302/dropbear';
  assert.ok(facts(`${four}\n${six}`).includes('server.reach 22 yes dropbear'));
  assert.ok(!facts(four).some((fact) => fact.startsWith('server.reach')));
  assert.ok(!facts(`${four}\n${six.replace('dropbear', 'sshd')}`).some((fact) => fact.startsWith('server.reach')));
});

test('the port of the family that was dialled is taken', () => {
  const row = 'LISTEN 0      20           0.0.0.0:22        0.0.0.0:*    users:(("dropbear",pid=600,fd=4))';
  const reach = (host: string): boolean =>
    facts(`ssh: connect to host ${host} port 22: Connection refused\n${row}`).includes('server.reach 22 yes dropbear');
  assert.deepEqual([reach('192.0.2.5'), reach('2001:db8::5'), reach('web1')], [true, false, false]);
});
