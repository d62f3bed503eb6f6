/*
 * Every line that counts, in the order in which sshd reads it: parse_server_config_depth() of servconf.c. sshd reads
 * twice: at its start, when nothing but `Match all` is met, and for each login, when only Match blocks count.
 */
import { and, type Login, ruleMatch, type Truth } from './criteria.ts';
import { globbed } from './glob.ts';
import { type Keyword, keywordOf } from './keywords.ts';
import { type Cut, cutLine } from './tokens.ts';
import { type Asked, readValue, type Standing } from './values.ts';

/** What is known of the files: their texts, and where that ends. */
export interface Files {
  /** By absolute path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths that are there, and whose text is not known. */
  readonly unread?: readonly string[];
  /** All files that match this absolute pattern are in `texts` or `unread`. When absent: of every pattern. */
  readonly listed?: (pattern: string) => boolean;
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A Match line, and what came of it for the login. */
export interface Block extends Place {
  /** As written, behind the keyword. */
  readonly text: string;
  readonly met: Truth;
}

/** A line that sets a keyword, or would. */
export interface Setting extends Place {
  readonly keyword: Keyword;
  readonly asked: Asked;
  /** It counts at the start of sshd, and for the login. */
  readonly atStart: Truth;
  readonly forLogin: Truth;
  /** The innermost Match block around it. */
  readonly block: Block | null;
}

/** A place where lines stand that are not known: each of them may set anything. */
export interface Gap extends Place {
  readonly keyword: null;
  readonly path: string;
  readonly atStart: Truth;
  readonly forLogin: Truth;
}

/** A line that sshd does not take: it does not start with it. */
export interface Refusal extends Place {
  readonly why: string;
}

export interface Walk {
  readonly lines: readonly (Setting | Gap)[];
  readonly ignored: readonly (Place & { readonly word: string })[];
  readonly refusals: readonly Refusal[];
}

/** Folder that the paths of Include lines begin in. */
const folder = '/etc/ssh';
/** SERVCONF_MAX_DEPTH. */
const maxDepth = 16;
/** Files that include each other many times over would take sshd for ever, too. */
const maxReads = 5000;

interface State {
  readonly files: Files;
  readonly login: Login;
  readonly release: number;
  readonly lines: (Setting | Gap)[];
  readonly ignored: (Place & { readonly word: string })[];
  readonly refusals: Refusal[];
  /** Keywords that have a value so far, at the start and for the login, or may have one. */
  readonly set: Readonly<Record<'atStart' | 'forLogin', Map<string, Truth>>>;
  /** A file that may set anything was passed. */
  unread: boolean;
  reads: number;
  tooDeep: boolean;
}

/** Where in the blocks a line stands. */
interface Scope {
  readonly atStart: Truth;
  readonly forLogin: Truth;
  readonly block: Block | null;
}

/** What a file is included in: its own Match blocks are met only within that. */
interface Gate {
  readonly atStart: Truth;
  readonly forLogin: Truth;
}

export function walk(files: Files, login: Login, release: number, main: string): Walk {
  const state: State = {
    ...{ files, login, release, lines: [], ignored: [], refusals: [], unread: false, reads: 0, tooDeep: false },
    set: { atStart: new Map(), forLogin: new Map() },
  };
  const outside = { atStart: true, forLogin: false, block: null } as const;
  // Before the first Match line of a file that is read outside of one, its blocks are free for any login.
  readOne(state, main, { file: main, line: 0 }, outside, { atStart: true, forLogin: true }, 0);
  return state;
}

function readOne(state: State, path: string, from: Place, start: Scope, gate: Gate, depth: number): void {
  const text = state.files.texts.get(path);
  if (text === undefined) {
    gap(state, from, path, start, gate);
    return;
  }
  let scope = start;
  let before = true;
  for (const [i, raw] of text.split('\n').entries()) {
    if (state.tooDeep) return;
    const place = { file: path, line: i + 1 };
    const cut = cutLine(raw, state.release);
    if (cut === null) continue;
    if (cut.wrong !== null) state.refusals.push({ ...place, why: cut.wrong });
    else if (cut.keyword === 'match') {
      scope = matched(state, place, cut, gate, scope);
      before = false;
    } else if (cut.keyword === 'include') {
      // Of a file that stands in no block, the blocks of what it includes are as free as its own.
      const inner = before && gate.forLogin === true && start.forLogin === false;
      included(state, place, cut, scope, { atStart: scope.atStart, forLogin: inner ? true : scope.forLogin }, depth);
    } else setting(state, place, cut, scope);
  }
}

function matched(state: State, place: Place, cut: Cut, gate: Gate, scope: Scope): Scope {
  const ruling = ruleMatch(cut, state.login, state.release);
  if (!ruling.ok) {
    state.refusals.push({ ...place, why: ruling.why });
    return scope;
  }
  const forLogin = and([gate.forLogin, ruling.forLogin]);
  const block = { ...place, text: cut.rest, met: forLogin };
  return { atStart: and([gate.atStart, ruling.atStart]), forLogin, block };
}

function included(state: State, place: Place, cut: Cut, scope: Scope, gate: Gate, depth: number): void {
  const words = cut.words.filter((word) => word !== '');
  if (words.length === 0 || words.length < cut.words.length) {
    state.refusals.push({ ...place, why: 'Include names no file' });
  }
  for (const word of words) {
    if (state.tooDeep) return;
    const pattern = /^[/~]/.test(word) ? word : `${folder}/${word}`;
    const known = [...state.files.texts.keys(), ...(state.files.unread ?? [])];
    const found = globbed(pattern, known);
    state.reads += found.length;
    if (found.length > 0 && (depth >= maxDepth || state.reads > maxReads)) {
      state.tooDeep = true;
      state.refusals.push({ ...place, why: 'too many files that include each other' });
      return;
    }
    for (const path of found) readOne(state, path, place, scope, gate, depth + 1);
    if (state.files.listed?.(pattern) === false) gap(state, place, pattern, scope, gate);
  }
}

function gap(state: State, place: Place, path: string, { atStart }: Scope, { forLogin }: Gate): void {
  state.unread = true;
  state.lines.push({ ...place, keyword: null, path, atStart, forLogin });
}

function setting(state: State, place: Place, cut: Cut, scope: Scope): void {
  const keyword = keywordOf(cut.keyword, state.release);
  if (keyword === null) {
    state.refusals.push({ ...place, why: `"${cut.keyword}" is no keyword` });
    return;
  }
  if (typeof keyword === 'string') {
    const fine = keyword === 'ignored-in-match' || scope.atStart !== false;
    if (fine) state.ignored.push({ ...place, word: cut.keyword });
    else state.refusals.push({ ...place, why: `${cut.keyword} may not stand in a Match block` });
    return;
  }
  if (!keyword.inMatch && scope.atStart === false) {
    state.refusals.push({ ...place, why: `${cut.keyword} may not stand in a Match block` });
    return;
  }
  // Each subsystem stands for itself.
  const slot = keyword.name === 'subsystem' ? `subsystem ${cut.words[0]}` : keyword.name;
  const read = readValue(keyword, cut, state.release, standing(state, slot, scope));
  if (!read.ok) {
    state.refusals.push({ ...place, why: `${cut.keyword}: ${read.why}` });
    return;
  }
  if (read.asked.values.length === 0) return;
  if (keyword.name === 'subsystem' && state.release < 905 && hasSubsystem(state, read.asked.values[0] ?? '')) {
    state.refusals.push({ ...place, why: 'a subsystem of that name is defined already' });
    return;
  }
  for (const when of ['atStart', 'forLogin'] as const) {
    if (scope[when] !== false && state.set[when].get(slot) !== true) state.set[when].set(slot, scope[when]);
  }
  state.lines.push({ ...place, keyword, asked: read.asked, ...scope });
}

function standing({ set, unread }: State, slot: string, scope: Scope): Standing {
  const both = (['atStart', 'forLogin'] as const).map((when) => {
    const before = set[when].get(slot) ?? (unread ? 'unknown' : false);
    return { before, sets: and([scope[when], before === 'unknown' ? before : !before]) };
  });
  const sets = both.map((one) => one.sets);
  return {
    sets: sets.includes(true) || (sets.includes('unknown') ? 'unknown' : false),
    hasValue: both.some(({ before }) => before === true),
    hasBoth: both.every(({ before }) => before === true),
  };
}

/** Before 9.5 it is an error, and since then of no effect. */
function hasSubsystem({ lines }: State, value: string): boolean {
  const name = (text = ''): string => text.split(' ')[0] ?? '';
  return lines.some(
    ({ keyword, ...line }) =>
      keyword?.name === 'subsystem' && 'asked' in line && name(line.asked.values[0]) === name(value),
  );
}
