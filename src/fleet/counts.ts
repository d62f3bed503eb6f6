import type { Name } from './name.ts';

/** A name that is being counted. Times are ms since the epoch. */
export interface Count {
  count: number;
  /** As many may have been forgotten before it was counted anew. */
  missed: number;
  last: number;
}

// What belongs to one name lies side by side, with its key: one line of a cache.
const width = 4;
const countAt = 0;
const missedAt = 1;
const lastAt = 2;
const keyAt = 3;

/** Counts names in a table of fixed size: no object for each, however many come and go. */
export class Counts {
  size = 0;
  readonly #mask: number;
  /** A key of 0 is an empty place. */
  #data: Float64Array;
  /** The names that are texts, each at its place. */
  #texts: string[] = [];
  /** Only of a table that has forgotten names. */
  #spare: Float64Array | null = null;

  /** Holds up to twice as many as `keep`, and one: half of the places. */
  constructor(keep: number) {
    const places = 2 ** Math.ceil(Math.log2(4 * keep));
    this.#mask = places - 1;
    this.#data = new Float64Array(places * width);
  }

  /** Its place; -1 when it is not counted. */
  find(key: number): number {
    const data = this.#data;
    const mask = this.#mask;
    for (let i = spread(key) & mask; ; i = (i + 1) & mask) {
      const there = data[i * width + keyAt];
      if (there === key) return i;
      if (there === 0) return -1;
    }
  }

  add(place: number, at: number, by: number): void {
    const data = this.#data;
    const i = place * width;
    data[i] = (data[i] ?? 0) + by;
    if (at > (data[i + lastAt] ?? 0)) data[i + lastAt] = at;
  }

  /** One that is not counted yet. */
  begin(name: Name, key: number, at: number, by: number, missed: number): void {
    const data = this.#data;
    let place = spread(key) & this.#mask;
    while (data[place * width + keyAt] !== 0) place = (place + 1) & this.#mask;
    const i = place * width;
    data[i + countAt] = by;
    data[i + missedAt] = missed;
    data[i + lastAt] = at;
    data[i + keyAt] = key;
    if (typeof name === 'string') this.#texts[place] = name;
    this.size++;
  }

  at(place: number): Count {
    const i = place * width;
    const data = this.#data;
    return { count: data[i + countAt] ?? 0, missed: data[i + missedAt] ?? 0, last: data[i + lastAt] ?? 0 };
  }

  *all(): Generator<readonly [Name, Count]> {
    for (let place = 0; place <= this.#mask; place++) {
      const key = this.#data[place * width + keyAt] ?? 0;
      if (key !== 0) yield [this.#nameAt(place, key), this.at(place)];
    }
  }

  /** The most that each may have been counted. */
  weights(): Float64Array {
    const weights = new Float64Array(this.size);
    let n = 0;
    const data = this.#data;
    for (let i = 0; i < data.length; i += width) {
      if (data[i + keyAt] !== 0) weights[n++] = (data[i + countAt] ?? 0) + (data[i + missedAt] ?? 0);
    }
    return weights;
  }

  /** Forgets those that were counted at most so often. */
  forget(limit: number): void {
    const data = this.#data;
    const texts = this.#texts;
    this.#data = this.#spare?.fill(0) ?? new Float64Array(data.length);
    this.#spare = data;
    this.#texts = [];
    this.size = 0;
    for (let i = 0; i < data.length; i += width) {
      const key = data[i + keyAt] ?? 0;
      const count = data[i + countAt] ?? 0;
      const missed = data[i + missedAt] ?? 0;
      if (key === 0 || count + missed <= limit) continue;
      this.begin(isText(key) ? (texts[i / width] ?? '') : key, key, data[i + lastAt] ?? 0, count, missed);
    }
  }

  #nameAt(place: number, key: number): Name {
    return isText(key) ? (this.#texts[place] ?? '') : key;
  }
}

/** What a name is found by: an address by its own 32 bits, a text by a number beyond them, of 52 bits that are its hash. */
export function keyOf(name: Name): number {
  if (typeof name === 'number') return name;
  let one = 0x811c9dc5;
  let two = name.length;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    one = Math.imul(one ^ c, 0x01000193);
    two = Math.imul(two ^ c, 0x5bd1e995) + 7;
  }
  return ((two >>> 12) + 1) * 0x1_0000_0000 + (one >>> 0);
}

function isText(key: number): boolean {
  return key >= 0x1_0000_0000;
}

/** The finaliser of MurmurHash3: numbers that are near land far apart. */
export function spread(bits32: number): number {
  let h = bits32;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
