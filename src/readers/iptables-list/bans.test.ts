import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bansIn } from './bans.ts';

const ban = (chain: string, source = '198.51.100.90') => `[418:0] -A ${chain} -s ${source} -j DROP`;

function banned(port: number, ...rules: readonly string[]): readonly string[] {
  return bansIn(new Map(rules.map((rule, i) => [i, rule])), port).map(({ index, address }) => `${index} ${address}`);
}

test('a jail of the web that all ports lead to stops SSH as well', () => {
  assert.deepEqual(banned(22, '[9:0] -A INPUT -p tcp -j f2b-nginx', ban('f2b-nginx')), ['1 198.51.100.90']);
  const web = '[9:0] -A INPUT -p tcp -m multiport --dports 80,443 -j f2b-nginx';
  assert.deepEqual(banned(22, web, ban('f2b-nginx')), []);
  const range = '[9:0] -A INPUT -p tcp -m multiport --dports 0:65535 -j f2b-nginx';
  assert.deepEqual(banned(2222, range, ban('f2b-nginx')), ['1 198.51.100.90']);
});

test('a chain of somebody else, one that nothing leads to, and a network are no ban of one', () => {
  assert.deepEqual(banned(22, '-A INPUT -j web', ban('web')), []);
  assert.deepEqual(banned(22, '-A FORWARD -j f2b-sshd', ban('f2b-sshd')), []);
  assert.deepEqual(banned(22, '-A INPUT -j f2b-sshd', ban('f2b-sshd', '198.51.100.0/24')), []);
  assert.deepEqual(banned(22, '-A INPUT -p udp -j f2b-sshd', ban('f2b-sshd')), []);
});
