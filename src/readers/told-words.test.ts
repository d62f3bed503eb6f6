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
    ['I type my password and then nothing happens for 40 seconds, then the shell comes', pause(40_000)],
    ['ssh takes 20s. With -o GSSAPIAuthentication=no it is instant.', pause(20_000, 'gssapi')],
    ['Login to my NAS hangs for 10 s, then the prompt appears.', pause(10_000)],
    ['There is a delay of 15 seconds at each ssh login', pause(15_000)],
    ['Die Anmeldung dauert immer 20 Sekunden, danach ist alles schnell', pause(20_000)],
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
    'A delay of 15 minutes before the next ssh login is set by the policy if you fail',
    'The session was never idle for 10 minutes and never closed',
    'If the session is idle for 10 minutes it is closed',
    'The password expires after 2 minutes and the connection closes',
    'Type the password and wait 40 minutes for the import to finish in the shell',
    'I can ssh to web1 but curl says connection refused',
    'after ssh into the box psql says connection refused',
    'My ssh tunnel is up; the database behind it says connection refused.',
    'ssh no longer says connection refused',
    'ssh: connect to host web1 port 22: Connection refused',
  ])
    assert.deepEqual([text, said(text)], [text, []]);
});

test('a session that was idle, a prompt that waited too long, a login that ends at once', () => {
  const kinds = (text: string): readonly unknown[] =>
    said(text).map((one) => {
      const [kind, value] = one as readonly [string, { how: string; afterMs: number }];
      return [kind, value.how, value.afterMs];
    });
  assert.deepEqual(kinds('my ssh session freezes after 10 minutes idle'), [['session.end', 'silent', 600_000]]);
  assert.deepEqual(kinds('The connection drops after an hour without any typing, without input'), [
    ['session.end', 'reset', 3_600_000],
  ]);
  assert.deepEqual(kinds('Meine SSH-Verbindung friert nach 15 Minuten Leerlauf ein'), [
    ['session.end', 'silent', 900_000],
  ]);
  const prompt = 'The password prompt is there at once, and after exactly 2 minutes it says';
  assert.deepEqual(kinds(`${prompt}\nConnection closed by 10.0.0.4 port 22`), [['auth.end', 'closed', 120_000]]);
  assert.deepEqual(kinds(`${prompt}\nWelcome`), []);
  const night = 'The prompt stays open as nobody types; two minutes later';
  assert.deepEqual(kinds(`${night}\nConnection closed by 10.0.0.4 port 22`), [['auth.end', 'closed', 120_000]]);
  const atOnce = 'I log in and it closes immediately';
  assert.deepEqual(kinds(`${atOnce}\nConnection to web1 closed.`), [['session.end', 'closed', 0]]);
  assert.deepEqual(kinds(`${atOnce}\nConnection closed by 10.0.0.4 port 22`), []);
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

test('the setting with which it works', () => {
  const remedy = (keyword: string, value: string): readonly unknown[] => [['client.remedy', { keyword, value }]];
  for (const [text, expected] of [
    ['ssh -o IPQoS=throughput helps', remedy('ipqos', 'throughput')],
    ['With -o GSSAPIAuthentication=no it is fine.', remedy('gssapiauthentication', 'no')],
    ['ssh -m hmac-sha2-256 me@web1 works', remedy('macs', 'hmac-sha2-256')],
    ["ssh -o IPQoS=0x00 git.example.org -> Hi kim! You've successfully authenticated", remedy('ipqos', '0x00')],
    ['ssh -o IPQoS=none changes nothing.', []],
    ['$ ssh -o ControlPath=none work hostname', []],
    ['without -o IPQoS=0 it works', []],
    ['Maybe ssh -o IPQoS=0 would work, or it never works', []],
  ] as const)
    assert.deepEqual([text, said(text)], [text, expected]);
});

test('what the shell measured of a login that does nothing there', () => {
  const took = (call: string, real: string): readonly unknown[] => said(`${call}\nreal\t${real}\nuser\t0m0.030s`);
  assert.deepEqual(took('$ time ssh app1 true', '0m30.6s'), pause(30_600));
  assert.deepEqual(took('$ time ssh app1 true', '0m1.2s'), []);
  assert.deepEqual(took('$ time ssh app1 ./backup.sh', '0m30.6s'), []);
  assert.deepEqual(took('$ time ssh app1 true\nConnection closed by 192.0.2.5 port 22', '2m0.0s'), []);
});

test('in short, what ssh says in the end', () => {
  const refused = (port: number): readonly unknown[] => [
    ['tcp.connect', { address: 'the server', family: 4, port, by: 'ssh', outcome: 'refused', errno: 'ECONNREFUSED' }],
  ];
  for (const [text, expected] of [
    ['from the laptop: ssh kim@web1 -> connection refused since Monday', refused(22)],
    ['and ssh -p 2222 kim@web1: Connection refused', []],
    ['with ssh -p 2222 kim@web1: Connection refused, all day long', refused(2222)],
    ['from there: ssh web1 -> works', []],
    ['ssh: connect to host web1 port 22: Connection refused', []],
    ['In the docs: ssh web1 -> "connection refused" should not be seen', []],
  ] as const)
    assert.deepEqual([text, said(text)], [text, expected]);
});
