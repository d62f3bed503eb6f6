import { elementsAt, type Lookup, type NamedSet, type Sets } from './elements.ts';
import { type Field, fieldAt } from './fields.ts';
import type { Asks, Match, Packet, TellPorts, Truth } from './model.ts';
import { greatest, least } from './span.ts';
import { hex, type Span, spanOf, type Type, type Value } from './values.ts';
import type { Cursor } from './words.ts';

/** As many as nobody writes. */
export const maxOperators = 64;

/** Fields that stand side by side, and what is compared with them. */
export interface Key {
  readonly fields: readonly Field[];
}

const operators: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '!': '!',
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
};
/** Operators on bits, by either spelling. */
export const bitwise: Readonly<Record<string, string>> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  '>>': '>>',
};

/** The fields that are next: one, or several with dots between them. Null: nothing was read. */
export function keyAt(cursor: Cursor): Key | null {
  const { at } = cursor;
  const fields: Field[] = [];
  do {
    const field = fieldAt(cursor);
    if (field === null || fields.length > 15) {
      cursor.at = at;
      return null;
    }
    fields.push(fields.length === 0 || cursor.word !== '&' ? masked(cursor, field) : field);
  } while (cursor.take('.'));
  return { fields };
}

/** The field behind `&`, `|`, `^`, `<<`, `>>`, left to right. */
function masked(cursor: Cursor, field: Field): Field {
  let out = field;
  // Each is a step deeper when it is asked; what is left is not understood.
  for (let nth = 0; nth < maxOperators && !cursor.done && Object.hasOwn(bitwise, cursor.word); nth++) {
    const { at } = cursor;
    const op = bitwise[cursor.next()] ?? '';
    const mask = maskAt(cursor, field.type);
    if (mask === undefined) {
      cursor.at = at;
      return out;
    }
    out = applied(out, op, mask);
  }
  return out;
}

function maskAt(cursor: Cursor, type: Type): Value | undefined {
  if (!cursor.take('(')) return number(type, cursor.next());
  let sum = 0;
  do {
    const value = number(type, cursor.next());
    if (typeof value !== 'number') return undefined;
    sum = (sum | value) >>> 0;
  } while (cursor.take('|'));
  return cursor.take(')') ? sum : undefined;
}

function number(type: Type, word: string): Value | undefined {
  return type.parse(word) ?? (/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(word) ? Number(word) >>> 0 : undefined);
}

function applied(field: Field, op: string, mask: Value): Field {
  const read = (packet: Packet): Value | null | undefined => {
    const value = field.read(packet);
    if (value === null || value === undefined) return value;
    return bits(value, op, mask);
  };
  if (typeof mask !== 'number' || op !== '&') {
    const open = (packet: Packet): number => ((field.open?.(packet) ?? 0) === 0 ? 0 : 0xffff_ffff);
    return { ...bitsOf(field), read, open };
  }
  return { ...bitsOf(field), read, open: (packet) => ((field.open?.(packet) ?? 0) & mask) >>> 0 };
}

/** The field without what holds of its whole value alone. */
const bitsOf = ({ port: _, ...field }: Field): Field =>
  field.address === undefined ? field : { ...field, address: 'bits' };

/** Numbers of 32 bits, or IPv6 addresses. */
export function bits(value: Value, op: string, mask: Value): Value | undefined {
  if (typeof value === 'number' && typeof mask === 'number') {
    if (op === '&') return (value & mask) >>> 0;
    if (op === '|') return (value | mask) >>> 0;
    if (op === '^') return (value ^ mask) >>> 0;
    if (mask > 31) return undefined;
    return op === '<<' ? (value << mask) >>> 0 : value >>> mask;
  }
  if (typeof value !== 'string' || typeof mask !== 'string' || value.length !== 32 || mask.length !== 32)
    return undefined;
  const [a, b] = [BigInt(`0x${value}`), BigInt(`0x${mask}`)];
  return op === '&' ? hex(a & b) : op === '|' ? hex(a | b) : op === '^' ? hex(a ^ b) : undefined;
}

/** What the packet has at these fields: null when it lacks one of them. */
function valuesOf({ fields }: Key, packet: Packet): readonly (Value | undefined)[] | null {
  const values: (Value | undefined)[] = [];
  for (const field of fields) {
    const value = field.read(packet);
    if (value === null) return null;
    values.push((field.open?.(packet) ?? 0) === 0 ? value : undefined);
  }
  return values;
}

