import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksNoOther, probe } from './name-servers.ts';

const evidence = { id: 'e1', kind: 'name-servers', vantage: 'client', at: '2026-05-04T10:00:00Z', title: '' } as const;

/** What is said of one name server that answers the questions for A and AAAA so. */
function told(...codes: readonly [string, string]): unknown {
  const server = '192.0.2.53';
  const answers = (['A', 'AAAA'] as const).map((type, i) => ({ server, type, code: codes[i] ?? '', addresses: [] }));
  const seen = { name: 'web1', system: [], hosts: [], servers: [server], answers };
  const [fact] = probe.read({ ...evidence, data: seen }.data, { ...evidence, data: seen }).observations;
  return fact?.kind === 'name.server' ? [fact.value.state, fact.value.mute] : undefined;
}

test('a name server that leaves one question without an answer answers all the same', () => {
  assert.deepEqual(told('NOERROR', 'timeout'), ['answers', 'AAAA']);
  assert.deepEqual(told('timeout', 'NOERROR'), ['answers', 'A']);
  assert.deepEqual(told('timeout', 'timeout'), ['silent', undefined]);
  assert.deepEqual(told('NOERROR', 'NOERROR'), ['answers', undefined]);
});

test('an answer that did not fit and has no address sends everybody to TCP', () => {
  const server = '192.0.2.53';
  const both = (more: object): unknown => {
    const answers = (['A', 'AAAA'] as const).map((type) => ({ server, type, code: 'NOERROR', addresses: [], ...more }));
    const seen = { name: 'web1', system: [], hosts: [], servers: [server], answers };
    const [fact] = probe.read(seen, { ...evidence, data: seen }).observations;
    return fact?.kind === 'name.server' ? fact.value.state : undefined;
  };
  assert.equal(both({ cut: true }), 'cut');
  assert.equal(both({}), 'answers');
});

test('what else is asked for names', () => {
  assert.equal(
    asksNoOther('passwd: files\nhosts:          files mdns4_minimal [NOTFOUND=return] dns myhostname\n'),
    true,
  );
  assert.equal(asksNoOther('hosts: files dns # resolve\n'), true);
  assert.equal(asksNoOther('hosts: files resolve [!UNAVAIL=return] dns\n'), false);
  assert.equal(asksNoOther('hosts: files sss dns\n'), false);
  assert.equal(asksNoOther('# hosts: files dns\npasswd: files\n'), false);
});
