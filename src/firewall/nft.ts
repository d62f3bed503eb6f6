/*
 * What `nft list ruleset` prints, with -a or without (nft(8)).
 */
import { ElementList, elementsAt, type NamedSet } from './elements.ts';
import { typeNamed } from './fields.ts';
import type { Chain, Hook, Rule, Ruleset, Table } from './model.ts';
import type { Before, Where } from './nft/draft.ts';
import { ruleAt } from './nft/rule.ts';
import { keyAt } from './relation.ts';
import { type Type, types } from './values.ts';
import { Cursor, unquoted, wordsOf } from './words.ts';

type Unread = { readonly line: number; readonly text: string }[];

/** Reads a text. Total: what is not understood is in `unread`, or is a condition of its rule that nobody knows. */
export function readNft(text: string): Ruleset {
  const words = wordsOf(text);
  const cursor = new Cursor(words, 0, words.word.length);
  const tables: Table[] = [];
  const unread: Unread = [];
  while (!cursor.done) {
    const { word } = cursor;
    if (word === '\n' || word.startsWith('#')) cursor.next();
    else if (word === 'table' && tableStarts(cursor)) tables.push(tableAt(cursor, unread));
    else skipLine(cursor, unread);
  }
  return { tool: 'nft', tables, unread };
}

function tableStarts(cursor: Cursor): boolean {
  return /^(?:ip6?|inet|netdev|arp|bridge)$/.test(cursor.peek(1)) && cursor.peek(3) === '{';
}

/** To the end of the line, or of the block that it opens. */
function skipLine(cursor: Cursor, unread: Unread): void {
  const from = cursor.at;
  const line = cursor.words.line[from] ?? 1;
  while (!cursor.done && cursor.word !== '\n' && cursor.word !== '{') cursor.next();
  unread.push({ line, text: cursor.text(from, cursor.at) });
  if (cursor.word === '{') cursor.skipBlock();
}

function tableAt(cursor: Cursor, unread: Unread): Table {
  cursor.next();
  const from = cursor.at;
  const family = cursor.next();
  const name = unquoted(cursor.next());
  cursor.next();
  const chains: Chain[] = [];
  const sets = new Map<string, NamedSet>();
  let dormant = false;
  let whole = false;
  while (!whole && !cursor.done) {
    const { word } = cursor;
    if (word === '}') whole = cursor.take('}');
    else if (word === '\n' || word === ';' || word.startsWith('#')) cursor.next();
    else if (word === 'flags') dormant = restOfLine(cursor).includes('dormant') || dormant;
    else if (word === 'comment') restOfLine(cursor);
    else if (word === 'chain' && cursor.peek(2) === '{')
      chains.push(chainAt(cursor, { family, table: name, sets }, unread));
    else if ((word === 'set' || word === 'map' || word === 'meter') && cursor.peek(2) === '{')
      setOf(cursor, family, name, sets);
    else if (/^(?:counter|quota|limit|ct|flowtable|synproxy|secmark|tunnel)$/.test(word)) skipLine(cursor, []);
    else skipLine(cursor, unread);
  }
  if (!whole) unread.push({ line: lastLine(cursor), text: `the text ends within the table ${name}` });
  const trackless = !tracks(cursor, from);
  return { family, name, chains, ...(dormant ? { dormant } : {}), ...(trackless ? { trackless } : {}) };
}

/** Whether the kernel looks connections up for what was read since (nf_ct_netns_get). */
function tracks({ words: { word }, at }: Cursor, from: number): boolean {
  for (let i = from; i < at; i++) if (tracking.has(word[i] ?? '')) return true;
  return false;
}

const tracking: ReadonlySet<string> = new Set([
  'ct',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'synproxy',
  'flow',
  'xt',
]);

/** The words up to the end of the line. */
function restOfLine(cursor: Cursor): readonly string[] {
  const from = cursor.at;
  while (!cursor.done && cursor.word !== '\n' && cursor.word !== ';' && cursor.word !== '}') cursor.next();
  return cursor.words.word.slice(from, cursor.at);
}

interface Home {
  readonly family: string;
  readonly table: string;
  readonly sets: ReadonlyMap<string, NamedSet>;
}

function chainAt(cursor: Cursor, home: Home, unread: Unread): Chain {
  const line = cursor.words.line[cursor.at] ?? 1;
  cursor.next();
  const name = unquoted(cursor.next());
  cursor.next();
  let base = null as Chain['base'];
  const rules: Rule[] = [];
  const before: Before = [];
  let whole = false;
  while (!whole && !cursor.done) {
    const { word } = cursor;
    if (word === '}') whole = cursor.take('}');
    else if (word === '\n' || word === ';' || word.startsWith('#')) cursor.next();
    else if (word === 'type') {
      const at = cursor.words.line[cursor.at] ?? 1;
      base = baseAt(cursor, home.family);
      if (base === null) unread.push({ line: at, text: `the hook of chain ${name} is not understood` });
    } else if (word === 'policy' && base !== null) {
      const at = cursor.words.line[cursor.at] ?? 1;
      cursor.next();
      const policy = cursor.next();
      if (policy !== 'drop' && policy !== 'accept')
        unread.push({ line: at, text: `policy ${policy} of chain ${name}` });
      base = { ...base, policy: policy === 'drop' ? 'drop' : 'accept' };
    } else if (word === 'flags' || (word === 'comment' && rules.length === 0)) restOfLine(cursor);
    else rules.push(nextRule(cursor, { ...home, chain: name, number: rules.length + 1, before }));
  }
  if (!whole) rules.push(missing(cursor, { ...home, chain: name, number: rules.length + 1 }));
  return { name, base, rules, line };
}

