import type { Section, ServerView } from '../../model/part.ts';

/** A line of `ls -ln`: what stat(2) says of a file. */
export interface Listed {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Index of the line in its section. */
  readonly i: number;
}

const types: Readonly<Record<string, Listed['type']>> = { '-': 'file', d: 'directory', l: 'link' };
const when = '(?:\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\S* [+-]\\d{4}|[A-Z][a-z]{2} +\\d+ +[\\d:]+)';
const row = new RegExp(
  `^([-dlcbsp])([-rwxsStT]{9})[.+@]?\\s+\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)(?:, *\\d+)?\\s+${when} (.+)$`,
);

/** The files that a section lists. */
export function listed({ lines }: Section): readonly Listed[] {
  return lines.flatMap((line, i) => {
    const [, type = '', bits = '', uid, gid, size, name = ''] = row.exec(line) ?? [];
    if (name === '') return [];
    return [
      {
        path: name.replace(/ -> .*$/, ''),
        type: types[type] ?? 'other',
        mode: modeOf(bits),
        uid: Number(uid),
        gid: Number(gid),
        size: Number(size),
        i,
      },
    ];
  });
}

/** `rwxr-x---` as bits; the special bits stand in the place of x. */
export function modeOf(bits: string): number {
  const special = [0o4000, 0o2000, 0o1000];
  return [...bits].reduce((mode, letter, i) => {
    const bit = 0o400 >> i;
    const extra = /[sStT]/.test(letter) ? (special[Math.floor(i / 3)] ?? 0) : 0;
    return mode | extra | (letter === '-' || /[ST]/.test(letter) ? 0 : bit);
  }, 0);
}

/** Four octal digits, as chmod(1) takes them. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** The mount point that the file lies below, when nothing may be run from it (mount(8): noexec). */
export function noExec(server: ServerView, path: string): string | undefined {
  const mounts = (server.whole('mounts')?.lines ?? []).map((line) => line.split(' '));
  const over = mounts.filter(([, at = '']) => path.startsWith(at === '/' ? at : `${at}/`));
  // The longest is the nearest, and of two at one place the later one covers the other.
  const nearest = over.reduce((a, b) => ((b[1] ?? '').length >= (a[1] ?? '').length ? b : a), []);
  return /(?:^|,)noexec(?:,|$)/.test(nearest[3] ?? '') ? nearest[1] : undefined;
}
