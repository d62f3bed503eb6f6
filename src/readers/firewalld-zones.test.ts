import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './firewalld-zones.ts';

function read(text: string): Reading {
  const data = `ssh: connect to host 192.0.2.5 port 22: No route to host\n${text}`;
  const evidence: Evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data };
  return reader.read(evidence);
}

const zone = (
  name: string,
  services: string,
  interfaces = '',
  target = 'default',
  ports = '',
): string => `${name}${interfaces === '' ? '' : ' (active)'}
  target: ${target}
  icmp-block-inversion: no
  interfaces: ${interfaces}
  sources: 
  services: ${services}
  ports: ${ports}
  protocols: 
  forward: yes
  masquerade: no
  forward-ports: 
  source-ports: 
  icmp-blocks: 
  rich rules: 
`;
const all = (mine: string): string =>
  [zone('block', '', '', '%%REJECT%%'), mine, zone('trusted', '', '', 'ACCEPT')].join('\n');
const actions = (text: string): readonly unknown[] =>
  read(text).observations.map(({ value }) => (value as { action: string }).action);

test('all zones are shown, and the active one admits no SSH', () => {
  assert.deepEqual(actions(all(zone('public', 'dhcpv6-client http', 'eth0'))), ['reject']);
  assert.deepEqual(actions(all(zone('drop', '', 'eth0', 'DROP'))), ['drop']);
});

test('look-alike: one zone alone may not be the one that is met', () => {
  const reading = read(zone('public', 'dhcpv6-client', 'eth0'));
  assert.deepEqual(
    reading.observations.map(({ kind }) => kind),
    ['firewall.likely'],
  );
  assert.match(reading.notes?.[0] ?? '', /--list-all-zones/);
});

test('look-alike: SSH is admitted, or may be', () => {
  for (const mine of [
    zone('public', 'ssh', 'eth0'),
    zone('public', '', 'eth0', 'default', '22/tcp 80/tcp'),
    zone('public', '', 'eth0', 'default', '20-30/tcp'),
    zone('public', 'my-own', 'eth0'),
    zone('public', '', 'eth0', 'ACCEPT'),
    `${zone('public', '', 'eth0').trimEnd()} \n\trule family="ipv4" source address="10.0.0.0/8" accept\n`,
    `${zone('public', '', 'eth0')}\n${zone('home', 'ssh', 'eth1')}`,
  ]) {
    assert.deepEqual(actions(all(mine)), [], mine);
  }
});
