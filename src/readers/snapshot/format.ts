import type { Section, SectionState } from '../../model/part.ts';
import { cksum } from '../../wire/cksum.ts';

export interface Snapshot {
  readonly sections: readonly Section[];
  /** It has its last line, and no section is missing. */
  readonly complete: boolean;
}

/** The first line of a snapshot, behind whatever a console or a login prints before it. */
export const firstLine: RegExp = /(?:^|[^\w])sshwhy-snapshot 1$/;

const begin = /^\[([^\]]+)\] (.*)$/;
const end = /^\[([^\]]+)\] (\d+|absent|denied|skipped)((?:,\w+)*) (\d+) (\d+) (\d+|-)$/;
const last = /^\[end\] (\d+) (\d+) (\d+|-)$/;
const body = /^(\d*)([|+])(.*)$/s;

interface Open {
  readonly name: string;
  readonly command: string;
  readonly at: number;
  readonly lines: string[];
  readonly numbers: number[];
}

/** Reads what the collector prints. Total: of any text it gives the sections that are there. */
export function parseSnapshot(text: string): Snapshot {
  const sections: Section[] = [];
  let open: Open | null = null;
  let complete = false;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    const ending = end.exec(line);
    if (open !== null && ending !== null && ending[1] === open.name) {
      sections.push(closed(open, ending));
      open = null;
      continue;
    }
    const stop = last.exec(line);
    if (stop !== null) {
      complete = open === null && Number(stop[1]) === sections.length;
      break;
    }
    const part = body.exec(line);
    if (part !== null && open !== null) {
      add(open, part);
      continue;
    }
    const opening = begin.exec(line);
    if (opening === null) continue;
    if (open !== null) sections.push(unclosed(open));
    open = { name: opening[1] ?? '', command: opening[2] ?? '', at: i + 2, lines: [], numbers: [] };
  }
  if (open !== null) sections.push(unclosed(open));
  return { sections, complete };
}

/** A folded line goes on in the next one that has its number. */
function add(open: Open, [, digits = '', mark, text = '']: RegExpExecArray): void {
  const before = open.lines.length - 1;
  const n = digits === '' ? open.lines.length + 1 : Number(digits);
  if (mark === '+' && open.numbers[before] === n) {
    open.lines[before] = `${open.lines[before] ?? ''}${text}`;
    return;
  }
  open.lines.push(text);
  open.numbers.push(n);
}

function closed(open: Open, [, , how = '', marks = '', count, size, crc]: RegExpExecArray): Section {
  const { name, command, at, lines } = open;
  const why = how === 'skipped' ? /^,(\w+)/.exec(marks)?.[1] : undefined;
  const ran = /^\d+$/.test(how);
  const state = marks.includes(',late') ? 'late' : ran ? 'ran' : (how as SectionState);
  return {
    name,
    command,
    state,
    status: state === 'ran' ? Number(how) : null,
    cut: /,(?:cut|time|size)/.test(marks),
    lines,
    at,
    damage: damageOf(open, Number(count), Number(size), crc ?? '-'),
    ...(why === undefined ? {} : { why }),
  };
}

function unclosed({ name, command, at, lines }: Open): Section {
  return { name, command, state: 'ran', status: null, cut: true, lines, at, damage: 'its end is missing' };
}

/** Which lines are lost, as far as their numbers or their count tell. */
function damageOf({ lines, numbers }: Open, count: number, size: number, crc: string): string | null {
  if (lines.length !== count) return lost(numbers, count) ?? `${lines.length} of ${count} lines came`;
  const text = lines.join('\n');
  // Octets that are no text, and secrets, were replaced when the file was read: then there is nothing to compare.
  if (text.includes('\ufffd') || text.includes('***') || crc === '-') return null;
  const octets = new TextEncoder().encode(`${text}\n`);
  const same = octets.length - 1 === size && cksum(octets) === Number(crc);
  return same ? null : 'its text was changed on the way';
}

function lost(numbers: readonly number[], count: number): string | null {
  const there = new Set(numbers);
  const missing = Array.from({ length: Math.min(count, 100_000) }, (_, i) => i + 1).filter((n) => !there.has(n));
  if (missing.length === 0 || missing.length !== count - numbers.length) return null;
  const named = missing.slice(0, 10).join(', ');
  return `line${missing.length === 1 ? '' : 's'} ${named}${missing.length > 10 ? ' and more' : ''} of ${count} lost`;
}
