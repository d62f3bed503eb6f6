/*
 * What arping prints: which hardware addresses answer for an address on the segment.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

const hardware = '((?:[\\da-f]{1,2}:){5}[\\da-f]{1,2})';
/** That of iputils, and that of Thomas Habets. */
const answers: readonly RegExp[] = [
  new RegExp(`^Unicast reply from ([\\d.]+) \\[${hardware}\\]`, 'i'),
  new RegExp(`^\\d+ bytes from ${hardware} \\(([\\d.]+)\\): index=`, 'i'),
];

export const reader: Reader = {
  id: 'arping',
  title: 'answers to arping',
  knows: [{ program: 'arping', texts: answers }],
  vantage: 'path',
  recognise: (lines) => answersIn(lines).map(({ index }) => index),
  read,
};

/** A person asks about one address, or a few. */
const most = 20;

interface Answer {
  readonly index: number;
  readonly address: string;
  readonly hardware: string;
}

function answersIn(raw: readonly string[]): readonly Answer[] {
  if (!hasMark(raw, /Unicast reply from |bytes from .*: index=/)) return [];
  return raw.flatMap((line, index) => {
    const text = clean(line).slice(0, 400);
    const [, address, one] = answers[0]?.exec(text) ?? [];
    const [, other, of] = answers[1]?.exec(text) ?? [];
    const found = one ?? other;
    const about = address ?? of;
    return found === undefined || about === undefined ? [] : [{ index, address: about, hardware: plain(found) }];
  });
}

/** iputils writes two digits each, other programs leave a zero out. */
function plain(hardware: string): string {
  const octets = hardware.toLowerCase().split(':');
  return octets.map((octet) => octet.padStart(2, '0')).join(':');
}

/** Never covers anything: who answers once may be silent the next time. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const all = answersIn(raw);
  const { hosts } = dialledIn(raw);
  const addresses = [...new Set(all.map(({ address }) => address))].slice(-most);
  const observations = addresses.flatMap((address): readonly Observation[] => {
    const own = all.filter((answer) => answer.address === address);
    const holders = [...new Set(own.map((answer) => answer.hardware))];
    const last = own.findLast((answer) => answer.hardware === holders.at(-1));
    if (last === undefined) return [];
    const value = { address, holders: holders.length, hardware: holders.join(' '), dialled: hosts.has(address) };
    return [factAt(id, raw, last.index, 'route.holders', value)];
  });
  return { covers: [], observations };
}
