import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './addresses.ts';

test('an address that another machine was found to have is no longer used', () => {
  const { observations } = part.read(
    serverOf({
      addresses: [
        '2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000',
        '    link/ether 52:54:00:9f:00:71 brd ff:ff:ff:ff:ff:ff link-netnsid 0',
        '    inet 192.0.2.5/24 scope global eth0',
        '    inet6 2001:db8::5/64 scope global dadfailed tentative ',
        '    inet6 2001:db8::6/64 scope global tentative ',
      ],
    }),
  );
  assert.deepEqual(
    observations.flatMap((o) => (o.kind === 'server.interface' ? o.value : [])),
    [
      {
        device: 'eth0',
        state: 'up',
        addresses: '192.0.2.5/24 2001:db8::5/64 2001:db8::6/64',
        taken: '2001:db8::5/64',
      },
    ],
  );
});

test('an address that routers lead here may lie on loopback; those for this machine alone are none', () => {
  const { observations } = part.read(
    serverOf({
      addresses: [
        '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
        '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
        '    inet 127.0.0.1/8 scope host lo',
        '    inet 192.0.2.20/32 scope global lo',
        '2: eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default qlen 1000',
        '    link/ether 52:54:00:9f:00:71 brd ff:ff:ff:ff:ff:ff',
        '    inet 192.0.2.5/24 scope global eth0',
      ],
    }),
  );
  assert.deepEqual(
    observations.flatMap((o) => (o.kind === 'server.interface' ? [o.value.state, o.value.addresses] : [])),
    ['loopback', '192.0.2.20/32', 'down', '192.0.2.5/24'],
  );
});
