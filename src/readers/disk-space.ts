/*
 * What `df` and `df -i`, with or without -h, print on the server: whether a login finds room where it writes.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, asPasted, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { part } from './snapshot/resources.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'disk-space',
  title: 'room on the disks of the server',
  knows: [{ program: 'df', texts: ['df -h', 'df -i'] }],
  vantage: 'server',
  recognise: (lines) => rowsIn(lines).map(({ index }) => index),
  read,
};

interface Row {
  readonly index: number;
  readonly of: 'df' | 'df.inodes';
  /** With a plain number of what is free: only that it is none counts. */
  readonly text: string;
}

const heading = /^Filesystem +(?:Type +)?(?:\S+) +(?:I?Used) +(I)?(?:Avail\w*|Free) +(?:I?Use%|Capacity|I?%\w+)/i;
const row = /^(\S.*?)\s+(-?[\d.]+)([KMGTP]i?B?)?\s+(\d{1,3}%)\s+(\/\S*)$/;

function rowsIn(raw: readonly string[]): readonly Row[] {
  if (!hasMark(raw, /^\s*Filesystem +/)) return [];
  const isApart = apartLines(raw);
  let of: Row['of'] | null = null;
  return raw.flatMap((line, index): readonly Row[] => {
    const text = clean(line).slice(0, 400);
    const head = heading.exec(text);
    if (head !== null) {
      of = head[1] === undefined ? 'df' : 'df.inodes';
      return [];
    }
    const [, before = '', free = '', , percent = '', mount = ''] = row.exec(text) ?? [];
    if (mount === '') of = null;
    if (of === null || isApart(index)) return [];
    return [{ index, of, text: `${before} ${Number(free) > 0 ? 1 : 0} ${percent} ${mount}` }];
  });
}

/** Nothing is covered: other file systems, and other things to run out of, may not be among what was pasted. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const rows = rowsIn(raw);
  const sections = (['df', 'df.inodes'] as const).map((of) =>
    sectionOf(
      of,
      raw.map((_, i) => rows.find((one) => one.index === i && one.of === of)?.text ?? ''),
    ),
  );
  const { observations } = part.read(pastedView(id, sections, {}));
  return { covers: [], observations: observations.map((o) => asPasted(raw, o)) };
}
