import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explained } from '../test/lab/told.ts';
import { reader } from './filter-logs.ts';

const silent = 'ssh: connect to host 203.0.113.36 port 22: Connection timed out';
const mine = 'my ip is 198.51.100.7';
const flow = (src: string, dst: string, port: number): string =>
  `SRC=${src} DST=${dst} LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID=512 DF PROTO=TCP SPT=51000 DPT=${port} WINDOW=64240 RES=0x00 SYN URGP=0`;
const ufw = (src = '198.51.100.7', dst = '203.0.113.36', port = 22): string =>
  `Nov 28 11:00:01 h36 kernel: [ 8112.3310] [UFW BLOCK] IN=eth0 OUT= MAC=52:54 ${flow(src, dst, port)}`;

const facts = (...lines: readonly string[]): readonly string[] =>
  reader
    .read({ id: 'e1', kind: 'filter-logs', vantage: 'path', at: '', title: '', data: lines.join('\n') })
    .observations.map((o) =>
      o.kind === 'firewall.likely' || o.kind === 'firewall.decision'
        ? `${o.kind} ${o.value.where} ${o.value.action}`
        : o.kind,
    );

describe('a packet that was stopped, by the log of the filter', () => {
  for (const [what, line, fact] of [
    ['ufw', ufw(), 'server drop'],
    ['firewalld', ufw().replace('[UFW BLOCK] ', 'filter_IN_public_REJECT: '), 'server reject'],
    ['netfilter of a router', ufw().replace('OUT= ', 'OUT=eth1 ').replace('[UFW BLOCK]', 'fwd-DROP:'), 'path drop'],
    ['a container’s bridge', ufw().replace('OUT= ', 'OUT=docker0 '), 'server drop'],
    [
      'pfSense',
      'Nov 28 16:40:02 pf filterlog[311]: 5,,,1000000103,igb1,match,block,in,4,0x0,,64,51220,0,DF,6,tcp,60,198.51.100.7,203.0.113.36,50122,22,0,S,33124,,64240,,mss',
      'path drop',
    ],
    [
      'pflog',
      'Nov 28 10:14:51.118320 rule 0/(match) block in on vio0: 198.51.100.7.51830 > 203.0.113.36.22: S 2091:2091(0) win 64240 (DF)',
      'server drop',
    ],
    [
      'ipfw',
      'Nov 28 10:14:51 fb kernel: ipfw: 65500 Deny TCP 198.51.100.7:51000 203.0.113.36:22 in via em0',
      'server drop',
    ],
    [
      'Windows',
      '2026-11-28 10:00:01 DROP TCP 198.51.100.7 203.0.113.36 51000 22 60 S 331 0 64240 - - - RECEIVE',
      'server drop',
    ],
  ] as const)
    test(what, () => {
      assert.deepEqual(facts(silent, mine, line), [`firewall.likely ${fact}`]);
    });

  test('flow logs of AWS know no reason but rules', () => {
    const log = (to: string): string =>
      `2 123456789010 eni-0a1b ${to} 10.0.0.5 51000 22 6 4 240 1620140661 1620140721 REJECT OK`;
    const { roots } = explained([silent, mine, log('198.51.100.7')].join('\n')).verdict;
    assert.deepEqual(roots, ['cloud-firewall']);
    assert.deepEqual(facts(silent, mine, log('198.51.100.9')), []);
  });

  test('it ranks the filter first, and proves nothing: a ban is logged alike', () => {
    const { roots, candidates } = explained([silent, mine, ufw()].join('\n')).verdict;
    assert.deepEqual([roots, candidates[0]], [[], 'firewall-server']);
  });
});

describe('look-alikes', () => {
  for (const [what, lines] of [
    ['another source', [mine, ufw('192.0.2.66')]],
    ['another port', [mine, ufw(undefined, undefined, 2222)]],
    ['another host', [mine, ufw(undefined, '203.0.113.99')]],
    ['it was let in since', [mine, ufw(), ufw().replace('BLOCK', 'ALLOW')]],
    ['a mark that says nothing', [mine, ufw().replace('[UFW BLOCK]', 'new-ssh:')]],
    ['what the host itself sends', [mine, ufw().replace('IN=eth0 OUT=', 'IN= OUT=eth0')]],
  ] as const)
    test(what, () => {
      assert.deepEqual(facts(silent, ...lines), []);
    });
});