/** A comparison of `key` with what is next. Null: it is not understood. */
export function relationAt(cursor: Cursor, key: Key, sets: Sets, from: number): Match | null {
  const operator = Object.hasOwn(operators, cursor.word) ? (operators[cursor.next()] ?? '') : '';
  const [field] = key.fields;
  if (field === undefined) return null;
  const asked =
    cursor.word === '{' || cursor.word.startsWith('@')
      ? inSet(cursor, key, operator, sets)
      : compared(cursor, key, field, operator);
  if (asked === null) return null;
  const { test, asks, ports } = typeof asked === 'function' ? { test: asked, asks: [] } : asked;
  const text = cursor.text(from, cursor.at);
  const because = key.fields.find((f) => f.because !== undefined)?.because;
  const match = {
    text,
    test,
    because: because === undefined ? text : `${text} (${because})`,
    ...(ports === undefined ? {} : { ports }),
  };
  return asks.length === 0 ? match : { ...match, asks };
}

interface Asked {
  readonly test: Test;
  readonly asks: readonly Asks[];
  readonly ports?: (tell: TellPorts) => void;
}

/** How looking up in a set tells addresses apart. */
export function asksOf({ fields }: Key, set: () => NamedSet | undefined): readonly Asks[] {
  return fields.flatMap(({ address, type }, part): readonly Asks[] => {
    if (address === undefined) return [];
    const family = familyOf(type);
    if (address === 'bits') return [{ field: 'from', ...family }];
    const numeric = type.id === 'ipv4_addr';
    return [
      {
        field: address,
        ...family,
        each: (tell) => set()?.spans(part, numeric, tell),
        of: () => ({ set: set(), part }),
      },
    ];
  });
}

/** Which ports looking up in a set tells apart; undefined where the key is not a port alone. */
export function portsOf({ fields }: Key, set: () => NamedSet | undefined): ((tell: TellPorts) => void) | undefined {
  const [field, ...others] = fields;
  if (field?.port !== true || others.length > 0) return undefined;
  return (tell) => set()?.spans(0, true, (lo, hi) => tell(Number(lo), Number(hi)));
}

const familyOf = ({ id }: Type): { readonly family?: 4 | 6 } =>
  id === 'ipv4_addr' ? { family: 4 } : id === 'ipv6_addr' ? { family: 6 } : {};

/** How a comparison with one value does. */
function asksFor({ address, type }: Field, operator: string, span: Span | undefined): readonly Asks[] {
  if (address === undefined) return [];
  if (address === 'bits' || span === undefined) return [{ field: 'from', ...familyOf(type) }];
  const { lo, hi } = span;
  if (operator === '==' && type.id !== 'opaque')
    return [{ field: address, alone: true, each: (tell) => tell(lo, hi, '') }];
  const family = typeof lo === 'number' ? 4 : 6;
  return [
    {
      field: address,
      each: (tell) => {
        tell(least(family), hi, '<');
        tell(lo, greatest(family), '>');
      },
    },
  ];
}

type Test = (packet: Packet) => Truth;

/** The set that is next: a name, or its elements. */
export function setAt(cursor: Cursor, key: Key, sets: Sets, map: boolean): (() => NamedSet | undefined) | null {
  const { word } = cursor;
  if (word.startsWith('@')) {
    cursor.next();
    return () => sets.get(word.slice(1));
  }
  const set = elementsAt(
    cursor,
    key.fields.map(({ type }) => type),
    map,
  );
  return set === null ? null : () => set;
}

/** Which element a packet finds. */
export function lookedUp(key: Key, set: NamedSet | undefined, packet: Packet): Lookup | null {
  const values = valuesOf(key, packet);
  if (values === null) return null;
  if (set === undefined || values.includes(undefined)) return 'unknown';
  return set.find(values as readonly Value[], packet);
}

function inSet(cursor: Cursor, key: Key, operator: string, sets: Sets): Asked | null {
  if (operator !== '' && operator !== '!=' && operator !== '==') return null;
  const set = setAt(cursor, key, sets, false);
  if (set === null) return null;
  const wanted = operator !== '!=';
  const test: Test = (packet) => {
    const found = lookedUp(key, set(), packet);
    if (found === null) return false;
    return found === 'unknown' ? 'unknown' : found >= 0 === wanted;
  };
  const ports = portsOf(key, set);
  return { test, asks: asksOf(key, set), ...(ports === undefined ? {} : { ports }) };
}

