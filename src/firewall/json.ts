/*
 * What `nft -j list ruleset` prints (libnftables-json(5)), in the words of `nft list ruleset`: one reader reads both.
 */
import { deviceTypes, elements, expression } from './json/expression.ts';
import { statement } from './json/statement.ts';
import { type Fields, isObject, only, own, quoted, word } from './json/word.ts';

/** A line as nft(8) would print it. */
export interface SaidLine {
  readonly text: string;
  /** Line of the JSON, counted from 1. */
  readonly line: number;
}

interface OpenTable {
  readonly line: number;
  readonly family: string;
  readonly name: string;
  readonly dormant: boolean;
  readonly before: SaidLine[];
  readonly chains: Map<string, { readonly head: readonly SaidLine[]; readonly rules: SaidLine[] }>;
}

/** Where a document of this kind begins: with the line itself, or with a brace and the line behind it. */
export function jsonStarts(line: string, next: string | undefined): boolean {
  return (
    /^\s*\{\s*"nftables"\s*:/.test(line.slice(0, 200)) ||
    (/^\s*\{\s*$/.test(line.slice(0, 200)) && /^\s*"nftables"\s*:/.test((next ?? '').slice(0, 200)))
  );
}

/** Braces and brackets that a line opens, less those that it closes, outside strings, none of which goes over lines. */
export function jsonDepth(line: string): number {
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === quote) at = stringEnd(line, at);
    else if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) depth--;
  }
  return depth;
}

const quote = 34;

/** Place of the quote that closes a string; the end of the text when none does. */
function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Reads one document. Total: what is not understood is a line that the reader of nft(8) does not understand either. */
export function saidByJson(text: string): readonly SaidLine[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [{ text: 'JSON of nft that breaks off or is damaged', line: 1 }];
  }
  const list = isObject(document) ? own(document, 'nftables') : undefined;
  if (!Array.isArray(list)) return [{ text: 'JSON without a list of nftables', line: 1 }];
  return new Document(list, linesOf(text, list.length)).lines();
}

/** Line of each object in the list. Most documents are one line. */
function linesOf(text: string, count: number): readonly number[] {
  if (!text.trimEnd().includes('\n')) return [];
  const lines: number[] = [];
  let depth = 0;
  for (const [i, line] of text.split('\n').entries()) {
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === quote) at = stringEnd(line, at);
      else if (code === 123 || code === 91) {
        if (depth === 2 && lines.length < count) lines.push(i + 1);
        depth++;
      } else if (code === 125 || code === 93) depth--;
    }
  }
  return lines;
}

class Document {
  readonly #list: readonly unknown[];
  readonly #lineOf: readonly number[];
  readonly #tables = new Map<string, OpenTable>();
  readonly #strange: SaidLine[] = [];

  constructor(list: readonly unknown[], lineOf: readonly number[]) {
    this.#list = list;
    this.#lineOf = lineOf;
  }

  lines(): readonly SaidLine[] {
    for (const [i, entry] of this.#list.entries()) {
      const line = this.#lineOf[i] ?? 1;
      const [kind, about] = only(entry) ?? [];
      if (kind === undefined || !isObject(about) || !this.#take(kind, about, line)) this.#refuse(kind, line);
    }
    const out: SaidLine[] = [{ text: '', line: 1 }, ...this.#strange];
    for (const table of this.#tables.values()) print(table, out);
    return out;
  }

  /** False: it is not understood. */
  #take(kind: string, about: Fields, line: number): boolean {
    if (kind === 'metainfo') return true;
    if (kind === 'table') return this.#table(about, line);
    const table = this.#tables.get(`${word(own(about, 'family'))} ${word(own(about, 'table'))}`);
    if (table === undefined) return false;
    if (kind === 'chain') return openChain(table, about, line);
    if (kind === 'set' || kind === 'map' || kind === 'meter')
      table.before.push(...setLines(kind === 'meter' ? 'set' : kind, about, line));
    else if (kind === 'rule') return addRule(table, about, line);
    else
      return (
        /^(?:element|counter|quota|limit|ct (?:helper|timeout|expectation)|flowtable|synproxy|secmark|tunnel)$/.test(
          kind,
        ) && kind !== 'element'
      );
    return true;
  }

  #table(about: Fields, line: number): boolean {
    const [family, name, flags] = [word(own(about, 'family')), word(own(about, 'name')), own(about, 'flags')];
    if (!/^(?:ip6?|inet|netdev|arp|bridge)$/.test(family)) return false;
    const dormant = flags === 'dormant' || (Array.isArray(flags) && flags.includes('dormant'));
    this.#tables.set(`${family} ${name}`, { line, family, name, dormant, before: [], chains: new Map() });
    return true;
  }

  #refuse(kind: string | undefined, line: number): void {
    const name = kind === undefined ? 'an entry' : `the entry ${quoted(kind.slice(0, 60))}`;
    this.#strange.push({ text: `${name} of the JSON of nft`, line });
  }
}

