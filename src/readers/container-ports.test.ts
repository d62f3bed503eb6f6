import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './container-ports.ts';

const head = 'CONTAINER ID   IMAGE                STATUS         PORTS                                       NAMES';
function published(ports: readonly string[], port = 2222): readonly string[] {
  const rows = ports.map(
    (cell, i) => `5f1c2a9b7e1${i}   lsio/openssh         Up 2 minutes   ${cell.padEnd(42)}  sshbox${i}`,
  );
  const data = [`$ ssh -p ${port} abc@localhost`, '$ docker ps', head, ...rows].join('\n');
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence).observations.flatMap((o) => (o.kind === 'container.port' ? [o.value.published] : []));
}

test('where a port is published', () => {
  assert.deepEqual(published(['2222/tcp']), ['no']);
  assert.deepEqual(published(['22/tcp, 80/tcp']), ['no']);
  assert.deepEqual(published(['127.0.0.1:2222->2222/tcp']), ['loopback']);
  assert.deepEqual(published(['0.0.0.0:2222->22/tcp, [::]:2222->22/tcp']), []);
  assert.deepEqual(published(['0.0.0.0:2200-2300->2200-2300/tcp']), []);
});

test('look-alikes: no SSH in it, and two that might be meant', () => {
  assert.deepEqual(published(['80/tcp']), []);
  assert.deepEqual(published(['']), []);
  assert.deepEqual(published(['22/tcp', '2222/tcp']), []);
});
