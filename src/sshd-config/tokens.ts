/*
 * How sshd cuts a line into words: strdelim() of misc.c for the keyword, and up to 8.6 for the rest; argv_split() since.
 */

/** Words are cut as a shell would since this release; before, a `#` ended the line wherever it stood. */
export const shellWordsSince = 807;

const space = ' \t\r\n';

/** One word, and what is left; null where there is none. A quote without an end gives neither. */
export function strdelim(
  text: string | null,
  equals = true,
): { readonly word: string | null; readonly rest: string | null } {
  if (text === null) return { word: null, rest: null };
  const at = text.search(equals ? /[ \t\r\n"=]/ : /[ \t\r\n"]/);
  if (at < 0) return { word: text, rest: null };
  if (text[at] === '"') return quoted(text, at);
  let rest = skipped(text.slice(at + 1));
  // One sign of equality may stand between words.
  if (equals && text[at] !== '=' && rest.startsWith('=')) rest = skipped(rest.slice(1));
  return { word: text.slice(0, at), rest };
}

function quoted(text: string, at: number): ReturnType<typeof strdelim> {
  const open = text.slice(0, at) + text.slice(at + 1);
  const close = open.indexOf('"', at);
  if (close < 0) return { word: null, rest: null };
  return { word: open.slice(0, close), rest: skipped(open.slice(close + 1)) };
}

function skipped(text: string): string {
  let i = 0;
  while (i < text.length && space.includes(text[i] ?? '')) i++;
  return text.slice(i);
}

/**
 * The words of the old way, up to the first that is empty. What comes behind that is garbage to sshd: one word of it is
 * kept, after the empty one. `equals`: a `=` parts words too.
 */
export function oldWords(text: string | null, equals = true): readonly string[] {
  const words: string[] = [];
  for (let rest = text; ; ) {
    const cut = strdelim(rest, equals);
    if (cut.word === null) return words;
    if (cut.word === '') {
      const garbage = strdelim(cut.rest, equals).word ?? '';
      return garbage !== '' ? [...words, '', garbage] : words.length === 0 ? [''] : words;
    }
    words.push(cut.word);
    rest = cut.rest;
  }
}

/** The words of a line up to a comment, as argv_split() cuts them; null when a quote has no end. */
function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ' ' || text[i] === '\t') continue;
    if (text[i] === '#') break;
    const cut = shellWord(text, i);
    if (cut === null) return null;
    words.push(cut.word);
    i = cut.end;
  }
  return words;
}

function shellWord(text: string, from: number): { readonly word: string; readonly end: number } | null {
  let quote = '';
  let word = '';
  let i = from;
  for (; i < text.length; i++) {
    const c = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (c === '\\' && next !== '' && (`'"\\`.includes(next) || (quote === '' && next === ' '))) {
      word += next;
      i++;
    } else if (quote === '' && (c === ' ' || c === '\t')) break;
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (quote !== '' && c === quote) quote = '';
    else word += c;
  }
  return quote === '' ? { word, end: i } : null;
}

/** A line of a configuration: its keyword in lower case, its words, and its text behind the keyword. */
export interface Cut {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly rest: string;
  /** Why sshd does not take the line, whatever the keyword is. */
  readonly wrong: string | null;
}

/** Null for a line that says nothing. `release`: 804 is 8.4. */
export function cutLine(line: string, release: number): Cut | null {
  const shell = release >= shellWordsSince;
  const text = stripped(shell ? line : line.replace(/#.*$/s, ''));
  let cut = strdelim(text);
  if (cut.word === '') cut = strdelim(cut.rest);
  if (cut.word === null || cut.word === '' || cut.word.startsWith('#')) return null;
  const keyword = cut.word.toLowerCase();
  const rest = cut.rest ?? '';
  if (!shell) return { keyword, words: oldWords(cut.rest), rest, wrong: null };
  if (rest === '') return { keyword, words: [], rest, wrong: `no argument after keyword "${cut.word}"` };
  const words = shellWords(rest);
  return words === null
    ? { keyword, words: [], rest, wrong: 'a quote has no end' }
    : { keyword, words, rest, wrong: null };
}

/** A form feed may end a line; a blank that begins it is taken away when the file is read. */
function stripped(line: string): string {
  const text = skipped(line);
  let end = text.length;
  while (end > 1 && ' \t\r\n\f'.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}
