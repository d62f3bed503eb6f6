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
});
