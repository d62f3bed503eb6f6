/*
 * What ssh-audit(1) prints: the algorithms that the server offers, one in a line.
 */
import type { Evidence } from '../model/evidence.ts';
import type { KexList, Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'ssh-audit',
  title: 'algorithms of the server (ssh-audit)',
  knows: [{ program: 'ssh-audit', texts: ['ssh-audit HOST'] }],
  recognise: (lines) => rowsIn(lines).map(({ index }) => index),
  read,
};

const lists: Readonly<Record<string, readonly KexList[]>> = {
  kex: ['kex'],
  key: ['host-key'],
  enc: ['cipher-c2s', 'cipher-s2c'],
  mac: ['mac-c2s', 'mac-s2c'],
};
const row = /^\((kex|key|enc|mac)\) ([\w@.+/=-]+)(?: \(\d[\w ,-]*\))?(?: +-- |$)/;

function rowsIn(raw: readonly string[]): readonly { index: number; list: string; name: string }[] {
  return raw.flatMap((line, index) => {
    const [, list = '', name = ''] = row.exec(clean(line)) ?? [];
    return name === '' ? [] : [{ index, list, name }];
  });
}

/** A list is stated as it stands in the order of the server; nothing is said of how far ssh itself got. */
function read({ id, data }: Evidence): Reading {
  const raw = typeof data === 'string' ? data.split('\n') : [];
  const rows = rowsIn(raw);
  const observations = Object.entries(lists).flatMap(([list, kinds]): readonly Observation[] => {
    const own = rows.filter((one) => one.list === list);
    const [first] = own;
    if (first === undefined) return [];
    const algorithms = [...new Set(own.map(({ name }) => name))].join(',');
    return kinds.map((what) => factAt(id, raw, first.index, 'kex.offer', { what, algorithms }));
  });
  return { covers: [], observations };
}
