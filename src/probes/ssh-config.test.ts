import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { probe } from './ssh-config.ts';

const evidence: Evidence = {
  id: 'e1',
  kind: 'ssh-config',
  vantage: 'client',
  at: '2026-01-01T00:00:00Z',
  title: '',
  data: null,
};

test('a command that the configuration would run in the place of a shell was not tried, and that is said', () => {
  const notesOf = (stdout: string): readonly string[] | undefined => {
    const typed = { host: 'web1', port: 22, user: 'alice' };
    return probe.read({ missing: null, status: 0, stdout, stderr: '', typed }, evidence).notes;
  };
  assert.match(
    notesOf('user alice\nremotecommand tmux new -A -s main\n')?.join() ?? '',
    /RemoteCommand .*: tmux new -A/,
  );
  assert.equal(notesOf('user alice\nport 22\n'), undefined);
  assert.equal(notesOf('user alice\nremotecommand none\n'), undefined);
});
