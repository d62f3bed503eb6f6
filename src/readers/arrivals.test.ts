import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explained } from '../test/lab/told.ts';
import { reader } from './arrivals.ts';

const silent = [
  '$ ssh kim@203.0.113.9',
  'ssh: connect to host 203.0.113.9 port 22: Connection timed out',
  'my ip is 198.51.100.7',
];
const none = ['0 packets captured', '0 packets received by filter', '0 packets dropped by kernel'];
const call = 'root@web1:~# timeout 60 tcpdump -ni any tcp port 22 and host 198.51.100.7';
const syn = '14:10:01.100200 eth0  In  IP 198.51.100.7.51000 > 203.0.113.9.22: Flags [S], seq 811, win 64240, length 0';

const packets = (...lines: readonly string[]): readonly number[] =>
  reader
    .read({ id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: lines.join('\n') })
    .observations.flatMap((o) => (o.kind === 'server.arrivals' ? [o.value.packets] : []));

describe('a capture on the server', () => {
  test('stays empty: what stops the packets stands before it', () => {
    assert.deepEqual(packets(...silent, call, ...none), [0]);
    const { roots, candidates } = explained([...silent, call, ...none].join('\n')).verdict;
    assert.deepEqual(roots, []);
    assert.deepEqual([...candidates.slice(0, 3)].sort(), ['cloud-firewall', 'firewall-network', 'network-blocks-22']);
  });

  test('has the first packets', () => {
    assert.deepEqual(packets(...silent, call, syn, syn, '2 packets captured'), [2]);
    assert.equal(explained([...silent, call, syn].join('\n')).verdict.candidates[0], 'firewall-server');
  });

  test('look-alikes', () => {
    assert.deepEqual(packets(...silent, '$ sudo tcpdump -ni eth0 port 22', ...none), []);
    assert.deepEqual(packets(...silent, call.replace('port 22', 'port 80'), ...none), []);
    assert.deepEqual(packets(...silent, call.replace('host 198.51.100.7', 'host 192.0.2.66'), ...none), []);
    assert.deepEqual(packets(...silent, call.replace('any', 'lo'), ...none), []);
    assert.deepEqual(packets(...silent, call, '0 packets captured', '4 packets received by filter'), []);
    assert.deepEqual(packets(...silent, call, syn.replace(' In ', ' Out ')), []);
  });
});
