import type { AbortLike } from '../../model/platform.ts';

/** Ends what it was handed to, by our own decision or when `outer` is aborted. */
export class Stopper implements AbortLike {
  #aborted = false;
  readonly #listeners = new Set<() => void>();

  constructor(outer: AbortLike) {
    if (outer.aborted) this.abort();
    outer.addEventListener('abort', () => this.abort(), { once: true });
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