function lastLine({ words: { line, word } }: Cursor): number {
  return line[word.length - 1] ?? 1;
}

/** In the place of the rules that were cut off, which may do anything. */
function missing(cursor: Cursor, { family, table, chain, number }: Omit<Where, 'sets'>): Rule {
  const place = { line: lastLine(cursor), family, table, chain, number, text: '(the text ends here)' };
  const why = `the rest of the chain ${chain}, in which the text breaks off`;
  return { place, matches: [], changes: [], verdict: { is: 'unknown', why } };
}

/** A rule goes to the end of its line; a line goes on within braces. */
function nextRule(cursor: Cursor, where: Parameters<typeof ruleAt>[1]): Rule {
  const from = cursor.at;
  let depth = 0;
  while (!cursor.done) {
    const { word } = cursor;
    if (depth === 0 && (word === '\n' || word === ';' || word === '}')) break;
    if (word === '{') depth++;
    else if (word === '}') depth--;
    cursor.next();
  }
  return ruleAt(new Cursor(cursor.words, from, cursor.at), where);
}

const hooks: readonly string[] = [
  'ingress',
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'egress',
] satisfies Hook[];
const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
  out: 100,
};

/** `type filter hook ingress devices = { eth0, eth1 } priority filter + 10` */
function baseAt(cursor: Cursor, family: string): Chain['base'] {
  const words = restOfHeader(cursor);
  const [, type = '', , hook = ''] = words;
  const device = words.findIndex((word) => word === 'device' || word === 'devices');
  const at = words.indexOf('priority');
  const devices =
    device < 0 ? [] : words.slice(device + 1, at < 0 ? undefined : at).filter((word) => !/^[={},]$/.test(word));
  const priority = at < 0 ? null : priorityOf(words.slice(at + 1), family);
  if ((type !== 'filter' && type !== 'nat' && type !== 'route') || !isHook(hook) || priority === null) return null;
  const named = device < 0 ? {} : { devices: devices.map(unquoted) };
  return { type, hook, priority, policy: 'accept', ...named };
}

function isHook(word: string): word is Hook {
  return hooks.includes(word);
}

/** Up to the semicolon: a list of devices may take several lines. */
function restOfHeader(cursor: Cursor): readonly string[] {
  const from = cursor.at;
  let depth = 0;
  while (!cursor.done && cursor.word !== ';') {
    const { word } = cursor;
    if (depth === 0 && (word === '\n' || word === '}')) break;
    if (word === '{') depth++;
    else if (word === '}') depth--;
    cursor.next();
  }
  return cursor.words.word.slice(from, cursor.at).filter((word) => word !== '\n');
}

function priorityOf([word = '', sign, by = '']: readonly string[], family: string): number | null {
  if (/^-?\d{1,10}$/.test(word)) return Number(word);
  // The bridge has names of its own for these.
  const start = family === 'bridge' ? undefined : Object.hasOwn(priorities, word) ? priorities[word] : undefined;
  if (start === undefined) return null;
  if (sign === undefined) return start;
  if ((sign !== '+' && sign !== '-') || !/^\d{1,10}$/.test(by)) return null;
  return sign === '+' ? start + Number(by) : start - Number(by);
}

/** A named set or map: its types first, its elements last. */
function setOf(cursor: Cursor, family: string, table: string, sets: Map<string, NamedSet>): void {
  const map = cursor.next() === 'map';
  const name = unquoted(cursor.next());
  cursor.next();
  let keys: readonly Type[] = [];
  let room: number | null = null;
  let list = new ElementList(`${family} ${table} ${name}`, null);
  while (!cursor.done && !cursor.take('}')) {
    const { word } = cursor;
    if (word === 'type') keys = typesOf(restOfLine(cursor).slice(1));
    else if (word === 'typeof') keys = typesBy(cursor);
    else if (word === 'size') room = Number(restOfLine(cursor)[1]);
    else if (word === 'elements') {
      cursor.at += 2;
      list = new ElementList(`${family} ${table} ${name}`, room);
      if (keys.length === 0 || elementsAt(cursor, keys, map, list) === null) {
        list.unread();
        cursor.skipBlock();
      }
    } else if (word === '\n' || word === ';' || word.startsWith('#')) cursor.next();
    else if (word === '{') cursor.skipBlock();
    else restOfLine(cursor);
    if (word === 'size') list = new ElementList(`${family} ${table} ${name}`, room);
  }
  sets.set(name, list);
}

function typesOf(words: readonly string[]): readonly Type[] {
  const end = words.indexOf(':');
  return words
    .slice(0, end < 0 ? undefined : end)
    .filter((word) => word !== '.')
    .map(typeNamed);
}

/** `typeof ip saddr . tcp dport : meta mark` */
function typesBy(cursor: Cursor): readonly Type[] {
  cursor.next();
  const key = keyAt(cursor);
  restOfLine(cursor);
  return key === null ? [types.opaque] : key.fields.map(({ type }) => type);
}
