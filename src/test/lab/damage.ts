/*
 * What happens to a text between the terminal that showed it and the one who reads it. Each damage takes nothing but the
 * text and numbers, so that a failure is told by them.
 */

/** `n(below)`: the next number, from 0. */
export type Damage = (text: string, n: (below: number) => number) => string;

const each = (text: string, change: (line: string, i: number) => string): string =>
  text.split('\n').map(change).join('\n');

/** Broken at a column or at a blank; `indent` stands before what follows. */
function wrapped(text: string, width: number, soft: boolean, indent: string): string {
  const parts = (line: string): string => {
    const out: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const blank = soft ? rest.lastIndexOf(' ', width) : -1;
      const at = blank > indent.length + 8 ? blank : width;
      out.push(rest.slice(0, at));
      rest = indent + (soft ? rest.slice(at).trimStart() : rest.slice(at));
    }
    return [...out, rest].join('\n');
  };
  return each(text, parts);
}

const marks = ['\u2026', '...', ' [...]', '\n--More--\n', '\n[...]\n', '>'];

/** What is lost is lost for good. */
export const losses: Readonly<Record<string, Damage>> = {
  'each line cut at a column': (text, n) => {
    const width = 40 + n(81);
    return each(text, (line) => line.slice(0, width));
  },
  'each line cut, with a mark': (text, n) => {
    const width = 40 + n(81);
    const mark = marks[n(3)] ?? '';
    return each(text, (line) => (line.length > width ? line.slice(0, width) + mark : line));
  },
  'its end': (text, n) => text.slice(0, n(text.length + 1)),
  'its beginning': (text, n) => text.slice(n(text.length + 1)),
  'the end of one line': (text, n) => {
    const lines = text.split('\n');
    const at = n(lines.length);
    return lines.map((line, i) => (i === at ? line.slice(0, n(line.length + 1)) : line)).join('\n');
  },
  'all lines but one': (text, n) => {
    const lines = text.split('\n');
    return lines[n(lines.length)] ?? '';
  },
  'a piece, with a mark in its place': (text, n) => {
    const at = n(text.length + 1);
    return text.slice(0, at) + (marks[n(marks.length)] ?? '') + text.slice(at + n(200));
  },
};

/** All is there, in another shape. */
export const shapes: Readonly<Record<string, Damage>> = {
  'broken at a column': (text, n) => wrapped(text, 40 + n(81), false, ''),
  'broken at a column, indented': (text, n) => wrapped(text, 40 + n(81), false, '    '),
  'broken at blanks': (text, n) => wrapped(text, 50 + n(71), true, ''),
  'quoted, then broken at blanks': (text, n) =>
    wrapped(
      each(text, (line) => `> ${line}`),
      60 + n(40),
      true,
      ['', '> '][n(2)] ?? '',
    ),
  'in capitals': (text) => text.toUpperCase(),
  'in small letters': (text) => text.toLowerCase(),
  'figures made out of place': (text, n) => text.replace(/\d+/g, ['x', '***', 'N'][n(3)] ?? ''),
  'paths made out of place': (text) => text.replace(/\/[\w./-]+/g, '***'),
  'typographic quotes': (text) => text.replace(/"([^"\n]*)"/g, '\u201c$1\u201d').replaceAll("'", '\u2019'),
  'blanks of other kinds': (text, n) => text.replace(/ +/g, [' ', '\t', '\u00a0', '  '][n(4)] ?? ' '),
  'blanks lost': (text, n) => text.replace(/ /g, (blank) => (n(12) === 0 ? '' : blank)),
  'signs lost': (text, n) => text.replace([/[.:,;]/g, /[()[\]]/g, /["']/g][n(3)] ?? /;/g, ''),
  entities: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  'rows of a table': (text) => each(text, (line, i) => `| ${i} | ${line} |`),
  'lines of code': (text) => each(text, (line) => `- \`${line}\``),
  numbered: (text) => each(text, (line, i) => `${i + 1}: ${line}`),
  coloured: (text, n) => text.replace(/\S+/g, (word) => (n(4) === 0 ? `\x1b[1;31m${word}\x1b[0m` : word)),
  'zeros between': (text) => text.replace(/./g, '$&\0'),
  'broken octets': (text, n) => text.replace(/e/g, (letter) => (n(9) === 0 ? '\ufffd' : letter)),
  'other line ends': (text, n) => text.replaceAll('\n', ['\r', '\r\n', '\n\n'][n(3)] ?? '\n'),
  'one line': (text, n) => text.replaceAll('\n', [' ', '', ' | ', '\\n', '; '][n(5)] ?? ' '),
  'said twice': (text) => `${text}\n${text}`,
};
