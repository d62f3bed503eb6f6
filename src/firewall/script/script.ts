/*
 * Scripts of nft(8), such as /etc/nftables.conf: what they make of an empty ruleset, as `nft list ruleset` would print it.
 */
import { unquoted } from '../words.ts';
import { addTo, chainAt, nameAt, type Reading, ruleAt, setAt, tableBlock, within } from './blocks.ts';
import { Feed } from './feed.ts';
import { Scopes } from './scopes.ts';
import { lineOf, printed, type ScriptChain, type ScriptLine, type ScriptTable } from './tables.ts';
import type { Token } from './tokens.ts';

/** The words of the files that a script names, of those that were given; `by`: the file that names them. */
export type Include = (pattern: string, by: string) => readonly (readonly Token[])[];

/** What a script says. `assumed`: what is taken for granted. */
export interface Said {
  readonly lines: readonly ScriptLine[];
  readonly assumed: readonly string[];
}

/** Reads a script. Total: what is not understood is a line that the reader of lists does not understand either. */
export function saidByScript(tokens: readonly Token[], include: Include): Said {
  return new Script(tokens, include).said();
}

const families: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'netdev', 'arp', 'bridge']);
/** Objects of a table that bear on nothing but the rules that name them. */
const objects: ReadonlySet<string> = new Set(
  'flowtable counter quota limit ct synproxy secmark tunnel counters quotas limits'.split(' '),
);
/** They change nothing. */
const looks: ReadonlySet<string> = new Set('list monitor describe export reset'.split(' '));
const verbs: ReadonlySet<string> = new Set('add create insert replace delete destroy flush rename'.split(' '));

class Script implements Reading {
  readonly feed: Feed;
  readonly scopes = new Scopes();
  readonly #include: Include;
  readonly #tables = new Map<string, ScriptTable>();
  readonly #strange = new Map<string, ScriptLine>();
  readonly #assumed = new Set<string>();

  constructor(tokens: readonly Token[], include: Include) {
    this.#include = include;
    this.feed = new Feed(tokens);
  }

  said(): Said {
    const { feed } = this;
    const missing = (line: ScriptLine): void => void this.#strange.set(`${line.file}:${line.line}`, line);
    while (feed.word !== '') {
      if (feed.word === '\n' || feed.word === ';' || feed.word.startsWith('#')) feed.next();
      else if (!this.everywhere(missing)) this.#command();
    }
    const lines: ScriptLine[] = [{ text: '', file: feed.token.file, line: 1 }, ...this.#strange.values()];
    // Not by spreading: a table may have a million lines.
    for (const table of this.#tables.values()) for (const line of printed(table)) lines.push(line);
    return { lines, assumed: [...this.#assumed] };
  }

  refuse(at: Token, text: string): void {
    // Nothing of it may be taken for a table, or for nothing.
    const words = text
      .slice(0, 200)
      .replace(/[{}\s]+/g, ' ')
      .trim();
    const shown = /^(?:table|#|$)/.test(words) ? `not understood: ${words}` : words;
    this.#strange.set(shown, lineOf(at, shown));
  }

  expand(words: readonly Token[]): readonly Token[] {
    return this.scopes.expand(words, (at, why) => this.refuse(at, `the variable ${why}`));
  }

  everywhere(missing: (line: ScriptLine) => void): boolean {
    const { feed } = this;
    const at = feed.token;
    if (at.word === 'include') this.#included(at, missing);
    else if (at.word === 'define' || at.word === 'redefine') this.#defined(at);
    else if (at.word === 'undefine') {
      const [, name] = feed.statement();
      if (name === undefined || !this.scopes.undefine(name.word)) this.refuse(at, `undefine ${name?.word ?? ''}`);
    } else return false;
    return true;
  }

  #defined(at: Token): void {
    const [, name, equals, ...value] = this.feed.statement();
    const fits = name !== undefined && equals?.word === '=' && value.length > 0;
    if (!fits) this.refuse(at, `${at.word} ${name?.word ?? ''}`);
    else if (!this.scopes.define(name.word, this.expand(value), at.word === 'redefine'))
      this.refuse(name, `define ${name.word}, which is defined already`);
  }

  /** A file is read in the place where it is named. */
  #included(at: Token, missing: (line: ScriptLine) => void): void {
    const { feed } = this;
    const [, named, ...more] = feed.statement();
    const pattern = named?.word.replace(/^"(.*)"$/, '$1') ?? '';
    const found = more.length === 0 && named?.word.startsWith('"') === true ? this.#include(pattern, at.file) : [];
    if (found.length === 0) missing(lineOf(at, `include "${pattern.slice(0, 150).replace(/["{}]/g, '?')}"`));
    else if (/[*?[]/.test(pattern))
      this.#assumed.add(`include "${pattern}" (${at.file}:${at.line}) finds no other files`);
    // The last one that is put there is read first.
    for (const tokens of [...found].reverse())
      if (!feed.include(tokens)) this.refuse(at, `include "${pattern}", too deep or too often`);
  }

  #command(): void {
    const { feed } = this;
    const at = feed.next();
    if (looks.has(at.word)) return void feed.statement();
    const verb = verbs.has(at.word) ? at.word : 'add';
    const kind = verbs.has(at.word) && !feed.ends ? feed.next() : at;
    if (verb === 'add' || verb === 'create') this.#add(at, kind);
    else if (verb === 'insert' || verb === 'replace') this.#rule(at, verb, kind);
    else this.#away(at, verb, kind.word);
  }

  #add(at: Token, kind: Token): void {
    const { word } = kind;
    if (word === 'table') this.#table(at);
    else if (word === 'chain') {
      const table = this.#named(at);
      if (table !== null) {
        chainAt(this, table, kind);
        this.#rest(at);
      }
    } else if (word === 'set' || word === 'map' || word === 'meter') {
      const table = this.#named(at);
      if (table !== null) setAt(this, table, kind);
    } else if (word === 'element') this.#elements(at);
    else if (objects.has(word)) this.feed.statement();
    else this.#rule(at, 'add', kind);
  }

  /** Whatever else stands in the statement. */
  #rest(at: Token): void {
    const rest = this.feed.statement();
    if (rest.length > 0) this.refuse(at, rest.map(({ word }) => word).join(' '));
  }

  #family(): string {
    return families.has(this.feed.word) ? this.feed.next().word : 'ip';
  }

