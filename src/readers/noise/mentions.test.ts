import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMention } from './mentions.ts';

test('what a test had waited for was said by nobody', () => {
  for (const text of [
    'dial_test.go:31: expected error "Host key verification failed.", got nil',
    "E       AssertionError: assert 'Permission denied (publickey).' in 'ok'",
    'expected output: "Host key verification failed."',
  ])
    assert.ok(isMention(text), text);
});

test('what came in its place was', () => {
  for (const text of [
    "AssertionError: assert 'ok' == 'Host key verification failed.'",
    'unexpected output: Host key verification failed.',
    "expected 'ok', got 'Host key verification failed.'",
  ])
    assert.ok(!isMention(text), text);
});
