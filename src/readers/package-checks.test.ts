import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../test/lab/told.ts';
import { reader } from './package-checks.ts';

const refused = ['kim@laptop:~$ ssh web1', 'ssh: connect to host web1 port 22: Connection refused'];
const none = 'dpkg-query: no packages found matching openssh-server';

const installed = (...lines: readonly string[]): readonly boolean[] =>
  reader
    .read({ id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: lines.join('\n') })
    .observations.flatMap((o) => (o.kind === 'server.package' ? [o.value.installed] : []));

test('the package is not there', () => {
  const text = [...refused, 'root@web1:~# dpkg -l openssh-server', none];
  assert.deepEqual(installed(...text), [false]);
  assert.equal(explained(text.join('\n')).verdict.candidates[0], 'sshd-not-installed');
  assert.deepEqual(installed('# rpm -q openssh-server', 'package openssh-server is not installed'), [false]);
  assert.deepEqual(installed('# dpkg -l openssh-server', 'rc  openssh-server 1:9.2p1-2 amd64 secure shell (SSH)'), [
    false,
  ]);
});

test('look-alikes: it is there, or it was the client that was asked', () => {
  assert.deepEqual(installed('# rpm -q openssh-server', 'openssh-server-8.7p1-38.el9.x86_64'), [true]);
  assert.deepEqual(installed('# dpkg -l', 'ii  openssh-server 1:9.2p1-2 amd64 secure shell (SSH)'), [true]);
  assert.deepEqual(installed(...refused, 'kim@laptop:~$ dpkg -l openssh-server', none), []);
  assert.deepEqual(installed('$ ssh web1', '$ dpkg -l openssh-server', none), []);
});

test('the capability of Windows, asked elsewhere than ssh was called', () => {
  const asked = ['Get-WindowsCapability -Online | ? Name -like "OpenSSH*"', '', 'Name  : OpenSSH.Client~~~~0.0.1.0'];
  const answer = ['State : Installed', '', 'Name  : OpenSSH.Server~~~~0.0.1.0', 'State : NotPresent'];
  assert.deepEqual(installed(`PS C:\\> ${asked[0]}`, ...asked.slice(1), ...answer), [false]);
  const calls = 'C:\\Users\\kim>ssh web1';
  assert.deepEqual(installed(calls, `PS C:\\Users\\kim> ${asked[0]}`, ...asked.slice(1), ...answer), []);
});