  #name(): string {
    if (this.feed.ends) return '';
    const [name] = this.expand([this.feed.next()]);
    return unquoted(name?.word ?? '');
  }

  #table(at: Token): void {
    const { feed } = this;
    const family = this.#family();
    const name = nameAt(this, at);
    if (name === null) return;
    const key = `${family} ${name}`;
    const table = this.#tables.get(key) ?? { at, family, name, about: [], sets: new Map(), chains: new Map() };
    this.#tables.set(key, table);
    while (feed.word.startsWith('#')) feed.next();
    if (feed.take('{')) tableBlock(this, table);
    this.#rest(at);
  }

  /** The table that is named next; null, and the statement is over: nobody has made it. */
  #named(at: Token): ScriptTable | null {
    const [family, name] = [this.#family(), this.#name()];
    const table = this.#tables.get(`${family} ${name}`);
    if (table !== undefined) return table;
    this.feed.statement();
    this.refuse(at, `what is done to the table ${family} ${name}, which is not made here`);
    return null;
  }

  #elements(at: Token): void {
    const table = this.#named(at);
    if (table === null) return;
    const name = this.#name();
    const set = table.sets.get(name);
    const words = this.expand(this.feed.statement());
    if (set === undefined) this.refuse(at, `elements of ${name}, which is not made here`);
    else addTo(set, within(words));
  }

  /** `add rule [FAMILY] TABLE CHAIN [index N] …`; the word may be left out where it is added. */
  #rule(at: Token, verb: string, kind: Token): void {
    const { feed } = this;
    let name = kind.word;
    if (name === 'rule') name = '';
    else if (verb !== 'add' || !/^["\w$]/.test(name)) {
      const rest = feed.statement().map(({ word }) => word);
      this.refuse(at, [at.word, ...(at === kind ? [] : [name]), ...rest].join(' '));
      return;
    }
    const family = name === '' ? this.#family() : families.has(name) ? name : 'ip';
    const table = name === '' || families.has(name) ? this.#name() : name;
    const chain = this.#tables.get(`${family} ${table}`)?.chains.get(this.#name());
    const told = /^(?:index|position|handle)$/.test(feed.word);
    const by = told ? { word: feed.next().word, number: feed.next().word } : { word: '', number: '' };
    const rule = feed.ends ? null : ruleAt(this, at);
    if (chain === undefined || rule === null)
      this.refuse(at, `a rule for ${family} ${table}, in a chain that is not made here`);
    else if (!placed(chain, verb, rule, by)) this.refuse(at, `${verb} rule ${by.word} ${by.number}`);
  }

  #away(at: Token, verb: string, kind: string): void {
    if (kind === 'ruleset') {
      this.#empty(at);
      return;
    }
    if (objects.has(kind)) return void this.feed.statement();
    if (kind !== 'table' && kind !== 'chain' && kind !== 'rule' && kind !== 'set' && kind !== 'map') {
      const rest = this.feed.statement().map(({ word }) => word);
      this.refuse(at, [verb, kind, ...rest].join(' '));
      return;
    }
    const [family, name] = [this.#family(), this.#name()];
    const table = this.#tables.get(`${family} ${name}`);
    const words = this.expand(this.feed.statement()).map(({ word }) => word);
    // What others have made is gone, or empty: nothing of it bears on what is asked.
    if (table === undefined) return;
    const done =
      kind === 'table' && words.length === 0 ? this.#tableAway(verb, table) : partAway(table, verb, kind, words);
    if (!done) this.refuse(at, [verb, kind, family, name, ...words].join(' '));
  }

  #tableAway(verb: string, table: ScriptTable): boolean {
    if (verb === 'flush') for (const chain of table.chains.values()) chain.rules.length = 0;
    else this.#tables.delete(`${table.family} ${table.name}`);
    return verb === 'flush' || (verb !== 'rename' && !stands(table));
  }

  /** Where chains are thrown away that the same file has, a list stands before the script. */
  #empty(at: Token): void {
    const [family] = this.feed.statement().map(({ word }) => word);
    for (const [key, table] of this.#tables) {
      if (family !== undefined && family !== table.family) continue;
      if (stands(table)) this.refuse(at, `flush ruleset, behind the chains of the table ${table.name}`);
      this.#tables.delete(key);
    }
  }
}

