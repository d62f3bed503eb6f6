/*
 * Statements of libnftables-json(5) in the words of nft(8).
 */
import { expression, lookup, operand, verdict } from './expression.ts';
import { type Fields, isObject, notUnderstood, only, own, quoted, word } from './word.ts';

/** One statement. What is not understood stays JSON, which the reader of these words names. */
export function statement(value: unknown): string {
  const [name, about] = only(value) ?? [];
  if (name === undefined) return notUnderstood(value);
  const decided = verdict(value);
  if (decided !== undefined) return decided;
  const reader = Object.hasOwn(statements, name) ? statements[name] : undefined;
  return reader?.(about, name) ?? notUnderstood(value);
}

/** Undefined: it is not understood. */
type Printer = (about: unknown, name: string) => string | undefined;

const withFields =
  (print: (about: Fields, name: string) => string | undefined): Printer =>
  (about, name) =>
    isObject(about) ? print(about, name) : undefined;

/** An object of its own that has a name: `counter name "web"`. */
const orNamed =
  (print: Printer): Printer =>
  (about, name) =>
    typeof about === 'string' ? `${name} name ${quoted(about)}` : print(about, name);

const statements: Readonly<Record<string, Printer>> = {
  match: withFields(comparison),
  vmap: withFields((about) => `${expression(own(about, 'key'))} vmap ${lookup(about)}`),
  counter: orNamed((about) =>
    isObject(about) ? `counter packets ${word(own(about, 'packets'))} bytes ${word(own(about, 'bytes'))}` : 'counter',
  ),
  limit: orNamed(withFields(limit)),
  quota: orNamed(
    withFields((about) => `quota ${over(about)}${word(own(about, 'val'))} ${word(own(about, 'val_unit') ?? 'bytes')}`),
  ),
  'ct count': withFields((about) => `ct count ${over(about)}${word(own(about, 'val'))}`),
  last: () => 'last used never',
  notrack: () => 'notrack',
  reject: (about) => (about === null ? 'reject' : isObject(about) ? reject(about) : undefined),
  mangle: withFields((about) => `${expression(own(about, 'key'))} set ${expression(own(about, 'value'))}`),
  'ct helper': assigned,
  'ct timeout': assigned,
  'ct expectation': assigned,
  log: (about) => (about === null ? 'log' : isObject(about) ? log(about) : undefined),
  snat: withFields(translation),
  dnat: withFields(translation),
  masquerade: (about, name) => ported(about, name),
  redirect: (about, name) => ported(about, name),
  set: withFields((about) => changed(about, own(about, 'set'))),
  map: withFields((about) => changed(about, own(about, 'map'))),
  meter: withFields(
    (about) =>
      `meter ${word(own(about, 'name'))} { ${expression(keyOf(own(about, 'key')))} ${statement(own(about, 'stmt'))} }`,
  ),
  queue: (about) => (isObject(about) ? `queue num ${operand(own(about, 'num') ?? 0, null)}` : 'queue'),
  tproxy: withFields((about) => `tproxy to ${target(about)}`),
  synproxy: orNamed(() => 'synproxy'),
  fwd: withFields((about) => `fwd to ${operand(own(about, 'dev'), null)}`),
  dup: withFields((about) => {
    const device = own(about, 'dev');
    return `dup to ${word(own(about, 'addr'))}${device === undefined ? '' : ` device ${word(device)}`}`;
  }),
  flow: withFields((about) => `flow ${word(own(about, 'op'))} ${word(own(about, 'flowtable'))}`),
  // Of what iptables(8) asks, older versions tell nothing at all.
  xt: withFields((about) => `xt ${word(own(about, 'type'))} ${quoted(String(own(about, 'name')))}`),
};

const over = (about: Fields): string => (own(about, 'inv') === true ? 'over ' : '');

/** `in` and `==` are left out where nft(8) does. */
function comparison(about: Fields): string | undefined {
  const [op, left, right] = [own(about, 'op'), own(about, 'left'), own(about, 'right')];
  if (typeof op !== 'string' || !/^(?:==|!=|<|>|<=|>=|in|!)$/.test(op)) return undefined;
  const [operator, operands] = only(left) ?? [];
  if (operator === '&' && Array.isArray(operands) && operands.length === 2 && isFlags(operands[1])) {
    const asked = `${flags(right)} / ${flags(operands[1])}`;
    if (op === '==' || op === '!=') return `${expression(operands[0])} ${op === '!=' ? '!= ' : ''}${asked}`;
  }
  const implied = op === 'in' || (op === '==' && !hasFlags(left) && !(operator === '&'));
  const value = operand(right, left);
  return `${expression(left)} ${implied || (op === '==' && value.startsWith('{')) ? '' : `${op} `}${value}`;
}

/** Flags of TCP, or several of them. */
function isFlags(value: unknown): boolean {
  const list: unknown = only(value)?.[0] === '|' ? only(value)?.[1] : value;
  return Array.isArray(list)
    ? list.length > 0 && list.every((one) => typeof one === 'string')
    : /^(?:fin|syn|rst|psh|ack|urg|ecn|cwr)$/.test(String(list));
}

