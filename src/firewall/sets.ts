import type { Span, Value } from './values.ts';

/** Elements of a set or a map: which of them a key is, if any. */
export interface Elements {
  /** Number of the element, from 0; -1: none. */
  find(key: readonly Value[]): number;
  readonly size: number;
}

/** What the elements of a set are, each a span for each part of its key. */
export class ElementsOf implements Elements {
  readonly #exact = new Map<Value, number>();
  readonly #lows: Value[] = [];
  readonly #spans: { readonly lo: Value; readonly hi: Value; readonly index: number }[] = [];
  readonly #ranges: { readonly key: readonly Span[]; readonly index: number }[] = [];
  readonly #asked = new Map<string, number>();
  /** Single values as they came, and their numbers: they are sorted in when the set is asked often. */
  #values: Value[] = [];
  #indexes: number[] = [];
  #asks = 0;
  #sorted = false;
  size = 0;

  add(key: readonly Span[]): void {
    const index = this.size++;
    const [first] = key;
    const exact = key.every(({ lo, hi }) => lo === hi);
    if (first === undefined) return;
    if (exact) {
      const joined = key.length === 1 ? first.lo : joinedOf(key.map(({ lo }) => lo));
      if (!this.#exact.has(joined)) this.#exact.set(joined, index);
    } else if (key.length === 1) this.#spans.push({ ...first, index });
    else this.#ranges.push({ key, index });
  }

  /** An element that is one value. */
  one(value: Value): void {
    this.#values.push(value);
    this.#indexes.push(this.size++);
  }

  /** Of values that stand there twice the first counts. */
  #sortIn(): void {
    for (const [i, value] of this.#values.entries())
      if (!this.#exact.has(value)) this.#exact.set(value, this.#indexes[i] ?? 0);
    [this.#values, this.#indexes] = [[], []];
  }

  /** Tells of each element by one part of its key: the marks tell what else is in it. */
  spans(part: number, numeric: boolean, tell: (lo: Value, hi: Value, mark: string, index: number) => void): void {
    this.#sortIn();
    for (const [key, index] of this.#exact) {
      const parts = typeof key === 'string' ? key.split('\0') : [key];
      const value = parts[part];
      if (value === undefined) continue;
      const one = numeric ? Number(value) : value;
      tell(one, one, parts.length === 1 ? '' : parts.filter((_, i) => i !== part).join(' '), index);
    }
    for (const { lo, hi, index } of this.#spans) tell(lo, hi, '', index);
    // The first that fits counts, so no two of these are alike.
    for (const { key, index } of this.#ranges) {
      const span = key[part];
      if (span !== undefined) tell(span.lo, span.hi, `#${index}`, index);
    }
  }

  find(key: readonly Value[]): number {
    const [first] = key;
    if (first === undefined) return -1;
    // To look through a long list a few times is cheaper than to sort it in.
    if (this.#values.length > 0 && ++this.#asks > 20) this.#sortIn();
    const listed = key.length === 1 ? this.#values.indexOf(first) : -1;
    const one = this.#exact.get(key.length === 1 ? first : joinedOf(key));
    const exact = Math.min(one ?? this.size, this.#indexes[listed] ?? this.size);
    if (exact < this.size) return exact;
    return key.length === 1 ? this.#inSpans(first) : this.#inRanges(key);
  }

  #inSpans(value: Value): number {
    if (!this.#sorted) {
      // Of spans that overlap (a prefix in a prefix) the narrow one comes last; names alone may. Most come sorted.
      const spans = this.#spans;
      if (spans.some((span, i) => i > 0 && order(spans[i - 1] ?? span, span) > 0)) spans.sort(order);
      for (const span of this.#spans) this.#lows.push(span.lo);
      this.#sorted = true;
    }
    let below = 0;
    let above = this.#lows.length;
    while (below < above) {
      const middle = (below + above) >>> 1;
      if ((this.#lows[middle] ?? 0) <= value) below = middle + 1;
      else above = middle;
    }
    // Spans of a kernel's set do not overlap, but for names with stars, which are as short as sixteen characters.
    for (let i = below - 1; i >= 0 && i >= below - 20; i--) {
      const span = this.#spans[i];
      if (span !== undefined && value <= span.hi) return span.index;
    }
    return -1;
  }

  /** The same key is asked for again and again, once for each rule. */
  #inRanges(key: readonly Value[]): number {
    if (this.#ranges.length === 0) return -1;
    const joined = joinedOf(key);
    const known = this.#asked.get(joined);
    if (known !== undefined) return known;
    const hit = this.#ranges.find((r) =>
      r.key.every(({ lo, hi }, i) => {
        const value = key[i];
        return value !== undefined && lo <= value && value <= hi;
      }),
    );
    if (this.#asked.size > 64) this.#asked.clear();
    this.#asked.set(joined, hit?.index ?? -1);
    return hit?.index ?? -1;
  }
}

function joinedOf(key: readonly Value[]): string {
  return key.join('\0');
}

function order(a: Span, b: Span): number {
  if (a.lo !== b.lo) return a.lo < b.lo ? -1 : 1;
  return a.hi > b.hi ? -1 : a.hi < b.hi ? 1 : 0;
}
