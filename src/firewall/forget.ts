/*
 * An element taken out of a set, in the text that shows the set. Lines keep their numbers.
 */
import type { RulesFile } from './sources.ts';

/** The files without that element; null when it does not stand there by itself. */
export function forgotten(files: readonly RulesFile[], set: string, element: string): readonly RulesFile[] | null {
  let done = false;
  const out = files.map((file) => {
    const { text } = file;
    const lines = text.split('\n');
    let inside = false;
    const left = lines.map((line) => {
      if (line.startsWith(`add ${set} `)) {
        const word = line.slice(set.length + 5).split(' ', 1)[0] ?? '';
        if (word.replace(/\/(?:32|128)$/, '') !== element) return line;
        done = true;
        return '';
      }
      const opens = /^\s*set (\S+) \{/.exec(line)?.[1];
      if (opens !== undefined) inside = opens === set;
      else if (/^\s*\}\s*$/.test(line)) inside = false;
      const at = inside ? wordAt(line, element) : -1;
      if (at < 0) return line;
      done = true;
      return without(line, at);
    });
    return { ...file, text: left.join('\n') };
  });
  return done ? out : null;
}

/** Where the element begins, as a word of a list. */
function wordAt(line: string, element: string): number {
  for (let at = line.indexOf(element); at >= 0; at = line.indexOf(element, at + 1)) {
    const [before = ' ', after = ' '] = [line[at - 1], line[at + element.length]];
    if (/[\s{,]/.test(before) && /[\s},]/.test(after)) return at;
  }
  return -1;
}

/** Up to the comma behind it, or with the comma before it; its time-outs go with it. */
function without(line: string, at: number): string {
  const end = /[,}]/.exec(line.slice(at));
  const stop = end === null ? line.length : at + end.index;
  if (line[stop] === ',') return line.slice(0, at) + line.slice(stop + 1);
  return line.slice(0, at).replace(/,\s*$/, ' ') + line.slice(stop);
}
