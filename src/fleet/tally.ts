import type { Counted, Top } from '../model/fleet.ts';
import { type Name, shown } from './name.ts';
import { type Count, Numbers, spread } from './numbers.ts';

/**
 * Counts names in bounded memory. Of more than twice `keep` names the rarer half is forgotten, and the largest forgotten
 * count is the most that any name counted anew has lost (Space-Saving, Metwally et al. 2005, in batches). A count is
 * never too high.
 */
export class Tally {
  readonly #keep: number;
  readonly #texts = new Map<string, Count>();
  /** Most names are IPv4 addresses. */
  #numbers: Numbers | null = null;
  #floor = 0;
  /** Only of a tally that has forgotten names: before, their number is known. */
  #registers: Uint8Array | null = null;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(name: Name, at = 0, by = 1): void {
    if (typeof name === 'number') {
      this.#numbers ??= new Numbers(this.#keep);
      const numbers = this.#numbers;
      const place = numbers.find(name);
      if (place >= 0) numbers.add(place, at, by);
      else if (by > 0) {
        numbers.begin(name, at, by, this.#floor);
        this.#began(name);
      }
      return;
    }
    const known = this.#texts.get(name);
    if (known !== undefined) {
      known.count += by;
      if (at > known.last) known.last = at;
    } else if (by > 0) {
      this.#texts.set(name, { count: by, missed: this.#floor, last: at });
      this.#began(name);
    }
  }

  get(name: Name): Count | undefined {
    if (typeof name === 'string') return this.#texts.get(name);
    const place = this.#numbers?.find(name) ?? -1;
    return place < 0 ? undefined : this.#numbers?.at(place);
  }

  has(name: Name): boolean {
    return typeof name === 'number' ? (this.#numbers?.find(name) ?? -1) >= 0 : this.#texts.has(name);
  }

  /** The most frequent names, most first; among equals the first in the order of the alphabet. */
  top(most: number): Top {
    const every: readonly (readonly [Name, Count])[] = [...this.#texts, ...(this.#numbers?.all() ?? [])];
    const all = every.flatMap(([name, c]) => (c.count > 0 ? [{ ...c, name: shown(name) }] : []));
    const top: readonly Counted[] = all
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, most)
      .map(({ name, count, missed }) => ({ name, count, missed }));
    const approximate = this.#registers !== null;
    return { top, distinct: this.#registers === null ? all.length : estimate(this.#registers), approximate };
  }

  #began(name: Name): void {
    if (this.#registers !== null) register(this.#registers, name);
    if (this.#texts.size + (this.#numbers?.size ?? 0) > 2 * this.#keep) this.#forget();
  }

  #forget(): void {
    const texts = [...this.#texts.values()].map((c) => c.count + c.missed);
    const counts = joined(texts, this.#numbers?.weights() ?? new Float64Array()).sort();
    const limit = counts[counts.length - this.#keep - 1] ?? 0;
    if (this.#registers === null) {
      this.#registers = new Uint8Array(size);
      for (const name of this.#texts.keys()) register(this.#registers, name);
      for (const [name] of this.#numbers?.all() ?? []) register(this.#registers, name);
    }
    for (const [name, c] of this.#texts) if (c.count + c.missed <= limit) this.#texts.delete(name);
    this.#numbers?.forget(limit);
    this.#floor = Math.max(this.#floor, limit);
  }
}

function joined(a: readonly number[], b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(b);
  all.set(a, b.length);
  return all;
}

// HyperLogLog (Flajolet et al. 2007) with 2^12 registers.
const bits = 12;
const size = 1 << bits;

function register(registers: Uint8Array, name: Name): void {
  const h = typeof name === 'number' ? spread(name) : hash(name);
  const at = h >>> (32 - bits);
  const rank = Math.clz32((h << bits) | (1 << (bits - 1))) + 1;
  if (rank > (registers[at] ?? 0)) registers[at] = rank;
}

function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const r of registers) {
    sum += 2 ** -r;
    if (r === 0) empty++;
  }
  const raw = ((0.7213 / (1 + 1.079 / size)) * size * size) / sum;
  return Math.round(raw < 2.5 * size && empty > 0 ? size * Math.log(size / empty) : raw);
}

/** FNV-1a: names that are near land far apart after `spread`. */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return spread(h);
}