function flags(value: unknown): string {
  const [name, about] = only(value) ?? [];
  const list: unknown = name === '|' ? about : value;
  return Array.isArray(list) ? list.map(word).join(',') : word(list);
}

/** Of these a list asks for any of it, and `==` for just that. */
function hasFlags(left: unknown): boolean {
  const [name, about] = only(left) ?? [];
  if (!isObject(about)) return false;
  if (name === 'ct') return own(about, 'key') === 'state' || own(about, 'key') === 'status';
  return name === 'payload' && own(about, 'protocol') === 'tcp' && own(about, 'field') === 'flags';
}

function limit(about: Fields): string {
  const [unit, burst] = [own(about, 'rate_unit'), own(about, 'burst')];
  const [rate, per] = [word(own(about, 'rate')), word(own(about, 'per') ?? 'second')];
  if (unit !== undefined && unit !== 'packets') return `limit rate ${over(about)}${rate} ${word(unit)}/${per}`;
  // nft(8) leaves its usual burst out.
  return `limit rate ${over(about)}${rate}/${per}${burst === undefined || burst === 5 ? '' : ` burst ${word(burst)} packets`}`;
}

function reject(about: Fields): string {
  const [type, how] = [own(about, 'type'), own(about, 'expr')];
  if (type === undefined || (type === 'icmpx' && how === 'port-unreachable')) return 'reject';
  if (type === 'tcp reset') return 'reject with tcp reset';
  return how === undefined ? `reject with ${word(type)}` : `reject with ${word(type)} ${word(how)}`;
}

function assigned(about: unknown, name: string): string | undefined {
  return typeof about === 'string' ? `${name} set ${quoted(about)}` : undefined;
}

function log(about: Fields): string {
  const prefix = own(about, 'prefix');
  const group = own(about, 'group');
  const level = own(about, 'level');
  return [
    'log',
    ...(prefix === undefined ? [] : [`prefix ${quoted(String(prefix))}`]),
    ...(group === undefined ? [] : [`group ${word(group)}`]),
    ...(level === undefined ? [] : [`level ${word(level)}`]),
    ...(own(about, 'flags') === 'all' ? ['flags all'] : []),
  ].join(' ');
}

/** `masquerade to :1024-65535 random` */
function ported(about: unknown, name: string): string | undefined {
  if (about === null) return name;
  if (!isObject(about)) return undefined;
  const port = own(about, 'port');
  return `${name}${port === undefined ? '' : ` to :${operand(port, null)}`}${manners(about)}`;
}

/** `dnat ip to 192.0.2.2:22 persistent` */
function translation(about: Fields, name: string): string {
  const family = own(about, 'family');
  const kind = own(about, 'type_flags');
  const kinds = (Array.isArray(kind) ? kind : kind === undefined ? [] : [kind]).map(word);
  return (
    [name, ...(family === undefined ? [] : [word(family)]), ...kinds, 'to', target(about)].join(' ') + manners(about)
  );
}

function target(about: Fields): string {
  const [address, port] = [own(about, 'addr'), own(about, 'port')];
  const [name, map] = only(address) ?? [];
  if (name === 'map' && isObject(map)) return `${expression(own(map, 'key'))} map ${lookup(map)}`;
  if (address === undefined) return `:${operand(port, null)}`;
  const to = operand(address, null);
  if (port === undefined) return to;
  return `${to.includes(':') ? `[${to}]` : to}:${operand(port, null)}`;
}

function manners(about: Fields): string {
  const flag = own(about, 'flags');
  const list: readonly unknown[] = Array.isArray(flag) ? flag : flag === undefined ? [] : [flag];
  const known = list.filter((one) => one !== 'netmap');
  return known.length === 0 ? '' : ` ${known.map(word).join(',')}`;
}

function keyOf(key: unknown): unknown {
  const [name, about] = only(key) ?? [];
  return name === 'elem' && isObject(about) ? own(about, 'val') : key;
}

/** `update @SET { KEY timeout 1m limit … }`, with the data where it is a map. */
function changed(about: Fields, name: unknown): string | undefined {
  const [op, elem, data, stmts] = [own(about, 'op'), own(about, 'elem'), own(about, 'data'), own(about, 'stmt')];
  if (typeof name !== 'string' || (op !== 'add' && op !== 'update' && op !== 'delete')) return undefined;
  const timeout =
    only(elem)?.[0] === 'elem' && isObject(only(elem)?.[1]) ? own(only(elem)?.[1] as Fields, 'timeout') : undefined;
  const more = [
    ...(timeout === undefined ? [] : [`timeout ${word(timeout)}s`]),
    ...(Array.isArray(stmts) ? stmts.map(statement) : []),
    ...(data === undefined ? [] : [`: ${expression(data)}`]),
  ];
  return `${op} ${name.startsWith('@') ? word(name) : `@${word(name)}`} { ${[expression(keyOf(elem)), ...more].join(' ')} }`;
}
