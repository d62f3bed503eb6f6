import type { FleetRow } from '../model/fleet.ts';
import { isoOf } from './clock.ts';
import { Latest, lineOf, type Names, type Party, type Place, type Seen } from './line.ts';
import { Tally } from './tally.ts';

/** Lines kept of one row: those that may prove something of now. */
const mostKept = 4;

/** Connections that stopped alike, counted. */
export class Row {
  readonly id: number;
  readonly what: string;
  readonly causes: readonly string[];
  connections = 0;
  known = 0;
  first: number = Number.POSITIVE_INFINITY;
  last = 0;
  readonly latest: Latest = new Latest();
  /** The last lines that name nobody, or a source that had logged in; each takes the place of the oldest. */
  readonly #kept: Latest[] = [];
  #keeps = 0;
  readonly sources: Tally = new Tally(512);
  readonly users: Tally = new Tally(512);
  readonly #hosts: number[] = [];

  constructor(id: number, what: string, causes: readonly string[]) {
    this.id = id;
    this.what = what;
    this.causes = causes;
  }

  /** `times` connections of this kind. `known`: their source had logged in. `all`: it concerns whoever comes. */
  add(place: Place, names: Names, { user, source }: Party, times: number, known: boolean, all = false): void {
    const { at, host } = place;
    this.connections += times;
    if (known) this.known += times;
    this.#hosts[host.id] = (this.#hosts[host.id] ?? 0) + times;
    if (source !== '') this.sources.add(source, at, times);
    if (user !== '') this.users.add(user, at, times);
    if (at > 0) {
      if (at < this.first) this.first = at;
      if (at > this.last) this.last = at;
    }
    this.latest.set(place, names);
    if ((known || all || source === '') && this.causes.length > 0) {
      const next = this.#keeps++ % mostKept;
      this.#kept[next] ??= new Latest();
      this.#kept[next].set(place, names);
    }
  }

  /** The oldest first. */
  get kept(): readonly Seen[] {
    const oldest = this.#keeps > mostKept ? this.#keeps % mostKept : 0;
    return [...this.#kept.slice(oldest), ...this.#kept.slice(0, oldest)].flatMap(({ seen }) => seen ?? []);
  }

  /** The piece of the log that its lines stand in is about to go. */
  settle(): void {
    this.latest.settle();
    for (const kept of this.#kept) kept.settle();
  }

  /** Connections of one host. */
  of(host: number): number {
    return this.#hosts[host] ?? 0;
  }

  report(): FleetRow | null {
    const seen = this.latest.seen;
    if (seen === null) return null;
    return {
      what: this.what,
      causes: this.causes,
      connections: this.connections,
      known: this.known,
      first: this.last === 0 ? null : isoOf(this.first),
      last: this.last === 0 ? null : isoOf(this.last),
      sources: this.sources.top(5),
      users: this.users.top(5),
      lastLine: lineOf(seen),
    };
  }
}
