/*
 * How full the kernel's table of connections is, as sysctl(8), conntrack(8) and the files below /proc/sys tell it.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'connection-table',
  title: 'the table of connections of the server',
  knows: [
    {
      program: 'sysctl, conntrack',
      texts: ['sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max', 'conntrack -C'],
    },
  ],
  vantage: 'server',
  recognise: (lines) => numbersIn(lines).map(({ index }) => index),
  read,
};

interface Told {
  /** Its line, from 0. */
  readonly index: number;
  readonly what: 'count' | 'max';
  readonly value: number;
}

const named =
  /^(?:net\.(?:netfilter\.nf_conntrack|ipv4\.netfilter\.ip_conntrack|nf_conntrack)_|nf_conntrack_)(count|max)(?: = |=|: )(\d+)$/;
const asked = /\bnf_conntrack_(?:\{(count|max),(count|max)\}|(count|max)\b)/g;

/** With its name, or bare below the command that asked for one or both of them. */
function numbersIn(raw: readonly string[]): readonly Told[] {
  if (!hasMark(raw, /conntrack/)) return [];
  const isApart = apartLines(raw);
  const lines = raw.map((line) => clean(line).slice(0, 300));
  return lines.flatMap((line, index): readonly Told[] => {
    if (isApart(index)) return [];
    const [, what, value] = named.exec(line) ?? [];
    if (value !== undefined) return [{ index, what: what as Told['what'], value: Number(value) }];
    if (!/^\d{1,9}$/.test(line)) return [];
    const own = bare(lines, index);
    return own === undefined ? [] : [{ index, what: own, value: Number(line) }];
  });
}

/** What a line that is but a number stands for, by its place below the command. */
function bare(lines: readonly string[], index: number): Told['what'] | undefined {
  const at = /^\d{1,9}$/.test(lines[index - 1] ?? '') ? index - 2 : index - 1;
  const command = commandAbove(lines, at, 0) ?? '';
  if (/^(?:sudo )?conntrack -C$/.test(command)) return index - at === 1 ? 'count' : undefined;
  if (!/^(?:sudo )?(?:cat|sysctl -n) /.test(command)) return undefined;
  const words = [...command.matchAll(asked)].flatMap((found) => found.slice(1).filter((word) => word !== undefined));
  return words[index - at - 1] as Told['what'] | undefined;
}

/** A table that has room now may have been full before: of one pasted by hand only that it is full says something. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const told = numbersIn(raw);
  const count = told.findLast(({ what }) => what === 'count');
  const max = told.findLast(({ what }) => what === 'max');
  if (count === undefined || max === undefined || max.value === 0 || count.value < max.value * 0.9) {
    return { covers: [], observations: [] };
  }
  const state = count.value >= max.value ? 'exhausted' : 'short';
  const text = `${count.value} of ${max.value} connections in the table`;
  return {
    covers: [],
    observations: [factAt(id, raw, count.index, 'server.resource', { what: 'conntrack', state, text })],
  };
}