function compared(cursor: Cursor, key: Key, field: Field, operator: string): Test | Asked | null {
  const { type } = field;
  if (key.fields.length > 1) return pairs(cursor, key, operator);
  if (type.flags === true) return flagsCompared(cursor, field, operator);
  const { word } = cursor;
  if (word === 'exists' && type.id !== 'boolean') {
    cursor.next();
    return against(field, operator === '!=' ? '==' : '!=', { lo: '', hi: '' });
  }
  if (cursor.done || !/^["\w\\*:[.-]/.test(word)) return null;
  cursor.next();
  const span = spanOf(type, word) ?? (type.max === undefined ? undefined : numeric(word));
  // A type of which no value is understood: only whether the packet has it can be told.
  const asked = operator === '' ? '==' : operator;
  const test = against(field, asked, span);
  if (field.port !== true || span === undefined) return { test, asks: asksFor(field, asked, span) };
  return { test, asks: [], ports: (tell) => tell(...portsAsked(asked, Number(span.lo), Number(span.hi))) };
}

/** The ports for which the comparison holds, or with `!=` does not. */
function portsAsked(operator: string, lo: number, hi: number): readonly [number, number] {
  if (operator === '<') return [0, lo - 1];
  if (operator === '<=') return [0, hi];
  if (operator === '>') return [hi + 1, 65_535];
  return operator === '>=' ? [lo, 65_535] : [lo, hi];
}

function numeric(word: string): Span | undefined {
  const value = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(word) ? Number(word) : undefined;
  return value === undefined ? undefined : { lo: value, hi: value };
}

function against(field: Field, operator: string, span: Span | undefined): Test {
  return (packet) => {
    const value = field.read(packet);
    if (value === null) return false;
    if (value === undefined || span === undefined || (field.open?.(packet) ?? 0) !== 0) return 'unknown';
    return holds(value, operator, span);
  };
}

function holds(value: Value, operator: string, { lo, hi }: Span): boolean {
  if (operator === '==') return lo <= value && value <= hi;
  if (operator === '!=') return value < lo || value > hi;
  if (operator === '<') return value < lo;
  if (operator === '>') return value > hi;
  return operator === '<=' ? value <= hi : value >= lo;
}

/** Values side by side: each must hold, or with `!=` not all. */
function pairs(cursor: Cursor, key: Key, operator: string): Asked | null {
  if (operator !== '' && operator !== '==' && operator !== '!=') return null;
  const spans: (Span | undefined)[] = [];
  for (const [i, field] of key.fields.entries()) {
    if (i > 0 && !cursor.take('.')) return null;
    spans.push(spanOf(field.type, cursor.next()));
  }
  const asks = key.fields.flatMap((field, i): readonly Asks[] =>
    asksFor(field, '==', spans[i]).map(({ alone: _, ...ask }) => ask),
  );
  const test: Test = (packet) => {
    const values = valuesOf(key, packet);
    if (values === null) return false;
    const each = values.map((value, i): Truth => {
      const span = spans[i];
      return value === undefined || span === undefined ? 'unknown' : holds(value, '==', span);
    });
    const all: Truth = each.includes(false) ? false : each.includes('unknown') ? 'unknown' : true;
    return operator !== '!=' || all === 'unknown' ? all : !all;
  };
  return { test, asks };
}

/**
 * Flags: a list without an operator asks for any of them, `!` for none; with `==` and `!=` the whole value is compared,
 * and `a / b` asks that of those in `b` just `a` are set (nft(8), BITMASK TYPE).
 */
function flagsCompared(cursor: Cursor, field: Field, operator: string): Test | null {
  const value = flagsAt(cursor, field.type);
  if (value === null) return null;
  if (cursor.take('/')) {
    const mask = flagsAt(cursor, field.type);
    return mask === null
      ? null
      : against(applied(field, '&', mask), operator === '!=' ? '!=' : '==', { lo: value, hi: value });
  }
  const zero = { lo: 0, hi: 0 };
  if (operator === '' && value !== 0) return against(applied(field, '&', value), '!=', zero);
  if (operator === '!') return against(applied(field, '&', value), '==', zero);
  return against(field, operator === '' ? '==' : operator, { lo: value, hi: value });
}

function flagsAt(cursor: Cursor, type: Type): number | null {
  let sum = 0;
  cursor.take('(');
  do {
    const value = type.parse(cursor.next());
    if (typeof value !== 'number') return null;
    sum = (sum | value) >>> 0;
  } while (cursor.take(',') || cursor.take('|'));
  cursor.take(')');
  return sum;
}
