import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './name-answers.ts';

const asked = 'ssh: Could not resolve hostname web1.example.com: Name or service not known';
function facts(text: string): readonly string[] {
  const evidence: Evidence = {
    id: 'e1',
    kind: reader.id,
    vantage: 'client',
    at: '',
    title: '',
    data: `${asked}\n${text}`,
  };
  return reader.read(evidence).observations.map(({ kind, value }) => `${kind} ${Object.values(value).join(' ')}`);
}

test('answers of each program', () => {
  const missing = 'name.lookup dns not-found NXDOMAIN web1.example.com';
  const found = 'name.address 192.0.2.5 4 documentation dns';
  const dig = `; <<>> DiG 9.18.49 <<>> web1.example.com
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1
;; QUESTION SECTION:
;web1.example.com.              IN      A`;
  for (const [text, fact] of [
    [dig, missing],
    ['web1.example.com.       300     IN      A       192.0.2.5', found],
    ['web1.example.com has address 192.0.2.5', found],
    ['Host web1.example.com not found: 3(NXDOMAIN)', missing],
    ['web1.example.com: 192.0.2.5                    -- link: eth0', found],
    ["web1.example.com: resolve call failed: Name 'web1.example.com' not found", missing],
    ["** server can't find web1.example.com: NXDOMAIN", missing],
    ['Name:   web1.example.com\nAddress: 192.0.2.5', found],
    [
      '; <<>> DiG 9.18.49 <<>> @192.0.2.53 web1.example.com\n;; connection timed out; no servers could be reached',
      'name.lookup dns no-answer TIMEOUT web1.example.com',
    ],
  ] as const) {
    assert.deepEqual(facts(text), [fact], text);
  }
});

test('look-alike: another name', () => {
  assert.deepEqual(facts('Host web2.example.com not found: 3(NXDOMAIN)'), []);
  assert.deepEqual(facts('Server:  192.0.2.53\nAddress: 192.0.2.53#53'), []);
});

test('in few words, and beside the hosts file', () => {
  const brief = '$ dig +short web1.example.com\nedge.example.net.\n192.0.2.5';
  const found = 'name.address 192.0.2.5 4 documentation dns';
  assert.deepEqual(facts(brief), [found]);
  const file = '$ grep web1 /etc/hosts\n10.9.9.9   web1.example.com web1  # old';
  assert.deepEqual(facts(`${brief}\n${file}`), [found, 'name.differs 10.9.9.9 192.0.2.5 hosts-file']);
  for (const other of [
    file.replace('10.9.9.9', '192.0.2.5'),
    file.replace('10.9.9.9', '#10.9.9.9'),
    file.replace('web1.example.com', 'web2.example.com'),
    file.replace('$ grep web1 /etc/hosts', '$ ip route get web1'),
  ])
    assert.deepEqual(facts(`${brief}\n${other}`), [found], other);
});
