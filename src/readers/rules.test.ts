import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../model/json.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './rules.ts';

const nft = (rule: string): string =>
  `table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0;\n\t\t${rule}\n\t}\n}`;
const read = (data: Json): Reading =>
  reader.read({ id: 'e1', kind: 'rules', vantage: 'server', at: '', title: '', data });
const asked = (text: string): Reading =>
  read({ files: [{ name: 'rules', text }], flow: { from: '192.0.2.1', to: '192.0.2.2', port: 22 } });
const values = (reading: Reading): readonly unknown[] => reading.observations.map((o) => o.value);

test('what rules decide is stated with the rule, and nothing is covered', () => {
  const reading = asked(nft('tcp dport 22 drop'));
  const rule = 'inet filter input: tcp dport 22 drop';
  assert.deepEqual(values(reading), [{ where: 'server', action: 'drop', hook: 'in', rule }]);
  assert.equal(reading.observations[0]?.at.line, 4);
  assert.deepEqual(reading.covers, []);
});

test('a limit is no drop', () => {
  const [value] = values(asked(nft('tcp dport 22 limit rate over 3/minute drop')));
  assert.equal((value as { action: string }).action, 'limit');
});

test('rules do not say that it is let in: others may stand beside them', () => {
  assert.deepEqual(asked(nft('tcp dport 22 accept')).observations, []);
  const text = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT';
  const reading = asked(text);
  assert.deepEqual(reading.observations, []);
  assert.equal(reading.notes?.length, 1);
});

test('look-alike: rules in a text that names no connection decide nothing', () => {
  const text = nft('tcp dport 22 drop');
  assert.deepEqual(reader.recognise(text.split('\n')), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(read(text).observations, []);
  assert.deepEqual(reader.recognise(['COMMIT', 'create user alice', '-A is an option', 'table of contents {']), []);
});

test('any text gives a reading', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      asked(text);
      reader.recognise(text.split('\n'));
    }),
  );
});
