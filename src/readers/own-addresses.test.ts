import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './own-addresses.ts';

const call = 'me@lap:~$ ssh me@app7\nssh: connect to host app7 port 22: No route to host\n';
function addresses(text: string, before = call): readonly string[] {
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: before + text };
  return reader.read(evidence).observations.flatMap((o) => (o.kind === 'server.interface' ? [o.value.addresses] : []));
}
const brief = 'lo               UNKNOWN        127.0.0.1/8\nens18            UP             10.17.0.77/24';
const long = `2: ens18: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:11:22:33 brd ff:ff:ff:ff:ff:ff
    inet 10.17.0.77/24 brd 10.17.0.255 scope global ens18`;

test('both forms, below a prompt of the server', () => {
  assert.deepEqual(addresses(`root@app7:~# ip -br a\n${brief}`), ['10.17.0.77/24']);
  assert.deepEqual(addresses(`root@app7:~# ip -4 addr show\n${long}`), ['10.17.0.77/24']);
});

test('look-alikes: the client, and nobody knows whose', () => {
  assert.deepEqual(addresses(`me@lap:~$ ip -br a\n${brief}`), []);
  assert.deepEqual(addresses(`$ ip -br a\n${brief}`, '$ ssh me@app7\n'), []);
  assert.deepEqual(addresses(brief), []);
});