/** Not by spreading: a table may have a million lines. */
function print({ line, family, name, dormant, before, chains }: OpenTable, out: SaidLine[]): void {
  out.push({ text: `table ${family} ${name} {`, line });
  if (dormant) out.push({ text: 'flags dormant', line });
  for (const said of before) out.push(said);
  for (const { head, rules } of chains.values()) {
    for (const said of head) out.push(said);
    for (const said of rules) out.push(said);
    out.push({ text: '}', line: head[0]?.line ?? line });
  }
  out.push({ text: '}', line });
}

function openChain(table: OpenTable, about: Fields, line: number): boolean {
  const name = word(own(about, 'name'));
  const head = [{ text: `chain ${name} {`, line }];
  const [type, hook, device] = [own(about, 'type'), own(about, 'hook'), own(about, 'dev')];
  if (type !== undefined || hook !== undefined) {
    const devices = (Array.isArray(device) ? device : device === undefined ? [] : [device]).map((one) =>
      quoted(String(one)),
    );
    const at = devices.length === 0 ? '' : ` devices = { ${devices.join(', ')} }`;
    const start = `type ${word(type)} hook ${word(hook)}${at} priority ${word(own(about, 'prio'))};`;
    head.push({ text: `${start} policy ${word(own(about, 'policy') ?? 'accept')};`, line });
  }
  table.chains.set(name, { head, rules: [] });
  return true;
}

function addRule(table: OpenTable, about: Fields, line: number): boolean {
  const chain = table.chains.get(word(own(about, 'chain')));
  const [list, handle, comment] = [own(about, 'expr'), own(about, 'handle'), own(about, 'comment')];
  if (chain === undefined || !Array.isArray(list)) return false;
  const words = list.map(statement);
  if (typeof comment === 'string') words.push(`comment ${quoted(comment)}`);
  if (typeof handle === 'number') words.push(`# handle ${handle}`);
  chain.rules.push({ text: words.join(' '), line });
  return true;
}

function setLines(kind: 'set' | 'map', about: Fields, line: number): readonly SaidLine[] {
  const [type, size, list] = [own(about, 'type'), own(about, 'size'), own(about, 'elem')];
  const names = (Array.isArray(type) ? type : [type]).map((one) => (typeof one === 'string' ? one : ''));
  const by = isObject(type) ? own(type, 'typeof') : undefined;
  const key = by === undefined ? `type ${names.map(word).join(' . ')}` : `typeof ${expression(by)}`;
  const lines = [`${kind} ${word(own(about, 'name'))} {`, `${key}${kind === 'map' ? ' : verdict' : ''}`];
  if (typeof size === 'number') lines.push(`size ${size}`);
  if (Array.isArray(list))
    lines.push(`elements = ${elements(list, by === undefined ? deviceTypes(names) : false, kind === 'map')}`);
  else if (list !== undefined) lines.push(`elements = { ${word(list)} }`);
  return [...lines, '}'].map((text) => ({ text, line }));
}
