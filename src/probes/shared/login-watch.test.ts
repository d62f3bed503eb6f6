import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeContext } from '../../model/probe.ts';
import type { Stage } from '../../model/stage.ts';
import { watched } from './login-watch.ts';

/** How far ssh has got when it has said this, and the stages that it passed on the way. */
function follow(...lines: readonly string[]): { readonly stage: Stage; readonly passed: readonly Stage[] } {
  const passed: Stage[] = [];
  const context = {
    on: { now: () => 0, sleep: () => new Promise<void>(() => {}) },
    signal: { aborted: false, addEventListener: () => {}, removeEventListener: () => {} },
    settings: { timeoutMs: 15_000 },
    interim: () => {},
    progress: (stage: Stage, status: string) => {
      if (status === 'pass') passed.push(stage);
    },
    touched: () => {},
  } as unknown as ProbeContext;
  const watch = watched(context, 15_000);
  for (const line of lines) watch.line(line);
  watch.over();
  return { stage: watch.stage(), passed };
}

const hop = [
  'OpenSSH_10.0p2, OpenSSL 3.5.1',
  'debug1: Connecting to bastion [192.0.2.7] port 22.',
  'debug1: Connection established.',
  'debug1: Remote protocol version 2.0, remote software version OpenSSH_10.0',
  'Authenticated to bastion ([192.0.2.7]:22) using "publickey".',
];

test('each line that opens a stage is followed', () => {
  const { stage, passed } = follow(
    'OpenSSH_10.0p2, OpenSSL 3.5.1',
    'debug1: Connecting to web1 [192.0.2.5] port 22.',
    'debug1: Connection established.',
    'debug1: Remote protocol version 2.0, remote software version OpenSSH_10.0',
    'debug1: Server host key: ssh-ed25519 SHA256:x',
    'debug1: SSH2_MSG_NEWKEYS received',
    'Authenticated to web1 ([192.0.2.5]:22) using "publickey".',
  );
  assert.equal(stage, 'session');
  assert.deepEqual(passed, ['tcp', 'identification', 'kex', 'hostkey', 'auth']);
});

test('that the hop let us in is no login at the target', () => {
  const proxied = 'debug1: Executing proxy command: exec ssh -W web1:22 bastion';
  assert.equal(follow('OpenSSH_10.0p2', proxied, ...hop).stage, 'identification');
  const there = ['debug1: Entering interactive session.', 'debug1: Remote protocol version 2.0'];
  assert.equal(follow('OpenSSH_10.0p2', proxied, ...hop, ...there).stage, 'kex');
});
