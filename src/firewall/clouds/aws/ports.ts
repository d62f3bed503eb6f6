/** Ports that nothing has decided yet. All questions together cost about as much as there are ports. */
export class Ports {
  readonly #low: number;
  /** The next port that is still open, at this one or above. */
  readonly #next: Int32Array;

  constructor(low: number, high: number) {
    this.#low = low;
    this.#next = new Int32Array(high - low + 2);
    for (let i = 1; i < this.#next.length; i++) this.#next[i] = i;
  }

  /** Decides those of a range that are still open, and says how many they were. */
  take({ low, high }: { readonly low: number; readonly high: number }): number {
    const last = Math.min(high - this.#low, this.#next.length - 2);
    let taken = 0;
    for (let i = this.#open(Math.max(0, low - this.#low)); i <= last; i = this.#open(i + 1)) {
      this.#next[i] = i + 1;
      taken++;
    }
    return taken;
  }

  #open(from: number): number {
    let at = Math.min(from, this.#next.length - 1);
    while ((this.#next[at] ?? at) !== at) {
      const next = this.#next[at] ?? at;
      this.#next[at] = this.#next[next] ?? next;
      at = this.#next[at] ?? next;
    }
    return at;
  }
}
