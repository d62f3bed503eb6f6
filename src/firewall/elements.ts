import type { Packet, Tell } from './model.ts';
import { ElementsOf } from './sets.ts';
import { type Span, spanOf, type Type, type Value } from './values.ts';
import type { Cursor } from './words.ts';

/** Number of an element, from 0; -1: none. */
export type Lookup = number | 'unknown';

/** A set or map, with a name or without one. */
export interface NamedSet {
  /** Words that an element of a map leads to. */
  readonly data: readonly (readonly string[])[];
  readonly size: number;
  /** Elements that it has room for, when that was said. */
  readonly room: number | null;
  find(key: readonly Value[], packet: Packet): Lookup;
  /** Tells of the elements by one part of their key: addresses, which are numbers or text. */
  spans(part: number, numeric: boolean, tell: Tell): void;
}

export type Sets = ReadonlyMap<string, NamedSet>;

/** Elements while they are read. */
export class ElementList implements NamedSet {
  readonly data: (readonly string[])[] = [];
  readonly room: number | null;
  readonly #elements = new ElementsOf();
  readonly #name: string | null;
  /** Elements that hold only now and then. */
  readonly #open = new Set<number>();
  /** An element was not understood: what is not found may be that one. */
  #unread = false;
  /** What is known not to be among those that were not read. */
  readonly #absent = new Set<Value>();
  /** For all that is not found. */
  #other = -1;

  constructor(name: string | null, room: number | null) {
    this.#name = name;
    this.room = room;
  }

  get size(): number {
    return this.#elements.size;
  }

  add(key: readonly Span[] | '*' | null, data: readonly string[], open: boolean): void {
    if (key === null) {
      this.#unread = true;
      return;
    }
    if (key === '*') this.#other = this.#elements.size;
    const index = this.#elements.size;
    this.#elements.add(key === '*' ? [] : key);
    if (data.length > 0) this.data[index] = data;
    if (open) this.#open.add(index);
  }

  one(value: Value): void {
    this.#elements.one(value);
  }

  unread(): void {
    this.#unread = true;
  }

  without(value: Value): void {
    this.#absent.add(value);
  }

  spans(part: number, numeric: boolean, tell: Tell): void {
    const plain = this.data.length === 0 && this.#open.size === 0;
    this.#elements.spans(part, numeric, (lo, hi, mark, index) => {
      const open = this.#open.has(index) ? '?' : '';
      tell(lo, hi, plain ? mark : `${mark} ${this.data[index]?.join(' ') ?? ''} ${open}`);
    });
  }

  find(key: readonly Value[], packet: Packet): Lookup {
    if (this.#name !== null && packet.touched?.has(this.#name) === true) return 'unknown';
    const found = this.#elements.find(key);
    const [first] = key;
    const ruledOut = key.length === 1 && first !== undefined && this.#absent.has(first);
    if (found < 0 && this.#unread && !ruledOut) return 'unknown';
    const index = found < 0 ? this.#other : found;
    return this.#open.has(index) ? 'unknown' : index;
  }
}

/** What is in the braces that are next. Null: there are none. */
export function elementsAt(
  cursor: Cursor,
  types: readonly Type[],
  map: boolean,
  into: ElementList = new ElementList(null, null),
): ElementList | null {
  if (!cursor.take('{')) return null;
  while (!cursor.done) {
    const { word } = cursor;
    if (word === '}') {
      cursor.next();
      return into;
    }
    if (word === ',' || word === '\n') cursor.next();
    else element(cursor, types, map, into);
  }
  // The text ends within them.
  into.unread();
  return into;
}

function element(cursor: Cursor, types: readonly Type[], map: boolean, into: ElementList): void {
  const [type] = types;
  if (types.length === 1 && cursor.take('!')) {
    // The collector says so of a client that is in none of the elements that it leaves out.
    const value = type?.parse(cursor.next());
    if (value !== undefined) into.without(value);
    return;
  }
  const after = cursor.peek(1);
  if (type !== undefined && types.length === 1 && (after === ',' || after === '}')) {
    // Most elements by far.
    const { word } = cursor;
    cursor.next();
    if (type.id !== 'ifname') {
      const value = type.parse(word);
      if (value !== undefined) {
        into.one(value);
        return;
      }
    }
    const span = spanOf(type, word);
    into.add(span === undefined ? (word === '*' ? '*' : null) : [span], [], false);
    return;
  }
  const key = keyOf(cursor, types);
  let open = false;
  let known = true;
  for (;;) {
    const { word } = cursor;
    if (cursor.done || word === ',' || word === '}' || (map && word === ':')) break;
    if (word === 'timeout' || word === 'expires' || word === 'comment') cursor.at += 2;
    else if (word === 'counter') counter(cursor);
    else if (word === '\n') cursor.next();
    else if (word === 'limit' || word === 'quota' || word === 'ct' || word === 'last') {
      open = open || word !== 'last';
      while (!cursor.done && !/^[,}:\n]$/.test(cursor.word)) cursor.next();
    } else {
      known = false;
      cursor.next();
    }
  }
  const data: string[] = [];
  if (map && cursor.take(':')) {
    while (!cursor.done && cursor.word !== ',' && cursor.word !== '}') {
      const word = cursor.next();
      if (word !== '\n') data.push(word);
    }
  }
  into.add(known ? key : null, data, open);
}

function counter(cursor: Cursor): void {
  cursor.next();
  if (cursor.take('packets')) cursor.next();
  if (cursor.take('bytes')) cursor.next();
}

function keyOf(cursor: Cursor, types: readonly Type[]): readonly Span[] | '*' | null {
  if (types.length === 1 && cursor.take('*')) return '*';
  const key: Span[] = [];
  let known = true;
  for (const [i, type] of types.entries()) {
    if (i > 0 && !cursor.take('.')) return null;
    let span = spanOf(type, cursor.next());
    while (type.flags === true && cursor.take('|')) span = both(span, spanOf(type, cursor.next()));
    if (span === undefined) known = false;
    else key.push(span);
  }
  return known ? key : null;
}

function both(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (typeof a?.lo !== 'number' || typeof b?.lo !== 'number') return undefined;
  return { lo: a.lo | b.lo, hi: a.lo | b.lo };
}
