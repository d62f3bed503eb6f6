import type { Kind } from '../kinds.ts';
import { type Said, saidByScript } from './script.ts';
import { unshelled } from './shell.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A file, line by line. */
export interface FileLines {
  readonly name: string;
  readonly lines: readonly string[];
  readonly kinds: readonly Kind[];
}

/** A script within a file, from a line up to another, counted from 0. */
export interface Part extends Said {
  readonly from: number;
  readonly to: number;
}

/** A prompt, behind which another output begins. A number sign alone may as well begin a comment. */
const prompt = /^(?:\[?[\w.-]+@[\w.-]+[: ][^$#]{0,80}[$#]|[$%>])(?:\s|$)/;
const lists = /\bnft\s+(?:-\S+\s+)*list\s+ruleset\b/;
/** What a script reads; the rest is not of nft(8). */
const own: ReadonlySet<Kind> = new Set(['nft', 'script', 'typed', 'other']);

/** The scripts in files, and which of these are included by others. */
export class Scripts {
  readonly #files: readonly FileLines[];
  readonly #words = new Map<FileLines, readonly Token[]>();
  readonly #parts = new Map<FileLines, readonly Part[]>();
  /** What each file includes, files that these include among it. */
  readonly #reached = new Map<FileLines, Set<FileLines>>();

  constructor(files: readonly FileLines[]) {
    this.#files = files;
    for (const file of files) this.#parts.set(file, this.#partsOf(file));
  }

  /** The scripts that stand for themselves, by their files; the other files that nobody includes have none. */
  alone(): ReadonlyMap<FileLines, readonly Part[]> {
    const included = new Set([...this.#reached.values()].flatMap((files) => [...files]));
    const roots = new Set(this.#files.filter((file) => !included.has(file)));
    const seen = new Set([...roots].flatMap((file) => [...(this.#reached.get(file) ?? [])]));
    for (const file of this.#files) {
      // Of those that include each other, one has to begin.
      if (roots.has(file) || seen.has(file)) continue;
      roots.add(file);
      for (const other of this.#reached.get(file) ?? []) seen.add(other);
    }
    return new Map(this.#files.filter((file) => roots.has(file)).map((file) => [file, this.#parts.get(file) ?? []]));
  }

  #partsOf(file: FileLines): readonly Part[] {
    const { lines, kinds } = file;
    if (!kinds.includes('script') && !kinds.includes('typed')) return [];
    const parts: Part[] = [];
    let from = 0;
    for (let to = 0; to <= lines.length; to++) {
      const line = lines[to] ?? '';
      if (to < lines.length && !(kinds[to] === 'noise' && prompt.test(line))) continue;
      const some = kinds.slice(from, to);
      const isScript = some.includes('script') || some.includes('typed');
      // Commands before a list: it shows what they have done.
      const before = lists.test(line) && !some.includes('script') && !some.includes('nft');
      if (isScript) parts.push(before ? { from, to, lines: [], assumed: [] } : this.#read(file, from, to));
      from = to + 1;
    }
    return parts;
  }

  #read(file: FileLines, from: number, to: number): Part {
    const text = file.lines
      .slice(from, to)
      .map((line, i) => (own.has(file.kinds[from + i] ?? 'other') ? line : ''))
      .join('\n');
    const reached = this.#reached.get(file) ?? new Set();
    this.#reached.set(file, reached);
    const include = (pattern: string, by: string): readonly (readonly Token[])[] => {
      const found = matching(pattern, by, this.#files);
      for (const one of found) reached.add(one);
      return found.map((one) => this.#wordsOf(one));
    };
    return { from, to, ...saidByScript(tokensOf(unshelled(text), file.name, from + 1), include) };
  }

  /** Of a whole file, which may be included many times. */
  #wordsOf(file: FileLines): readonly Token[] {
    const known = this.#words.get(file);
    if (known !== undefined) return known;
    // What stands behind the file is another statement.
    const words = tokensOf(`${file.lines.join('\n')}\n`, file.name, 1);
    this.#words.set(file, words);
    return words;
  }
}

/** The files that a name or a pattern finds: by as much of their path as both tell. */
function matching(pattern: string, by: string, files: readonly FileLines[]): readonly FileLines[] {
  const [last = '', folder] = segments(pattern);
  if (pattern.length > 400 || pattern.split('*').length > 4) return [];
  if (/[*?[]/.test(pattern)) {
    const wanted = globbed(last);
    const fits = ({ name }: FileLines): boolean => {
      const [own = '', within] = segments(name);
      if (folder !== undefined && (within === undefined ? name === by : within !== folder)) return false;
      return wanted.test(own);
    };
    return files.filter(fits).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  const named = files.filter(({ name }) => segments(name)[0] === last);
  const most = Math.max(...named.map(({ name }) => alike(pattern, name)));
  const best = named.filter(({ name }) => alike(pattern, name) === most);
  return best.length === 1 ? best : [];
}

/** From the last one on. */
const segments = (path: string): readonly string[] =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();

/** How many segments at the end are the same. */
function alike(a: string, b: string): number {
  const [one, other] = [segments(a), segments(b)];
  const differs = one.findIndex((part, i) => part !== other[i]);
  return differs < 0 ? one.length : differs;
}

/** A pattern of glob(7), for one segment. */
function globbed(pattern: string): RegExp {
  const parts = pattern.match(/\[!?[\w.-]+\]|./gs) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace('[!', '[^').replace(/\.-|-\./g, '.');
    return part.replace(/[^\w]/, '\\$&');
  });
  try {
    return new RegExp(`^${/^[*?[]/.test(pattern) ? '(?!\\.)' : ''}${source.join('')}$`, 's');
  } catch {
    return /(?!)/;
  }
}
