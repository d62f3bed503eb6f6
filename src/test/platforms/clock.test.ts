import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Clock, diagnosed } from '../lab/recorded.ts';
import { linuxErrno, quiet } from '../lab/systems.ts';

describe('the clock of these tests', () => {
  test('lets what sleeps at once wake up in order, and does not wait', async () => {
    const clock = new Clock();
    const woken: string[] = [];
    const sleeper = async (name: string, ...naps: readonly number[]): Promise<void> => {
      for (const nap of naps) {
        await clock.sleep(nap);
        woken.push(`${name}${clock.now()}`);
      }
    };
    const timers = (): number => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;
    const before = timers();
    const sleepers = Promise.all([sleeper('a', 1000, 1000), sleeper('b', 999, 2), sleeper('c', 15_000)]);
    assert.equal(timers(), before);
    await clock.until(sleepers);
    assert.deepEqual(woken, ['b999', 'a1000', 'b1001', 'a2000', 'c15000']);
  });

  test('ends what waits for nothing', async () => {
    await assert.rejects(new Clock().until(new Promise(() => {})), /nothing more is going to happen/);
  });

  test('gives the same report twice', async () => {
    const system = linuxErrno('EHOSTDOWN', 'Host is down', 3000, quiet);
    const [first, second] = [await diagnosed(system), await diagnosed(system)];
    assert.deepEqual(first.report.verdict, second.report.verdict);
    assert.deepEqual(first.ran, second.ran);
  });
});
