/*
 * What `ip -j rule` and `ip -j route` print, in the words of ip(8) without -j: one reader reads both.
 */
import type { SaidLine } from './json.ts';
import { documentsIn, elements, type Located } from './located.ts';

/** Keys that an object of these begins with; `ifindex` is of ip-address(8) and ip-link(8). */
const first =
  '"(?:priority"\\s*:|dst"\\s*:|ifindex"\\s*:|type"\\s*:\\s*"(?:unicast|local|broadcast|multicast|anycast|blackhole|unreachable|prohibit|throw|nat)")';
const onLine = new RegExp(`^\\s*\\[\\s*(?:\\{\\s*\\}\\s*,\\s*)*\\{\\s*${first}`);
const behind = new RegExp(`^\\s*${first}`);

/** Where a document of this kind begins: with the line itself, or with brackets and the line behind them. */
export function ipJsonStarts(line: string, next: string | undefined): boolean {
  const start = line.slice(0, 200);
  return onLine.test(start) || (/^\s*\[\s*\{\s*$/.test(start) && behind.test((next ?? '').slice(0, 200)));
}

/** Reads one document. Null: it breaks off, or is damaged. Addresses and neighbours are no routes. */
export function saidByIpJson(text: string): readonly SaidLine[] | null {
  const { whole, broken } = documentsIn(text);
  const [document] = whole;
  if (document === undefined || whole.length !== 1 || broken.length > 0) return null;
  const out: SaidLine[] = [];
  for (const one of elements(document)) {
    const fields = fieldsOf(one);
    const { line } = one;
    if (fields.has('priority')) out.push({ text: ruleText(fields), line });
    else if (fields.has('dst') && !['lladdr', 'state', 'uid'].some((key) => fields.has(key)))
      for (const route of routeTexts(fields)) out.push({ text: route, line });
  }
  return out;
}

type Fields = ReadonlyMap<string, Located>;
const none: Fields = new Map();

function fieldsOf(of: Located | undefined): Fields {
  return of?.value instanceof Map ? (of.value as Fields) : none;
}

/** A value as one word; what is none, or is not there, has no word. */
function word(fields: Fields, key: string): string | null {
  const value = fields.get(key)?.value;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.:/@+[\]-]{1,64}$/.test(value) ? value : null;
}

/** `NAME VALUE`, where the key is there; a value that is no word is a question mark. */
const told = (fields: Fields, key: string, name = key): string =>
  fields.has(key) ? ` ${name} ${word(fields, key) ?? '?'}` : '';

const flags = (fields: Fields): string =>
  elements(fields.get('flags'))
    .map(({ value }) => (typeof value === 'string' && /^\w+$/.test(value) ? ` ${value}` : ''))
    .join('');

function via(fields: Fields): string {
  const other = fieldsOf(fields.get('via'));
  if (other.size > 0) return ` via ${word(other, 'family') ?? '?'} ${word(other, 'host') ?? '?'}`;
  return told(fields, 'gateway', 'via');
}

/** A route, and a line for each of its next hops. */
function routeTexts(fields: Fields): readonly string[] {
  const type = word(fields, 'type');
  const text = [
    `${type === null ? '' : `${type} `}${word(fields, 'dst') ?? '?'}`,
    told(fields, 'from'),
    told(fields, 'tos'),
    told(fields, 'nhid'),
    via(fields),
    told(fields, 'dev'),
    told(fields, 'table'),
    told(fields, 'protocol', 'proto'),
    told(fields, 'scope'),
    told(fields, 'prefsrc', 'src'),
    told(fields, 'metric'),
    flags(fields),
    told(fields, 'pref'),
  ].join('');
  const hops = elements(fields.get('nexthops')).map((hop) => {
    const own = fieldsOf(hop);
    return `\tnexthop${via(own)}${told(own, 'dev')}${told(own, 'weight')}${flags(own)}`;
  });
  return [text, ...hops];
}

/** Keys of a rule, and their words; those that tell nothing of which packets it is for have none. */
const ruleKeys: Readonly<Record<string, string>> = {
  tos: 'tos',
  iif: 'iif',
  oif: 'oif',
  ipproto: 'ipproto',
  sport: 'sport',
  dport: 'dport',
  goto: 'goto',
  suppress_prefixlen: 'suppress_prefixlength',
  suppress_ifgroup: 'suppress_ifgroup',
  protocol: 'proto',
};
const ends: Readonly<Record<string, string>> = { uid: 'uidrange', sport: 'sport', dport: 'dport' };
/** What is told with another key, or is a word by itself. */
const beside: Readonly<Record<string, string>> = {
  iif_detached: ' [detached]',
  oif_detached: ' [detached]',
  unresolved: ' [unresolved]',
  l3mdev: ' lookup [l3mdev-table]',
  nop: ' nop',
};
const spoken: ReadonlySet<string> = new Set('priority not src srclen dst dstlen fwmark fwmask table action'.split(' '));

function ruleText(fields: Fields): string {
  const net = (name: string, key: string): string => {
    const length = word(fields, `${key}len`);
    return fields.has(key) ? ` ${name} ${word(fields, key) ?? '?'}${length === null ? '' : `/${length}`}` : '';
  };
  const mask = word(fields, 'fwmask');
  const mark = fields.has('fwmark') ? `${told(fields, 'fwmark')}${mask === null ? '' : `/${mask}`}` : '';
  const more = [...fields.keys()].map((key) => {
    const [, range = '', end] = /^(uid|sport|dport)_(start|end)$/.exec(key) ?? [];
    if (end === 'end' || spoken.has(key)) return '';
    if (end === 'start') return ` ${ends[range]} ${word(fields, key) ?? '?'}-${word(fields, `${range}_end`) ?? '?'}`;
    if (Object.hasOwn(beside, key)) return beside[key] ?? '';
    // A key that is not known here asks for something, too.
    return Object.hasOwn(ruleKeys, key)
      ? told(fields, key, ruleKeys[key])
      : ` ${key.replace(/\W/g, '_').slice(0, 40)}?`;
  });
  const action = fields.has('action') ? ` ${word(fields, 'action') ?? '?'}` : '';
  const start = `${word(fields, 'priority') ?? '?'}:\t${fields.has('not') ? 'not ' : ''}`;
  return `${start}from ${net('from', 'src').replace(/^ from /, '') || 'all'}${net('to', 'dst')}${mark}${told(fields, 'table', 'lookup')}${more.join('')}${action}`;
}
