import { unquoted } from '../words.ts';
import type { Feed } from './feed.ts';
import { header, phrase } from './phrase.ts';
import type { Scopes } from './scopes.ts';
import { lineOf, type ScriptChain, type ScriptLine, type ScriptSet, type ScriptTable } from './tables.ts';
import type { Token } from './tokens.ts';

/** What the blocks of a script are read with. */
export interface Reading {
  readonly feed: Feed;
  readonly scopes: Scopes;
  /** What may stand everywhere: a variable, a file that is included. True: it was one, and is read. */
  everywhere(missing: (line: ScriptLine) => void): boolean;
  /** What nobody knows. */
  refuse(at: Token, text: string): void;
  expand(words: readonly Token[]): readonly Token[];
}

/** One statement, its variables replaced. */
const statement = (reading: Reading): readonly Token[] => reading.expand(reading.feed.statement());

const handle = (word: string): boolean => word.startsWith('#');

/** To the brace that closes the block; `one` reads what begins there. False: the text ends within it. */
function block(reading: Reading, one: () => void, missing: (line: ScriptLine) => void): boolean {
  const { feed, scopes } = reading;
  scopes.enter();
  while (feed.word !== '' && feed.word !== '}') {
    if (feed.word === '\n' || feed.word === ';' || handle(feed.word)) feed.next();
    else if (!reading.everywhere(missing)) one();
  }
  scopes.leave();
  return feed.take('}');
}

/** What is in the braces of a table; the first is read. */
export function tableBlock(reading: Reading, table: ScriptTable): void {
  const { feed } = reading;
  const one = (): void => {
    const at = feed.next();
    const { word } = at;
    if (word === 'chain') chainAt(reading, table, at, true);
    else if (word === 'set' || word === 'map' || word === 'meter') setAt(reading, table, at);
    else about(reading, table, at);
  };
  const missing = (line: ScriptLine): void => void table.about.push(line);
  if (!block(reading, one, missing)) reading.refuse(feed.token, `the text ends within the table ${table.name}`);
}

/** Flags, a comment; a counter or another object, with its block. */
function about(reading: Reading, table: ScriptTable, at: Token): void {
  const words = [at, ...statement(reading)];
  if (at.word === '}') {
    reading.refuse(at, 'a brace that closes nothing');
    return;
  }
  if (at.word !== 'comment') table.about.push(lineOf(at, words.map(({ word }) => word).join(' ')));
}

/** The name that is next; null: there is none, and the rest of the statement is nobody's. */
export function nameAt(reading: Reading, at: Token): string | null {
  const { feed } = reading;
  const words = feed.ends ? [] : reading.expand([feed.next()]).map(({ word }) => unquoted(word));
  const [name = ''] = words;
  if (words.length === 1 && /^[\w.][\w/.\\-]*$/.test(name)) return name;
  reading.refuse(at, [at.word, ...words, ...feed.statement().map(({ word }) => word)].join(' '));
  return null;
}

/** A chain, from its name on. `listed`: within the braces of its table, as a list has it. */
export function chainAt(reading: Reading, table: ScriptTable, at: Token, listed = false): void {
  const { feed } = reading;
  const name = nameAt(reading, at);
  if (name === null) return;
  const known = table.chains.get(name);
  const chain: ScriptChain = known ?? { at, name, base: null, policy: null, rules: [] };
  table.chains.set(name, chain);
  while (handle(feed.word)) feed.next();
  if (!feed.take('{')) return;
  const body: Body = { base: null, policy: null, rules: [] };
  const whole = block(
    reading,
    () => inChain(reading, body),
    (line) => void body.rules.push(line),
  );
  if (!whole) body.rules.push(lineOf(feed.token, 'the text ends within a chain'));
  if (known !== undefined && !reopens(known, body, at, listed))
    reading.refuse(at, `the chain ${name}, which stands here a second time`);
  chain.base = body.base ?? chain.base;
  chain.policy = body.policy ?? chain.policy;
  for (const rule of body.rules) chain.rules.push(rule);
}

type Body = Omit<ScriptChain, 'at' | 'name'>;

/**
 * Whether a chain may be opened once more: nft(8) changes no hook. Where all of it stands twice in one file, it is rather listed
 * twice.
 */
function reopens(chain: ScriptChain, { base, rules }: Body, at: Token, listed: boolean): boolean {
  if (base === null) return true;
  const twice = listed || (chain.rules.length > 0 && rules.length > 0);
  return base.text === chain.base?.text && !(twice && chain.at.file === at.file);
}

function inChain(reading: Reading, body: Body): void {
  const { token, word } = reading.feed;
  if (word === 'type') body.base = lineOf(token, header(statement(reading)));
  else if (word === 'policy') body.policy = statement(reading)[1]?.word ?? null;
  else if (word === 'comment' || word === 'flags') statement(reading);
  else body.rules.push(ruleAt(reading, token));
}

/** One rule, up to the end of its statement. */
export function ruleAt(reading: Reading, at: Token): ScriptLine {
  const { feed } = reading;
  const written = feed.statement();
  const tokens = [...written];
  while (handle(feed.word)) tokens.push(feed.next());
  // A brace that opens nothing, and would be asked for again and again.
  if (tokens.length === 0) tokens.push(feed.next());
  const expanded = reading.expand(tokens);
  const text = phrase(expanded);
  if (!written.some(({ word }) => word.startsWith('$'))) return lineOf(at, text);
  return { ...lineOf(at, text), quote: phrase(written) };
}

/** A set or a map: what is told of it, and its elements. */
export function setAt(reading: Reading, table: ScriptTable, at: Token): void {
  const { feed } = reading;
  const name = nameAt(reading, at);
  if (name === null) return;
  const lines: ScriptLine[] = [];
  const elements: (readonly Token[])[] = [];
  while (handle(feed.word)) feed.next();
  if (!feed.take('{')) {
    reading.refuse(at, `${at.word} ${name}`);
    return;
  }
  const one = (): void => {
    const { token } = feed;
    const words = statement(reading);
    if (words.length === 0) feed.next();
    else if (token.word === 'elements') elements.push(within(words.slice(2)));
    else lines.push(lineOf(token, words.map(({ word }) => word).join(' ')));
  };
  if (!block(reading, one, (line) => reading.refuse({ ...at, line: line.line }, line.text)))
    reading.refuse(feed.token, `the text ends within the ${at.word} ${name}`);
  const known = table.sets.get(name);
  const set: ScriptSet = known ?? { at, kind: at.word, about: lines, elements: [] };
  for (const list of elements) addTo(set, list);
  table.sets.set(name, set);
}

/** Elements, behind those that are there. */
export function addTo(set: ScriptSet, list: readonly Token[]): void {
  const [first] = list;
  if (first === undefined) return;
  set.elements.push(set.elements.length === 0 ? list : [{ ...first, word: ',' }, ...list]);
}

/** Without the braces around. */
export function within(words: readonly Token[]): readonly Token[] {
  return words[0]?.word === '{' && words.at(-1)?.word === '}' ? words.slice(1, -1) : words;
}
