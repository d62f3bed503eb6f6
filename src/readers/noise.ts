/*
 * Text that somebody pasted, as the lines that programs had printed: without times, colours, marks and envelopes that other
 * systems put around them. Pure and total; each line keeps its place and its original.
 */
import { opened } from './noise/envelopes.ts';
import { folds } from './noise/folded.ts';
import { fromHead, headIn, isHead, withoutTail } from './noise/heads.ts';
import { isPairs, unlabelled } from './noise/labels.ts';
import { wordsIn } from './noise/markup.ts';
import { isMention, literals } from './noise/mentions.ts';
import { reread } from './noise/misread.ts';
import { linesOver } from './noise/over.ts';
import { plainParts } from './noise/plain.ts';
import { isLogLine, unprefixed } from './noise/prefixes.ts';
import { recordsIn } from './noise/records.ts';
import { whole } from './noise/redactions.ts';
import { mended } from './noise/torn.ts';
import { joined } from './noise/wrapped.ts';

/** One line without noise. */
export interface QuietLine {
  readonly text: string;
  /** The line of the original that it stands in, from 1. */
  readonly n: number;
  /** That line as it came. */
  readonly raw: string;
  /** The machine that the noise around it names, as Ansible does. */
  readonly host: string | null;
  /** Several lines were one: their words as they came. */
  readonly quote?: string;
  /** It is a later part of the line before. */
  readonly rest?: boolean;
}

