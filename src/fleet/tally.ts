import type { Counted, Top } from '../model/fleet.ts';
import { type Count, Counts, keyOf, spread } from './counts.ts';
import { type Name, shown } from './name.ts';

/**
 * Counts names in bounded memory. Of more than twice `keep` names the rarer half is forgotten, and the largest forgotten
 * count is the most that any name counted anew has lost (Space-Saving, Metwally et al. 2005, in batches). A count is
 * never too high.
 */
export class Tally {
  readonly #keep: number;
  #counts: Counts | null = null;
  #floor = 0;
  /** Only of a tally that has forgotten names: before, their number is known. */
  #registers: Uint8Array | null = null;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(name: Name, at = 0, by = 1): void {
    this.#counts ??= new Counts(this.#keep);
    const counts = this.#counts;
    const key = keyOf(name);
    const place = counts.find(key);
    if (place >= 0) counts.add(place, at, by);
    else if (by > 0) {
      counts.begin(name, key, at, by, this.#floor);
      if (this.#registers !== null) register(this.#registers, key);
      if (counts.size > 2 * this.#keep) this.#forget(counts);
    }
  }

  get(name: Name): Count | undefined {
    const place = this.#counts?.find(keyOf(name)) ?? -1;
    return place < 0 ? undefined : this.#counts?.at(place);
  }

  has(name: Name): boolean {
    return (this.#counts?.find(keyOf(name)) ?? -1) >= 0;
  }

  /** The most frequent names, most first; among equals the first in the order of the alphabet. */
  top(most: number): Top {
    const every: readonly (readonly [Name, Count])[] = [...(this.#counts?.all() ?? [])];
    const all = every.flatMap(([name, c]) => (c.count > 0 ? [{ ...c, name: shown(name) }] : []));
    const top: readonly Counted[] = all
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, most)
      .map(({ name, count, missed }) => ({ name, count, missed }));
    const approximate = this.#registers !== null;
    return { top, distinct: this.#registers === null ? all.length : estimate(this.#registers), approximate };
  }

  #forget(counts: Counts): void {
    const weights = counts.weights().sort();
    const limit = weights[weights.length - this.#keep - 1] ?? 0;
    if (this.#registers === null) {
      this.#registers = new Uint8Array(size);
      for (const [name] of counts.all()) register(this.#registers, keyOf(name));
    }
    counts.forget(limit);
    this.#floor = Math.max(this.#floor, limit);
  }
}

// HyperLogLog (Flajolet et al. 2007) with 2^12 registers.
const bits = 12;
const size = 1 << bits;

function register(registers: Uint8Array, key: number): void {
  const h = spread(key);
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
