/*
 * All addresses, in order, cut where some condition begins or ceases to hold. Between two cuts every address is like
 * every other; and pieces with the same marks over them are alike as well, so that a list of a million is two questions.
 */
import type { Asks } from './model.ts';
import { after, greatest, least, singleBits } from './span.ts';
import type { Value } from './values.ts';

/** Addresses from `lo` to `hi`; those of one `key` are alike. Null: it is like no other that is known. */
export interface Piece {
  readonly lo: Value;
  readonly hi: Value;
  readonly key: string | null;
}

/** More marks than this over one piece are not compared. */
const maxMarks = 48;

/** Spans of addresses with marks on them. */
export class Marks {
  readonly #family: 4 | 6;
  readonly #los: Value[] = [];
  readonly #his: Value[] = [];
  readonly #ids: number[] = [];
  readonly #names = new Map<string, number>();
  readonly #sets = new Map<object, Set<number>>();
  readonly #kind: 'number' | 'string';
  #next = 0;
  /** There was no room for all of them. */
  full = false;
  readonly #room: number;

  constructor(family: 4 | 6, room: number) {
    this.#family = family;
    this.#room = room;
    this.#kind = family === 4 ? 'number' : 'string';
  }

  /** False: spans can't say what it asks for. */
  add(asks: Asks): boolean {
    if (asks.each === undefined) return false;
    const of = asks.of?.();
    const known = of?.set === undefined ? undefined : this.#sets.get(of.set);
    if (of?.set !== undefined) {
      if (known?.has(of.part) === true) return true;
      this.#sets.set(of.set, (known ?? new Set()).add(of.part));
    }
    // What is literal in rules is the same thing wherever it stands; a set's marks are its own.
    const own = of?.set === undefined ? '' : `${++this.#next}`;
    let spans = true;
    asks.each((lo, hi, mark) => {
      if (mark === singleBits) spans = false;
      else if (typeof lo === this.#kind && typeof hi === this.#kind) {
        const name = own === '' ? `${lo} ${hi} ${mark}` : `${own} ${mark}`;
        if (own !== '' || !this.#names.has(name)) this.#put(lo, hi, name);
      }
    });
    return spans;
  }

  /** One address that is like no other. */
  single(value: Value): void {
    this.#put(value, value, 'single');
  }

  #put(lo: Value, hi: Value, name: string): void {
    if (this.#ids.length >= this.#room) {
      this.full = true;
      return;
    }
    let id = this.#names.get(name);
    if (id === undefined) {
      id = this.#names.size;
      this.#names.set(name, id);
    }
    this.#los.push(lo);
    this.#his.push(hi);
    this.#ids.push(id);
  }

  /** Tells of each piece, in order, as long as `tell` wants more. */
  pieces(tell: (piece: Piece) => boolean): void {
    const begins = sorted(this.#los);
    const ends = sorted(this.#his);
    const top = greatest(this.#family);
    const active: number[] = [];
    let [b, e] = [0, 0];
    let lo = least(this.#family);
    for (;;) {
      for (; b < begins.length && this.#at(this.#los, begins, b) <= lo; b++)
        active.push(this.#ids[begins[b] ?? 0] ?? 0);
      const begin = b < begins.length ? this.#at(this.#los, begins, b) : undefined;
      const end = e < ends.length ? this.#at(this.#his, ends, e) : top;
      const next = end === top ? undefined : after(end);
      const cut = begin === undefined ? next : next === undefined || begin < next ? begin : next;
      const key = active.length > maxMarks ? null : active.join();
      if (!tell({ lo, hi: cut === undefined ? top : cut === next ? end : beforeOf(cut), key })) return;
      if (cut === undefined) return;
      for (; e < ends.length && this.#at(this.#his, ends, e) < cut; e++) {
        const gone = active.lastIndexOf(this.#ids[ends[e] ?? 0] ?? 0);
        if (gone >= 0) active.splice(gone, 1);
      }
      lo = cut;
    }
  }

  #at(values: readonly Value[], order: Uint32Array, i: number): Value {
    return values[order[i] ?? 0] ?? 0;
  }
}

function beforeOf(value: Value): Value {
  return typeof value === 'number' ? value - 1 : (BigInt(`0x${value}`) - 1n).toString(16).padStart(32, '0');
}

/** Positions of the values, the least first. */
function sorted(values: readonly Value[]): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i);
  if (values.every((value, i) => i === 0 || (values[i - 1] ?? 0) <= value)) return order;
  if (typeof values[0] === 'number' && values.length <= packed) {
    // 32 bits of address and 21 of position fit into a number: sorting numbers is many times as fast.
    const keys = Float64Array.from(values as readonly number[], (value, i) => value * packed + i).sort();
    return Uint32Array.from(keys, (key) => key % packed);
  }
  return order.sort((a, b) => {
    const [x = 0, y = 0] = [values[a], values[b]];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}

const packed = 2 ** 21;
