import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './ssh-audit.ts';

function facts(data: string): readonly string[] {
  const { observations } = reader.read({ id: 'e1', kind: reader.id, vantage: 'client', at: '', title: '', data });
  return observations.map(({ kind, value }) => {
    const { outcome, how, text } = value as Record<string, unknown>;
    return [kind, outcome ?? how ?? text].join(' ');
  });
}

test('why it saw no version line', () => {
  for (const [text, ...found] of [
    ['[exception] cannot connect to 192.0.2.5 port 22: [Errno 111] Connection refused', 'tcp.connect refused'],
    ['cannot connect to 192.0.2.5 port 22: timed out', 'tcp.connect timeout'],
    ['[exception] did not receive banner.', 'identification.end closed'],
    ['[exception] did not receive banner: timed out', 'identification.end silent'],
    [
      '# general\n(gen) header: Exceeded MaxStartups\n\n[exception] did not receive banner: Connection reset by peer',
      'identification.line Exceeded MaxStartups',
      'identification.end reset',
    ],
  ] as const) {
    assert.deepEqual(facts(text), found, text);
    assert.ok(reader.recognise(text.split('\n')).length > 0, text);
  }
  assert.deepEqual(facts('I did not receive banner adverts, cannot connect to them'), []);
});