const fence = /^\s*(?:`{3,}|~{3,})[\w-]*\s*$/;

/** JSON of one line may hold a whole log; a file of something else may have no line feed at all. */
const longest = 262_144;

let last: { readonly text: string; readonly lines: readonly QuietLine[] } | null = null;

/** The lines of a text, noise taken away. One line of it may hold several, and several may be one. */
export function denoise(text: string): readonly QuietLine[] {
  // Each reader is given the same text in its turn.
  if (last !== null && last.text === text) return last.lines;
  const lines = withoutOver(withoutOlder(joinedLines(asShown(text.split('\n')))));
  last = { text, lines };
  return lines;
}

/** What is said of a quiet line stands in the original: the words that were read, where they stand there as they are. */
export function quoteOf({ text, raw, quote }: QuietLine): string {
  if (quote !== undefined) return quote;
  const words = text.trim();
  return raw.includes(words) ? words : raw.trim();
}

function quietLines(raw: string, n: number): readonly QuietLine[] {
  const parts = plainParts(raw.length > longest ? raw.slice(0, longest) : raw);
  const found = parts
    .filter((part) => parts.length === 1 || part.trim() !== '')
    .flatMap((part) => unwrapped(part, depth).map(({ text, host }): QuietLine => ({ text, n, raw, host })))
    .map((line) => (isHead(line.text) && succeeded(raw) ? { ...line, text: '' } : line));
  return found.length > 0 ? found : [{ text: '', n, raw, host: null }];
}

/** Ansible's task did what it had to: what ssh printed in it was no failure to its author. */
const succeeded = (raw: string): boolean => /"rc": ?0[,}]/.test(raw) && !/"(?:failed|unreachable)": ?true/.test(raw);

/** What was misread from a picture is read as it was shown there, and quoted as it came. */
function asShown(raws: readonly string[]): readonly QuietLine[] {
  const shown = reread(raws);
  if (shown === null) return withoutLiterals(raws);
  return withoutLiterals(shown).map((line) => ({ ...line, raw: raws[line.n - 1] ?? '' }));
}

function withoutLiterals(raws: readonly string[]): readonly QuietLine[] {
  const mute = literals(raws);
  if (mute.size === 0) return ofRecords(raws);
  const lines = ofRecords(raws.map((raw, i) => (mute.has(i) ? '' : raw)));
  return lines.map((line) => (mute.has(line.n - 1) ? { ...line, raw: raws[line.n - 1] ?? '' } : line));
}

/** What a record of several lines says stands at the line of its message. */
function ofRecords(raws: readonly string[]): readonly QuietLine[] {
  const records = recordsIn(raws);
  if (records.size === 0) return unfolded(raws);
  const lines = unfolded(raws.map((raw, i) => records.get(i) ?? raw));
  return lines.map((line) => {
    const raw = raws[line.n - 1] ?? '';
    if (!records.has(line.n - 1)) return line;
    return line.text === '' ? { ...line, raw } : { ...line, raw, quote: raw.trim() };
  });
}

/** A folded line stands in its first one; the others keep their places, without a text. */
function unfolded(raws: readonly string[]): readonly QuietLine[] {
  const whole = [...raws];
  const parts = new Map<number, number>();
  for (const { at, count, text } of folds(raws)) {
    whole.fill('', at, at + count);
    whole[at] = text;
    for (let i = 0; i < count; i++) parts.set(at + i + 1, at + 1);
  }
  if (parts.size === 0) return untorn(raws);
  return untorn(whole).map((line) => {
    const first = parts.get(line.n);
    if (first === undefined) return line;
    const raw = raws[line.n - 1] ?? '';
    return first === line.n ? { ...line, raw, quote: line.quote ?? quoteOf(line) } : { ...line, raw, rest: true };
  });
}

function untorn(raws: readonly string[]): readonly QuietLine[] {
  const torn = raws.map((raw, i) => (raw.includes(': debug') ? mended(raw, raws[i + 1]) : null));
  return raws.flatMap((raw, i) => {
    const outer = torn[i - 1]?.outer;
    const words = torn[i]?.inner ?? outer ?? raw;
    const lines = quietLines(words, i + 1);
    return words === raw
      ? lines
      : lines.map((line) => ({ ...line, raw, ...(outer === undefined ? {} : { quote: outer }) }));
  });
}

const quoted = /^\s*>/;

/** Where who writes has a message of ssh as well, one that is quoted is of an earlier letter, and often of another person. */
function withoutOlder(lines: readonly QuietLine[]): readonly QuietLine[] {
  const said = lines.filter(({ text }) => isHead(text));
  const older = said.filter(({ raw }) => quoted.test(raw));
  const own = said.filter(({ raw, text }) => text === raw.trim());
  if (older.length === 0 || own.length === 0 || said.some(({ text }) => text.startsWith('debug'))) return lines;
  return lines.map((line) => (older.includes(line) ? { ...line, text: '' } : line));
}

/** What failed and works now is told of a connection that nobody has to mend. */
function withoutOver(lines: readonly QuietLine[]): readonly QuietLine[] {
  const over = linesOver(lines);
  return over.size === 0 ? lines : lines.map((line, i) => (over.has(i) ? { ...line, text: '' } : line));
}

/** Of a page: what was opened some lines above. */
const closingTag = /<\/(?:pre|code|samp|span|blockquote|p|li|td|div)>\s*$/;

/** A log of a log holds envelopes in envelopes. */
const depth = 4;

function unwrapped(line: string, deep: number): readonly Pick<QuietLine, 'text' | 'host'>[] {
  const bare = withoutTail(unprefixed(line), closingTag).trimEnd();
  const words = wordsIn(bare);
  const text = words === bare ? bare : unprefixed(words);
  const inside = deep > 0 ? opened(text) : null;
  const mute = inside === null && (fence.test(text) || isMention(text));
  if (inside === null) {
    const told = mute ? '' : worded(whole(text));
    return deep > 0 && isPairs(told) ? unwrapped(told, deep - 1) : [{ text: told, host: null }];
  }
  const { lines, host } = inside;
  return lines
    .flatMap(rewritten)
    .flatMap((one) => unwrapped(one, deep - 1).map((inner) => ({ ...inner, host: inner.host ?? host })));
}

function worded(text: string): string {
  return headIn(text) < 0 && !isLogLine(text) ? unlabelled(text) : fromHead(text);
}

/** What was made for a terminal stands within an envelope as well: colours, links, a line that is written over. */
function rewritten(line: string): readonly string[] {
  const parts = plainParts(line);
  return parts.length > 1 ? parts.filter((part) => part.trim() !== '') : parts;
}

/** The whole stands in its first line; the others keep their places, without a text. */
function joinedLines(lines: readonly QuietLine[]): readonly QuietLine[] {
  const out: QuietLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    const message = joined((at) => lines[at]?.text, i);
    if (message === null) {
      out.push(line);
      continue;
    }
    const parts = lines.slice(i, i + message.count);
    const quote = parts.map((part) => quoteOf(part)).join(' ');
    out.push(
      { ...line, text: message.text, quote },
      ...parts.slice(1).map((part) => ({ ...part, text: '', rest: true })),
    );
    i += message.count - 1;
  }
  return out;
}
