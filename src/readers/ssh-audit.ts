/*
 * What ssh-audit(1) prints: the algorithms that the server offers, one in a line, or why it saw none.
 */
import type { Evidence } from '../model/evidence.ts';
import type { KexList, Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf } from '../wire/address.ts';
import { factAt, linesOf } from './pasted.ts';
import { errnoOf, outcomeOf } from './ssh-log/errno.ts';
import { clean } from './ssh-log/text.ts';

const cannotConnect = /^(?:\[exception\] )?cannot connect to (\S+) port (\d+): (?:\[(?:Errno|WinError) \d+\] )?(.+)$/;
const noBanner = /^(?:\[exception\] )?did not receive banner(?:: (.+?))?\.?$/;
const header = /^\(gen\) header: (.+)$/;

export const reader: Reader = {
  id: 'ssh-audit',
  title: 'algorithms of the server (ssh-audit)',
  knows: [{ program: 'ssh-audit', texts: ['ssh-audit HOST', cannotConnect, noBanner] }],
  recognise: (lines) =>
    [...rowsIn(lines).map(({ index }) => index), ...failures(lines, '').map(({ at }) => (at.line ?? 1) - 1)].sort(
      (a, b) => a - b,
    ),
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
  const raw = linesOf(data);
  const rows = rowsIn(raw);
  const observations = Object.entries(lists).flatMap(([list, kinds]): readonly Observation[] => {
    const own = rows.filter((one) => one.list === list);
    const [first] = own;
    if (first === undefined) return [];
    const algorithms = [...new Set(own.map(({ name }) => name))].join(',');
    return kinds.map((what) => factAt(id, raw, first.index, 'kex.offer', { what, algorithms }));
  });
  return { covers: [], observations: [...observations, ...failures(raw, id)] };
}

/** Where it got no version line: it has tried the port by a socket of its own. */
function failures(raw: readonly string[], id: string): readonly Observation[] {
  const lines = raw.map(clean);
  const at = lines.findLastIndex((line) => cannotConnect.test(line) || noBanner.test(line));
  const line = lines[at];
  if (line === undefined) return [];
  const [, address = '', port, reason = ''] = cannotConnect.exec(line) ?? [];
  if (port !== undefined) {
    const errno = errnoOf(reason);
    const outcome = reason === 'timed out' ? 'timeout' : outcomeOf(errno);
    const more = { family: familyOf(address) ?? 4, by: 'socket', ...(errno === undefined ? {} : { errno }) } as const;
    return [factAt(id, raw, at, 'tcp.connect', { address, port: Number(port), outcome, ...more })];
  }
  const why = noBanner.exec(line)?.[1] ?? '';
  const how = /reset/.test(why) ? 'reset' : why.includes('timed out') ? 'silent' : 'closed';
  const first = lines.findLastIndex((one, i) => i < at && header.test(one));
  const text = header.exec(lines[first] ?? '')?.[1];
  const came = text === undefined ? [] : [factAt(id, raw, first, 'identification.line', { text, n: 0 })];
  return [...came, factAt(id, raw, at, 'identification.end', { how, by: 'socket' })];
}
