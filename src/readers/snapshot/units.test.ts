import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './units.ts';

const ended =
  'start_time=[Sun 2026-11-29 08:11:53 UTC] ; stop_time=[Sun 2026-11-29 08:11:53 UTC] ; pid=67 ; code=exited';
const own = `ExecStartPre={ path=/usr/sbin/sshd ; argv[]=/usr/sbin/sshd -t ; ignore_errors=no ; ${ended} ; status=255 }`;

function checkOf(rest: string, state: string): string | undefined {
  const other = `ExecStartPre={ path=/bin/sh ; argv[]=/bin/sh -c check ; ignore_errors=no ; ${rest} }`;
  const lines = [own, other, 'LoadState=loaded', 'ActiveState=activating', `SubState=${state}`];
  const [unit] = said(part.read(serverOf({ 'unit:ssh.service': lines })));
  return /"check":"(.*?)"/.exec(unit ?? '')?.[1];
}

test('a command that the unit runs before sshd has failed', () => {
  assert.equal(checkOf(`${ended} ; status=7`, 'auto-restart'), '/bin/sh -c check, exit status 7');
  assert.equal(checkOf(`${ended} ; status=0`, 'start'), undefined);
});

test('or systemd waits for it', () => {
  const runs = 'start_time=[Sun 2026-11-29 08:11:53 UTC] ; stop_time=[n/a] ; pid=70 ; code=(null) ; status=0/0';
  assert.equal(checkOf(runs, 'start-pre'), '/bin/sh -c check, which has not come to its end');
  assert.equal(checkOf(runs, 'start'), undefined);
  const notBegun = 'start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0';
  assert.equal(checkOf(notBegun, 'start-pre'), undefined);
});

test('a host that was told to stop in rescue mode at each start is told to go on', () => {
  const cured = (state: string, target: string): readonly string[] =>
    part
      .read(serverOf({ target: [state], 'target.default': [target] }))
      .observations.flatMap(({ cures = [] }) => cures.flatMap(({ commands }) => commands));
  const back = ['systemctl set-default multi-user.target', 'systemctl isolate multi-user.target'];
  assert.deepEqual(cured('maintenance', 'rescue.target'), back);
  assert.deepEqual(cured('maintenance', 'graphical.target'), []);
  assert.deepEqual(cured('running', 'rescue.target'), []);
});

test('another init has no units, and there is none to be asked for', () => {
  const covers = (processes: readonly string[], state: 'absent' | 'skipped' = 'absent'): readonly string[] => [
    ...part.read(serverOf({ 'unit:ssh.service': [], processes }, { states: { 'unit:ssh.service': state } })).covers,
  ];
  const sshd = '40 sshd state=S ppid=1 uid=0 start=1 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd [listener] ';
  assert.deepEqual(covers([sshd]), ['server.unit']);
  assert.deepEqual(covers([sshd, '1 systemd state=S ppid=0 uid=0 start=1 exe=/sbin/init args=/sbin/init ']), []);
  assert.deepEqual(covers([sshd], 'skipped'), []);
  const offline = { processes: [sshd], target: ['offline'] };
  assert.deepEqual([...part.read(serverOf(offline)).covers], ['server.unit']);
});

test('a script of init.d that has ended is no daemon that runs', () => {
  const lines = ['LoadState=loaded', 'ActiveState=active', 'SubState=exited', 'Id=ssh.service'];
  assert.match(said(part.read(serverOf({ 'unit:ssh.service': lines })))[0] ?? '', /"active":"exited"/);
});

test('a unit takes the home or the shell of the account away', () => {
  const hides = (...lines: readonly string[]): string => {
    const passwd = ['alice:x:1000:1000::/home/alice:/bin/bash'];
    const [unit] = said(part.read(serverOf({ passwd, 'unit:ssh.service': ['LoadState=loaded', ...lines] })));
    return /"hides.*?(?=})/.exec(unit ?? '')?.[0] ?? '';
  };
  assert.equal(hides('InaccessiblePaths=-/srv /home'), '"hidesHomes":"/home"');
  assert.equal(hides('TemporaryFileSystem=/home/alice/.ssh:ro'), '', 'of the list alone this part knows nothing');
  assert.equal(hides('TemporaryFileSystem=/home:ro'), '"hidesHomes":"/home"');
  assert.equal(hides('TemporaryFileSystem=/home', 'BindReadOnlyPaths=/home/alice:/home/alice:rbind'), '');
  assert.equal(hides('InaccessiblePaths=/usr/bin/bash'), '"hidesShell":"/usr/bin/bash"');
  assert.equal(hides('InaccessiblePaths=/usr/bin/bas /home/ali'), '');
  assert.equal(hides('ProtectHome=yes'), '"hidesHomes":"yes"');
  assert.equal(hides('ProtectHome=read-only'), '');
});
