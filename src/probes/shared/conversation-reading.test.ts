import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Evidence } from '../../model/evidence.ts';
import { kexLists } from '../../wire/kexinit.ts';
import { readConversation } from './conversation-reading.ts';
import type { Conversation, HelperRan } from './converse.ts';

const evidence: Evidence = {
  id: 'e1',
  kind: 'conversation',
  vantage: 'client',
  at: '2026-01-01T00:00:00Z',
  title: 'talk',
  data: null,
};
const none = Object.fromEntries(kexLists.map((list) => [list, []])) as unknown as Conversation['client'];

function helperOf(helperRan: HelperRan, helper: readonly string[] = [], total = 0): unknown {
  const talk: Conversation = {
    address: null,
    localPort: null,
    connectMs: 1,
    chunks: [],
    total,
    spokeAtMs: null,
    end: { how: 'fin', atMs: 3, code: null },
    client: none,
    helper,
    helperRan,
  };
  return readConversation(talk, evidence).find((o) => o.kind === 'proxy.helper')?.value;
}

describe('a helper that gave nothing', () => {
  const ended = { status: 1, signal: null };
  const quiet = { ended, silent: true, wayOut: true };

  test('has dialled nobody when its machine was silent and has a way out', () => {
    assert.deepEqual(helperOf(quiet), { state: 'exited', status: 1, dials: false });
    assert.deepEqual(helperOf({ ...quiet, ended: null }), { state: 'running', dials: false });
  });

  test('may have dialled when anybody spoke, or no connection could have been tried', () => {
    assert.deepEqual(helperOf({ ...quiet, silent: false }), { state: 'exited', status: 1 });
    assert.deepEqual(helperOf({ ...quiet, wayOut: false }), { state: 'exited', status: 1 });
    assert.equal(helperOf({ ended: null, silent: false, wayOut: true }), undefined);
  });

  test('is believed where it speaks of the network', () => {
    const text = 'nc: getaddrinfo for host "web1" port 22: Name or service not known';
    assert.deepEqual(helperOf(quiet, [text]), { state: 'exited', status: 1, text });
  });

  test('is not judged when something came through it', () => {
    assert.equal(helperOf(quiet, [], 20), undefined);
  });
});

test('of a first packet that does not end so much is told as came', () => {
  const after = (bytes: string): unknown => {
    const talk: Conversation = {
      address: null,
      localPort: null,
      connectMs: 1,
      chunks: [{ atMs: 2, bytes: `SSH-2.0-OpenSSH_9.2p1\r\n${bytes}` }],
      total: 23 + bytes.length,
      spokeAtMs: 3,
      end: { how: 'silence', atMs: 7000, code: null },
      client: none,
      helper: [],
    };
    const end = readConversation(talk, evidence).find((o) => o.kind === 'kex.end');
    return end?.kind === 'kex.end' ? [end.value.how, end.value.begun] : undefined;
  };
  assert.deepEqual(after('\0\0\x03\xfc\x06\x14xx'), ['silent', 8]);
  assert.deepEqual(after(''), ['silent', undefined]);
});