/** Whether a table has more than a name: who makes it new has it listed before, or the file holds two scripts. */
function stands({ chains }: ScriptTable): boolean {
  return [...chains.values()].some(({ base, rules }) => base !== null || rules.length > 0);
}

/** Puts a rule where it is to stand. False: nobody knows where that is. */
function placed(chain: ScriptChain, verb: string, rule: ScriptLine, by: { word: string; number: string }): boolean {
  const { rules } = chain;
  const at =
    by.word === ''
      ? verb === 'insert'
        ? 0
        : rules.length
      : by.word === 'index'
        ? Number(by.number)
        : rules.findIndex(({ text }) => text.endsWith(`# handle ${by.number}`));
  const behind = verb === 'add' && by.word !== '' ? 1 : 0;
  const known = Number.isInteger(at) && at >= 0 && (by.word === '' || at < rules.length);
  if (!known || (verb === 'replace' && by.word !== 'handle')) return false;
  rules.splice(at + behind, verb === 'replace' ? 1 : 0, rule);
  return true;
}

/** A chain, a rule or a set of a table is emptied or deleted. False: it is not known which, or what is left. */
function partAway(table: ScriptTable, verb: string, kind: string, words: readonly string[]): boolean {
  const [name = '', by, number] = words;
  const chain = table.chains.get(name);
  if (verb === 'rename') return false;
  if (kind === 'chain') {
    if (chain === undefined) return verb !== 'flush';
    if (verb === 'flush') chain.rules.length = 0;
    else table.chains.delete(name);
    return true;
  }
  if (kind === 'rule') {
    const at = chain?.rules.findIndex(({ text }) => text.endsWith(`# handle ${number}`)) ?? -1;
    if (by === 'handle' && at >= 0) chain?.rules.splice(at, 1);
    return by === 'handle' && at >= 0;
  }
  const set = table.sets.get(name);
  if (set === undefined) return verb !== 'flush';
  if (verb === 'flush') set.elements.length = 0;
  else table.sets.delete(name);
  return true;
}
