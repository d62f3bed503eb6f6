import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bundle } from '../model/bundle.ts';
import { addressOctets, familyOf, sameNetwork, scopeOf } from '../wire/address.ts';
import { cksum } from '../wire/cksum.ts';
import { pseudonymous } from './pseudonyms.ts';
import { parseSnapshot } from './snapshot/format.ts';

function bundleOf(text: string): Bundle {
  return {
    format: 1,
    tool: { name: 'sshwhy', version: '1' },
    startedAt: '2026-01-31T12:00:00.000Z',
    durationMs: 1,
    ssh: null,
    settings: null,
    spent: null,
    evidence: [{ id: 'e1', kind: 'sshd-log', vantage: 'server', at: '', title: 'log', data: text }],
    hops: [],
    warnings: [],
  };
}

/** Random enough, and the same each time. */
function coins(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 === 1;
  };
}

function rewritten(text: string, seed = 7): string {
  return pseudonymous(bundleOf(text), coins(seed)).evidence[0]?.data as string;
}

function bitsOf(address: string): string {
  return [...(addressOctets(address) ?? [])].map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

function inCommon(one: string, other: string): number {
  const [a, b] = [bitsOf(one), bitsOf(other)];
  const at = [...a].findIndex((bit, i) => bit !== b[i]);
  return at === -1 ? a.length : at;
}

const addresses = [
  ...['85.214.77.19', '85.214.77.20', '85.214.64.1', '91.12.33.4', '91.12.40.1', '91.12.40.200', '8.8.8.8'],
  ...['10.20.1.5', '10.20.1.6', '10.21.0.9', '192.168.178.20', '172.16.4.9', '172.17.0.2', '100.64.3.3'],
  ...['2a02:8109:9a80:1::22', '2a02:8109:9a80:2::22', '2001:470::1', 'fd12:3456::1', 'fe80::a5c:f1ff:fe22:1'],
];

describe('pseudonyms', () => {
  for (const seed of [1, 2, 3, 4, 5])
    test(`keep networks together and apart, in their order, and for the same purpose: ${seed}`, () => {
      const others = rewritten(addresses.join('\n'), seed).split('\n');
      assert.equal(new Set(others).size, addresses.length);
      for (const [i, one] of addresses.entries()) {
        const other = others[i] ?? '';
        assert.equal(scopeOf(other), scopeOf(one), `${one} became ${other}`);
        for (const [j, two] of addresses.entries()) {
          if (familyOf(one) !== familyOf(two)) continue;
          assert.equal(inCommon(other, others[j] ?? ''), inCommon(one, two), `${one} ${two}`);
          assert.equal(bitsOf(other) < bitsOf(others[j] ?? ''), bitsOf(one) < bitsOf(two), `${one} ${two}`);
        }
      }
      // Most of it is another one; what is left of the first bits keeps scopes apart.
      const same = addresses.filter((one, i) => others[i] === one);
      assert.ok(same.length <= 1, same.join(' '));
    });

  test('leave a network its size, and a host in it', () => {
    const text =
      'saddr 91.12.0.0/16 accept; from 91.12.40.9; -s 91.12.40.0/255.255.255.0; 2a02:8109:9a80::/48 2a02:8109:9a80:7::1';
    const [wide = '', host = '', narrow = '', v6 = '', inside = ''] =
      rewritten(text).match(/[\da-f:.]+[.:][\da-f:.]*(?:\/[\d.]+)?/g) ?? [];
    assert.match(wide, /^\d+\.\d+\.0\.0\/16$/);
    assert.ok(sameNetwork(host, wide), `${host} ${wide}`);
    assert.ok(sameNetwork(host, narrow.replace('/255.255.255.0', '/24')), `${host} ${narrow}`);
    assert.match(v6, /::\/48$/);
    assert.ok(sameNetwork(inside, v6), `${inside} ${v6}`);
  });

  test('leave what is nobody’s own', () => {
    const text =
      '127.0.0.1 0.0.0.0/0 ::/0 ::1 255.255.255.0 192.0.2.7 2001:db8::5 224.0.0.1 169.254.169.254 12:34:56 6.1.0-32';
    assert.equal(rewritten(text), text);
  });

  test('reach an address in each form that it is written in', () => {
    const text = [
      'from 91.12.33.4 port 5',
      '4.33.12.91.in-addr.arpa',
      'host-91-12-33-4.dsl',
      '0: 04210C5B:0016 00000000:0000 0A',
      '::ffff:91.12.33.4',
      '2A02:8109:9A80:0001:0000:0000:0000:0022',
      '2.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.8.a.9.9.0.1.8.2.0.a.2.ip6.arpa',
      '2a02:8109:9a80:1::22',
      'ESTAB 0 0 91.12.33.4:47872 [2a02:8109:9a80:1::22]:22 addr:91.12.33.4',
    ].join('\n');
    const lines = rewritten(text).split('\n');
    const plain = lines[0]?.split(' ')[1] ?? '';
    const parts = plain.split('.');
    assert.equal(lines[1], `${parts.toReversed().join('.')}.in-addr.arpa`);
    assert.ok(lines[2]?.startsWith(`host-${parts.join('-')}`), lines[2]);
    const hex = parts.toReversed().map((n) => Number(n).toString(16).padStart(2, '0'));
    assert.equal(lines[3], `0: ${hex.join('').toUpperCase()}:0016 00000000:0000 0A`);
    assert.equal(lines[4], `::ffff:${plain}`);
    assert.equal(lines[5], lines[7]);
    assert.equal(lines[8], `ESTAB 0 0 ${plain}:47872 [${lines[7]}]:22 addr:${plain}`);
    assert.doesNotMatch(lines.join('\n'), /91[.-]12|12[.-]91|5B|8109/i);
  });

  test('of people and machines are the same everywhere, and reach no word that only looks like one', () => {
    const text = [
      'Jan 31 12:00:01 prodgw sshd[1]: Failed password for mbecker from 91.12.33.4 port 5 ssh2',
      'debug1: Connecting to prodgw.corp.kaltenbach.de [85.214.77.19] port 22.',
      "debug1: Authenticating to prodgw.corp.kaltenbach.de:22 as 'mbecker'",
      'debug1: identity file /home/mbecker/.ssh/mbecker_rsa type 0',
      'mbecker:x:1000:1000:Martin Becker,,,:/home/mbecker:/bin/bash',
      'AllowUsers jschmidt git@10.0.0.*',
      'debug1: kex: host key algorithm: ssh-ed25519 curve25519-sha256@libssh.org',
      'root@PRODGW: Permission denied (publickey,password).',
    ].join('\n');
    const other = rewritten(text);
    assert.doesNotMatch(other, /mbecker|becker|martin|prodgw|kaltenbach|jschmidt/i);
    const [, host] = /^Jan 31 12:00:01 (host\d+) sshd\[1\]: Failed password for user\d+ from /.exec(other) ?? [];
    assert.ok(host !== undefined && other.includes(`Connecting to ${host}.corp.host`), other);
    assert.equal(new Set(other.match(/user\d+/g)).size, 4, other);
    assert.match(other, /curve25519-sha256@libssh\.org/);
    assert.match(other, new RegExp(`^root@${host}: Permission denied \\(publickey,password\\)\\.$`, 'm'));
  });

  test('reach a name that a folded snapshot breaks, and leave whole what is whole and damaged what is damaged', () => {
    const body = 'Jan 31 12:00:01 prodgw sshd[1]: Failed password for mbecker from 91.12.33.4 port 5 ssh2';
    const octets = new TextEncoder().encode(`${body}\n`);
    const lines = [`1|${body.slice(0, 20)}`, `1+${body.slice(20, 55)}`, `1+${body.slice(55)}`];
    const text = [
      'sshwhy-snapshot 1',
      ...['[log] tail', ...lines, `[log] 0 1 ${octets.length - 1} ${cksum(octets)}`],
      ...['[other] tail', '1|changed on the way', '[other] 0 1 18 4711'],
      '[end] 2 9 9',
    ].join('\n');
    const other = rewritten(text);
    assert.doesNotMatch(other.replace(/\n1\+/g, ''), /prodgw|mbecker|91\.12/);
    const damaged = (one: string): readonly boolean[] => parseSnapshot(one).sections.map((s) => s.damage !== null);
    assert.deepEqual(damaged(text), [false, true]);
    assert.deepEqual(damaged(other), [false, true]);
  });
});
