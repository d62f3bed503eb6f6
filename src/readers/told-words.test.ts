import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../test/lab/told.ts';
import { reader } from './told-words.ts';

function said(text: string): readonly unknown[] {
  const evidence = { id: 'e1', kind: reader.id, vantage: 'client', at: '2026-01-31T12:00:00.000Z', title: '' } as const;
  return reader.read({ ...evidence, data: text }).observations.map(({ kind, value }) => [kind, value]);
}

const pause = (ms: number, step = 'unknown'): readonly unknown[] => [['auth.pause', { step, ms }]];

test('a wait before the password, or behind it', () => {
  const waits: readonly (readonly [string, readonly unknown[]])[] = [
    ['It works, but it takes 30 seconds before it asks for the password.', pause(30_000)],
    ['Every login takes about ten seconds until the password prompt shows up', pause(10_000)],
    ['ssh needs half a minute to log in', pause(30_000)],
    ['After I type the password nothing happens for 25 s and then I get the shell', pause(25_000)],
    ['ssh takes 20s. With -o GSSAPIAuthentication=no it is instant.', pause(20_000, 'gssapi')],
    ['I wait two minutes until it prompts me for a passphrase', pause(120_000)],
  ];
  for (const [text, expected] of waits) assert.deepEqual([text, said(text)], [text, expected]);
});

test('what is over, is of something else, or is no wait', () => {
  for (const text of [
    'It used to take 30 seconds before it asked for the password.',
    'It takes 1 second before it asks for the password.',
    'The password prompt is there at once, and the backup takes 30 minutes.',
    'The key expires 30 minutes before the certificate.',
    'debug1: it takes 30 seconds before it asks for the password',
    'If it takes 30 seconds before it asks for the password, see UseDNS.',
    'I can ssh to web1 but curl says connection refused',
    'after ssh into the box psql says connection refused',
    'My ssh tunnel is up; the database behind it says connection refused.',
    'ssh no longer says connection refused',
    'ssh: connect to host web1 port 22: Connection refused',
  ])
    assert.deepEqual([text, said(text)], [text, []]);
});

test('what ssh says in the end', () => {
  const { verdict } = explained('ssh to my pi just says "connection refused".');
  assert.deepEqual([verdict.outcome, verdict.symptom], ['candidates', 'tcp.refused']);
  assert.equal(
    explained('ssh sits there for two minutes and then says connection timed out').verdict.outcome,
    'candidates',
  );
});

test('nothing that is only told is confirmed', () => {
  for (const text of [
    'ssh takes 20s. With GSSAPIAuthentication=no it is fast.',
    'It takes 12 s until the password prompt',
  ])
    assert.equal(explained(text).verdict.outcome, 'candidates');
});
