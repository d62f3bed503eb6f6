import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './cards.ts';

const bare = [
  '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536',
  '    inet 127.0.0.1/8 scope host lo',
  '2: eth0: <BROADCAST,MULTICAST> mtu 1500 state DOWN',
  '    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff',
];
const read = (cards: readonly string[], addresses: readonly string[] = bare): readonly string[] =>
  said(part.read(serverOf({ cards, addresses })));

test('a card that is configured and not there, in each form of configuration', () => {
  for (const line of [
    'systemd/network/10-lan.network:Name=enp3s0',
    'network/interfaces:iface enp3s0 inet static',
    'netplan/50-cloud-init.yaml:    enp3s0:',
    'NetworkManager/system-connections/lan.nmconnection:interface-name=enp3s0',
    'sysconfig/network-scripts/ifcfg-enp3s0:DEVICE="enp3s0"',
  ])
    assert.deepEqual(read([line]), ['server.card {"configured":"enp3s0","instead":"eth0"}'], line);
});

test('look-alikes: the card is there, by another of its names too; the one that is there has an address; a pattern', () => {
  const line = 'network/interfaces:iface enp3s0 inet static';
  assert.deepEqual(read(['network/interfaces:iface eth0 inet static']), []);
  assert.deepEqual(read([line], [...bare, '    altname enp3s0']), []);
  assert.deepEqual(read([line], [...bare, '    inet 192.0.2.5/24 scope global eth0']), []);
  assert.deepEqual(read(['systemd/network/10-lan.network:Name=en*', 'network/interfaces:iface lo inet loopback']), []);
});
