import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './file-modes.ts';

function facts(text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ kind, value }) => {
    const { path, state, mode } = value as { path: string; state: string; mode: string };
    return `${kind} ${path} ${state} ${mode}`;
  });
}

test('ls -l of the files of an account', () => {
  const text = `$ ls -ld /home/alice /home/alice/.ssh /home/alice/.ssh/authorized_keys
drwxrwxr-x 5 alice alice 4096 Jan 30 12:00 /home/alice
drwx------ 2 alice alice 4096 Jan 30 12:00 /home/alice/.ssh
-rw-r--r-- 1 bob   alice  400 Jan 30  2025 /home/alice/.ssh/authorized_keys`;
  assert.deepEqual(facts(text), [
    'server.file /home/alice bad-mode 0775',
    'server.file /home/alice/.ssh ok 0700',
    'server.file /home/alice/.ssh/authorized_keys bad-owner 0644',
  ]);
});

test('a directory and what it lists', () => {
  const text = `root@web1:~# ls -la /home/alice/.ssh
total 12
drwx------ 2 alice alice 4096 Jan 30 12:00 .
drwxr-xr-x 5 alice alice 4096 Jan 30 12:00 ..
-rw-rw-rw- 1 alice alice  400 Jan 30 12:00 authorized_keys`;
  assert.deepEqual(facts(text), [
    'server.file /home/alice/.ssh ok 0700',
    'server.file /home/alice ok 0755',
    'server.file /home/alice/.ssh/authorized_keys bad-mode 0666',
  ]);
});

test('stat and namei', () => {
  const stat = `  File: /home/alice/.ssh/authorized_keys
  Size: 400       \tBlocks: 8          IO Block: 4096   regular file
Device: 8,1\tInode: 131     Links: 1
Access: (0664/-rw-rw-r--)  Uid: ( 1000/   alice)   Gid: ( 1000/   alice)`;
  assert.deepEqual(facts(stat), ['server.file /home/alice/.ssh/authorized_keys bad-mode 0664']);
  const walk = `f: /home/alice/.ssh/authorized_keys
drwxr-xr-x root  root  /
drwxr-xr-x root  root  home
drwxrwxrwx alice alice alice
drwx------ alice alice .ssh
-rw------- alice alice authorized_keys`;
  assert.deepEqual(facts(walk), [
    'server.file /home/alice bad-mode 0777',
    'server.file /home/alice/.ssh ok 0700',
    'server.file /home/alice/.ssh/authorized_keys ok 0600',
  ]);
});

test('host keys', () => {
  const key = (mode: string, group: string, size: number): string =>
    `-${mode} 1 root ${group} ${size} Jan 30 12:00 /etc/ssh/ssh_host_ed25519_key`;
  const path = 'server.file /etc/ssh/ssh_host_ed25519_key';
  assert.deepEqual(facts(key('rw-r--r--', 'root', 400)), [`${path} bad-mode 0644`]);
  assert.deepEqual(facts(key('rw-r-----', 'ssh_keys', 400)), [`${path} ok 0640`]);
  assert.deepEqual(facts(key('rw-------', 'root', 0)), [`${path} empty 0600`]);
});

test('a private key is a file of the client, and its mode proves nothing of the key that was tried', () => {
  assert.deepEqual(facts('-rw-r--r--  1 alice  staff  400 30 Jan 12:00 /Users/alice/.ssh/id_rsa'), [
    'client.file /Users/alice/.ssh/id_rsa bad-mode 0644',
  ]);
});

test('look-alike: other files, and the client that lists its own', () => {
  assert.deepEqual(facts('-rw-rw-rw- 1 alice alice 400 Jan 30 12:00 notes.txt'), []);
  assert.deepEqual(
    facts(
      'alice@laptop:~$ ssh web1\nalice@laptop:~$ ls -ld /home/alice\ndrwxrwxrwx 5 alice alice 4096 Jan 30 12:00 /home/alice',
    ),
    [],
  );
});

test('what keeps ordinary users out is there, or it is not', () => {
  assert.deepEqual(facts('-rw-r--r-- 1 root root 34 Nov 28 22:10 /etc/nologin'), ['server.file /etc/nologin ok 0644']);
  assert.deepEqual(facts("ls: cannot access '/run/nologin': No such file or directory"), []);
  assert.deepEqual(facts('-rwxr-xr-x 1 root root 14328 Nov 28 22:10 /usr/sbin/nologin'), []);
});

test('stat with a format of one’s own', () => {
  const text = `drwxr-xr-x 755 alice:alice /home/alice
777 alice alice /home/alice/.ssh
alice:alice 0600 '/home/alice/.ssh/authorized_keys'
-rw-r--r-- 644 alice:alice notes.txt`;
  assert.deepEqual(facts(text), [
    'server.file /home/alice ok 0755',
    'server.file /home/alice/.ssh bad-mode 0777',
    'server.file /home/alice/.ssh/authorized_keys ok 0600',
  ]);
});

test('labels of SELinux, in both forms of ls -lZ', () => {
  const text = `drwx------. root root unconfined_u:object_r:admin_home_t:s0 /root/.ssh
-rw-------. 1 root root unconfined_u:object_r:ssh_home_t:s0 404 Mar  3 18:10 /root/.ssh/authorized_keys
-rw-rw-rw-. 1 svc svc system_u:object_r:default_t:s0 404 Mar  3 18:10 /home/svc/.ssh/authorized_keys
-rw-------. 1 root root system_u:object_r:default_t:s0 404 Mar  3 18:10 /home/kim/.ssh/authorized_keys`;
  assert.deepEqual(facts(text), [
    'server.file /root/.ssh bad-label 0700',
    'server.file /root/.ssh/authorized_keys ok 0600',
    'server.file /home/svc/.ssh/authorized_keys bad-mode 0666',
    'server.file /home/kim/.ssh/authorized_keys denied 0600',
  ]);
});

test('a home in another place is known by its .ssh', () => {
  const home = 'drwxrwxrwx+ 1 al users 152 Mar  3 18:11 /var/services/homes/al';
  const own = 'drwx------+ 1 al users  30 Mar  3 18:10 /var/services/homes/al/.ssh';
  assert.deepEqual(facts(`${home}\n${own}`), [
    'server.file /var/services/homes/al bad-mode 0777',
    'server.file /var/services/homes/al/.ssh ok 0700',
  ]);
  assert.deepEqual(facts(home), []);
});
