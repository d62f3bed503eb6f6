import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './cgroups.ts';

const states = (lines: readonly string[]): readonly string[] =>
  said(part.read(serverOf({ cgroup: ['pid 40', ...lines] }))).map(
    (line) => /"what":"(\w+)","state":"(\w+)"/.exec(line)?.slice(1).join(' ') ?? line,
  );
const two = '/sys/fs/cgroup/system.slice/ssh.service';

test('tasks', () => {
  assert.deepEqual(states([`${two}/pids.current:1`, `${two}/pids.max:1`]), ['pids exhausted']);
  assert.deepEqual(states([`${two}/pids.current:3`, `${two}/pids.max:5`]), ['pids short']);
  assert.deepEqual(states([`${two}/pids.current:3`, `${two}/pids.max:max`]), []);
});

test('memory: a limit counts when the kernel has killed for it', () => {
  const limit = [`${two}/memory.max:3000000`, `${two}/memory.current:2000000`];
  assert.deepEqual(states([...limit, `${two}/memory.events:oom_kill 3`]), ['memory exhausted']);
  assert.deepEqual(states([...limit, `${two}/memory.events:oom_kill 0`]), ['memory ok']);
  // No limit, as version 1 writes it.
  assert.deepEqual(states(['/sys/fs/cgroup/memory/memory.limit_in_bytes:9223372036854771712']), []);
});

test('processor: a quota counts when it has halted somebody', () => {
  const quota = (micros: number, halted: number): readonly string[] =>
    states([`${two}/cpu.max:${micros} 1000000`, `${two}/cpu.stat:nr_throttled ${halted}`]);
  assert.deepEqual(quota(1000, 60), ['cpu exhausted']);
  assert.deepEqual(quota(50_000, 60), ['cpu short']);
  assert.deepEqual(quota(1000, 0), ['cpu ok']);
  const one = '/sys/fs/cgroup/cpu/ssh';
  assert.deepEqual(
    states([`${one}/cpu.cfs_quota_us:-1`, `${one}/cpu.cfs_period_us:100000`, `${one}/cpu.stat:nr_throttled 4`]),
    [],
  );
});
