import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './host-state.ts';

function facts(text: string): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: text };
  return reader.read(evidence).observations.map(({ kind, value }) => `${kind} ${Object.values(value).join(' ')}`);
}

const stopped = 'server.process sshd 711 true stopped false false';

test('a listener that was halted', () => {
  for (const [head, row] of [
    [
      '    PID STAT WCHAN                CMD',
      '    711 Ts   do_signal_stop       sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups',
    ],
    [
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      'root         711  0.0  0.1  15432  8120 ?        Ts   10:00   0:00 /usr/sbin/sshd -D',
    ],
  ] as const)
    assert.deepEqual(facts(`${head}\n${row}`), [stopped], row);
});

test('look-alikes: one that runs, a session, two listeners, other rows', () => {
  const head = 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND';
  const row = (stat: string, title: string, pid = 711): string =>
    `root         ${pid}  0.0  0.1  15432  8120 ?        ${stat}   10:00   0:00 ${title}`;
  assert.deepEqual(facts(`${head}\n${row('Ss', '/usr/sbin/sshd -D')}`), []);
  assert.deepEqual(facts(`${head}\n${row('T', 'sshd: alice [priv]')}`), []);
  assert.deepEqual(facts(`${head}\n${row('T', '/usr/sbin/sshd -D')}\n${row('Ss', '/usr/sbin/sshd -D', 9)}`), []);
  assert.deepEqual(facts(`${head}\n${row('T', 'grep sshd')}`), []);
  assert.deepEqual(facts(row('T', 'vim /etc/ssh/sshd_config')), []);
  assert.deepEqual(facts('root 711 T /usr/sbin/sshd -D'), []);
  // grep has taken the heading away.
  assert.deepEqual(facts(row('ts', 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups')), [stopped]);
});

test('a host that has far too much to do', () => {
  assert.deepEqual(facts(' 15:40:01 up 80 days,  1:02,  1 user,  load average: 312.40, 298.11, 201.02'), [
    'server.resource load short load 312.4',
  ]);
  assert.deepEqual(facts(' 15:40:01 up 80 days,  1:02,  1 user,  load average: 3.40, 2.11, 2.02'), []);
  const free = `               total        used        free      shared  buff/cache   available
Mem:            1987        1921          21           3          44          10
Swap:           2047        2047           0`;
  assert.deepEqual(facts(free), [
    'server.resource memory short 10 of 1987 of the memory is available, and none of the swap',
  ]);
  assert.deepEqual(facts(free.replace(' 10\n', '900\n')), []);
  assert.deepEqual(facts(free.replace(/0$/, '9')), []);
});

test('what is left of randomness', () => {
  const file = '/proc/sys/kernel/random/entropy_avail';
  assert.deepEqual(facts(`# cat ${file}\n14`), ['server.resource entropy exhausted 14 bits of entropy']);
  assert.deepEqual(facts('kernel.random.entropy_avail = 256'), ['server.resource entropy ok 256 bits of entropy']);
  assert.deepEqual(facts(`# cat ${file}\n120`), []);
  assert.deepEqual(facts(`grep -c . ${file}\n14`), []);
});
