import { firstLine, parseSnapshot } from '../snapshot/format.ts';

const ending = /^(\[([^\]]+)\] (?:\d+|absent|denied|skipped)(?:,\w+)* \d+ \d+) (?:\d+|-)$/;
const goesOn = /^(\d+)\+(.*)$/;

/**
 * A snapshot of which each line is whole, so that a name in it is, and without the check sums, which hold for the old names.
 * A section that is damaged keeps its own, and stays damaged.
 */
export function unfolded(text: string): string {
  const all = text.split('\n');
  if (!all.some((line) => firstLine.test(line.trimEnd()))) return text;
  const damaged = new Set(parseSnapshot(text).sections.flatMap((s) => (s.damage === null ? [] : [s.name])));
  const lines: string[] = [];
  for (const raw of all) {
    const line = raw.replace(/\r$/, '');
    const [, n, rest = ''] = goesOn.exec(line) ?? [];
    const before = lines.at(-1);
    if (n !== undefined && before?.startsWith(`${n}|`)) {
      lines[lines.length - 1] = `${before}${rest}`;
      continue;
    }
    const [, head, name = ''] = ending.exec(line) ?? [];
    lines.push(head === undefined || damaged.has(name) ? line : `${head} -`);
  }
  return lines.join('\n');
}
