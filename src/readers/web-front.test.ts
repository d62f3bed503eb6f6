import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './web-front.ts';

function told(...lines: readonly string[]): readonly unknown[] {
  const evidence = { id: 'e1', kind: reader.id, vantage: 'client', at: '', title: '', data: lines.join('\n') } as const;
  return reader.read(evidence).observations.map(({ value }) => value);
}

const failed = 'ssh: connect to host www.example.net port 22: Connection timed out';
const asked = '$ curl -sI https://www.example.net';

test('a delivery network names itself at the name that ssh dialled', () => {
  const front = [{ name: 'www.example.net', network: 'Cloudflare' }];
  assert.deepEqual(told(failed, asked, 'HTTP/2 200', 'server: cloudflare'), front);
  assert.deepEqual(told(failed, `${asked} | grep -i ^server`, 'server: cloudflare'), front);
});

test('look-alike: another name, a server of its own, a redirect that was followed, another command', () => {
  assert.deepEqual(told(failed, '$ curl -sI https://example.net', 'server: cloudflare'), []);
  assert.deepEqual(told(failed, asked, 'server: nginx'), []);
  const moved = 'location: https://cdn.example.net/';
  assert.deepEqual(told(failed, '$ curl -sIL https://www.example.net', moved, 'server: cloudflare'), []);
  assert.deepEqual(told(failed, asked, '$ cat notes', 'server: cloudflare'), []);
});
