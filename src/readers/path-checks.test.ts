import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './path-checks.ts';

const dialled = 'ssh: connect to host 10.9.2.5 port 22: No route to host';
function read(text: string, before = dialled): Reading {
  const data = `${before}\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'path', at: '', title: '', data };
  return reader.read(evidence);
}
const facts = (text: string, before?: string): readonly string[] =>
  read(text, before).observations.map(({ kind, value }) => `${kind} ${Object.values(value).join(' ')}`);

const ping = `PING 10.9.2.5 (10.9.2.5) 56(84) bytes of data.
From 10.9.1.1 icmp_seq=1 Packet filtered
From 10.9.1.1 icmp_seq=2 Packet filtered

--- 10.9.2.5 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 696ms`;

test('pings of Linux, macOS and Windows', () => {
  assert.deepEqual(facts(ping), ['path.loss 3 3', 'path.icmp 10.9.1.1 communication-administratively-prohibited']);
  const macos = `PING web1 (10.9.2.5): 56 data bytes
92 bytes from 10.9.1.1: Destination Host Unreachable
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 5400 0a1b   0 0000  3f  01 c7a2 10.9.1.2  10.9.2.5
Request timeout for icmp_seq 0

--- web1 ping statistics ---
2 packets transmitted, 0 packets received, 100.0% packet loss`;
  assert.deepEqual(facts(macos), ['path.loss 2 2', 'path.icmp 10.9.1.1 host-unreachable']);
  const windows = `Pinging 10.9.2.5 with 32 bytes of data:
Reply from 10.9.1.1: Destination host unreachable.
Request timed out.
Reply from 10.9.2.5: bytes=32 time=1ms TTL=63
Reply from 10.9.2.5: bytes=32 time<1ms TTL=63

Ping statistics for 10.9.2.5:
    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),`;
  assert.deepEqual(facts(windows), ['path.loss 4 2']);
});

test('traceroute: the mark behind the last answer is a code, that of tracepath is none', () => {
  const trace = `traceroute to 10.9.2.5 (10.9.2.5), 4 hops max, 60 byte packets
 1  10.9.1.1 (10.9.1.1)  0.108 ms  0.008 ms  0.005 ms
 2  10.9.1.1 (10.9.1.1)  3055.526 ms !H  3055.470 ms !H  3055.452 ms !H`;
  assert.deepEqual(facts(trace), ['path.hop 1 10.9.1.1 false', 'path.hop 2 10.9.1.1 !H true']);
  // Here the router forbids it: tracepath has one mark for all.
  const path = `$ tracepath -n 10.9.2.5
 1?: [LOCALHOST]                      pmtu 1500
 1:  10.9.1.1                                              0.151ms
 2:  10.9.1.1                                              0.050ms !H
     Resume: pmtu 1500`;
  assert.deepEqual(facts(path), ['path.hop 1 10.9.1.1 true', 'path.hop 2 10.9.1.1 false']);
});

test('mtr: only the loss at the target counts', () => {
  const report = (last: string): string => `$ mtr -n -r -c 10 10.9.2.5
Start: 2026-01-31T11:00:38+0000
HOST: laptop                      Loss%   Snt   Last   Avg  Best  Wrst StDev
  1.|-- 10.9.1.1                  80.0%    10    0.1   0.1   0.1   0.1   0.0
${last}`;
  assert.deepEqual(facts(report('  2.|-- 10.9.2.5                  30.0%    10    0.1   0.2   0.1   0.2   0.1')), [
    'path.loss 10 3',
  ]);
  // A router that refuses shows up as a last hop without loss.
  assert.deepEqual(facts(report('  2.|-- 10.9.1.1                   0.0%    10    0.1   0.2   0.1   0.2   0.1')), []);
  assert.deepEqual(facts(report('  2.|-- ???                       100.0    10    0.0   0.0   0.0   0.0   0.0')), []);
});

test('look-alike: a ping of another machine', () => {
  const other = ping.replaceAll('10.9.2.5', '198.51.100.8');
  assert.deepEqual(facts(other), []);
  assert.match(read(other).notes?.[0] ?? '', /198\.51\.100\.8/);
  assert.equal(facts(other, '').length, 2);
  assert.equal(facts(`${ping}\n${other}`, '').length, 0);
  assert.equal(facts(ping, 'debug1: Connecting to web1 [10.9.2.5] port 22.').length, 2);
});
