import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Section } from '../../model/part.ts';
import { part } from './knock.ts';
import { viewOf } from './view.ts';

function doors(program: string, more: Readonly<Record<string, readonly string[]>>, port = 22): readonly unknown[] {
  const sections: Readonly<Record<string, readonly string[]>> = {
    about: ['2026-11-22T12:00:00Z', 'web1', '0', `user=alice from=198.51.100.7 port=${port}`, 'zone=+0000'],
    processes: [`301 ${program} state=S ppid=1 uid=0 start=1 exe=/usr/sbin/${program} args=${program} -i eth0`],
    ...more,
  };
  const made = Object.entries(sections).map(([name, lines]): Section => {
    return { name, command: name, state: 'ran', status: 0, cut: false, lines, at: 1, damage: null };
  });
  return part.read(viewOf({ sections: made, complete: true }, 'e')).observations.map((o) => o.value);
}

// The file of Debian's knockd 0.8, as the collector shows it.
const file = [
  '[options]',
  '\tUseSyslog',
  '',
  '[openSSH]',
  '\tsequence    = ***',
  '\tseq_timeout = 5',
  '\tcommand     = /sbin/iptables -A INPUT -s %IP% -p tcp --dport 22 -j ACCEPT',
  '\ttcpflags    = syn',
];

describe('who opens the port to those who knock', () => {
  test('knockd, when a command of its file lets the port in', () => {
    const told = { 'file:/etc/knockd.conf': file };
    assert.deepEqual(doors('knockd', told), [{ tool: 'knockd', port: 22 }]);
    assert.deepEqual(doors('knockd', told, 2222), []);
    assert.deepEqual(doors('knockd', told, 2), []);
    assert.deepEqual(doors('sshd', told), []);
  });

  test('fwknopd, for its OPEN_PORTS or for any', () => {
    const ports = { 'fwknop.ports': ['SOURCE ANY', 'OPEN_PORTS tcp/22, udp/53'] };
    assert.deepEqual(doors('fwknopd', ports), [{ tool: 'fwknopd', port: 22 }]);
    assert.deepEqual(doors('fwknopd', ports, 2222), []);
    assert.deepEqual(doors('fwknopd', { 'fwknop.ports': ['SOURCE ANY'] }, 2222), [{ tool: 'fwknopd', port: 2222 }]);
  });

  test('a list of the firewall that packets to other ports fill', () => {
    const nft = [
      '\t\ttcp dport 7411 add @once { ip saddr } drop # handle 7',
      '\t\ttcp dport 9133 ip saddr @once add @guests { ip saddr timeout 1m } drop # handle 9',
      '\t\ttcp dport 22 ip saddr @guests accept # handle 10',
    ];
    assert.deepEqual(doors('sshd', { nft }), [{ tool: 'nftables', port: 22 }]);
    assert.deepEqual(doors('sshd', { nft }, 2222), []);
    // Of nftables' own wiki: the port is a part of what is looked up.
    const wiki = [
      '\t\tip saddr . tcp dport @candidates_ipv4 add @clients_ipv4 { ip saddr timeout 10s } log prefix "ok: " # handle 7',
      '\t\ttcp dport 22 ip saddr @clients_ipv4 counter packets 0 bytes 0 accept # handle 8',
    ];
    assert.deepEqual(doors('sshd', { nft: wiki }), [{ tool: 'nftables', port: 22 }]);
    // Whoever came too often is kept out, not let in.
    const bans = [
      '\t\ttcp dport 23 add @bad { ip saddr } # handle 7',
      '\t\ttcp dport 22 ip saddr @bad drop # handle 8',
    ];
    assert.deepEqual(doors('sshd', { nft: bans }), []);
    const counted = ['\t\ttcp dport 22 ip saddr @own add @own { ip saddr } accept # handle 7'];
    assert.deepEqual(doors('sshd', { nft: counted }), []);
    const ipset = [
      '[0:0] -A INPUT -p tcp -m tcp --dport 7000 -j SET --add-set guests src',
      '[0:0] -A INPUT -p tcp -m tcp --dport 22 -m set --match-set guests src -j ACCEPT',
    ];
    assert.deepEqual(doors('sshd', { 'iptables-save': ipset }), [{ tool: 'ipset', port: 22 }]);
    const recent = [
      '[0:0] -A INPUT -p tcp -m tcp --dport 7412 -m recent --set --name knock --mask 255.255.255.255 --rsource -j DROP',
      '[0:0] -A INPUT -p tcp -m tcp --dport 22 -m recent --rcheck --seconds 60 --name knock --rsource -j ACCEPT',
    ];
    assert.deepEqual(doors('sshd', { 'iptables-save': recent }), [{ tool: 'recent', port: 22 }]);
  });
});
