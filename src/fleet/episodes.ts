import type { Episode, Episodes } from '../model/fleet.ts';
import { isoOf } from './clock.ts';
import type { Name } from './name.ts';
import { Tally } from './tally.ts';

const most = 20;
const mostSources = 128;

interface Open {
  readonly host: string | null;
  readonly from: number;
  to: number;
  count: number;
  minute: number;
  inMinute: number;
  perMinute: number;
  readonly sources: Tally;
}

/** `over`: it is known to have ended. */
interface Ended {
  readonly open: Open;
  readonly over: boolean;
}

/** Stretches of time in which one thing goes on, host by host; a gap ends one. Keeps the largest. */
export class EpisodeBook {
  readonly #gapMs: number;
  readonly #open = new Map<string, Open>();
  #count = 0;
  readonly #done: Ended[] = [];

  constructor(gapMinutes: number) {
    this.#gapMs = gapMinutes * 60_000;
  }

  /** One more of it, or `by` more. */
  add(host: string | null, at: number, source: Name, by = 1): void {
    const known = this.#open.get(host ?? '');
    if (known !== undefined && at - known.to > this.#gapMs) this.#close(host ?? '', known, true);
    const open = this.#openAt(host, at);
    const minute = Math.floor(at / 60_000);
    if (minute !== open.minute) open.inMinute = 0;
    open.minute = minute;
    open.inMinute += by;
    open.perMinute = Math.max(open.perMinute, open.inMinute);
    open.count += by;
    open.to = Math.max(open.to, at);
    if (source !== '') open.sources.add(source, at, by);
  }

  /**
   * The log says that it goes on since `from`, however long it was silent, or that it is `over`, and how many it was so far, if it
   * says so. Gives how many of these no line had told.
   */
  told(host: string | null, at: number, from: number | null, total: number | null, over: boolean): number {
    const open = this.#openAt(host, from ?? at);
    open.to = Math.max(open.to, at);
    const untold = Math.max(0, (total ?? 0) - open.count);
    open.count += untold;
    if (over) this.#close(host ?? '', open, true);
    return untold;
  }

  /** `at`: where the log ends. */
  finish(at: number): Episodes {
    for (const [key, open] of [...this.#open]) this.#close(key, open, at - open.to > this.#gapMs);
    return { count: this.#count, shown: [...this.#done].sort((a, b) => a.open.from - b.open.from).map(episodeOf) };
  }

  #openAt(host: string | null, at: number): Open {
    const key = host ?? '';
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    // Many hosts at once: the one that opened first is as good to close as any.
    const [first] = this.#open;
    if (this.#open.size >= 256 && first !== undefined) this.#close(first[0], first[1], false);
    const open = {
      host,
      from: at,
      to: at,
      count: 0,
      minute: 0,
      inMinute: 0,
      perMinute: 0,
      sources: new Tally(mostSources),
    };
    this.#open.set(key, open);
    return open;
  }

  #close(key: string, open: Open, over: boolean): void {
    this.#open.delete(key);
    this.#count++;
    this.#done.push({ open, over });
    if (this.#done.length <= most) return;
    const least = this.#done.reduce((a, b) => (b.open.count < a.open.count ? b : a));
    this.#done.splice(this.#done.indexOf(least), 1);
  }
}

function episodeOf({ open, over }: Ended): Episode {
  const { host, from, to, count, perMinute, sources } = open;
  const source = sources.top(1).top[0] ?? null;
  return { host, from: isoOf(from) ?? '', to: isoOf(to) ?? '', over, count, perMinute, source };
}

/** A minute is a burst when so many connections fail in it, and that is so many times the usual. */
const atLeast = 20;
const timesUsual = 4;

/** Finds the minutes in which far more connections fail than before. */
export class Bursts {
  readonly #episodes = new EpisodeBook(5);
  #minute = -1;
  #inMinute: Name[] = [];
  #lastAt = 0;
  #beyond = 0;
  /** What a minute usually has: a mean that forgets half in an hour. */
  #usual: number | null = null;

  add(at: number, source: Name): void {
    const minute = Math.floor(at / 60_000);
    if (minute > this.#minute) this.#turn(minute);
    this.#lastAt = at;
    if (this.#inMinute.length < 4096) this.#inMinute.push(source);
    else this.#beyond++;
  }

  finish(at: number): Episodes {
    this.#turn(this.#minute + 1);
    return this.#episodes.finish(at);
  }

  #turn(minute: number): void {
    const count = this.#inMinute.length + this.#beyond;
    if (this.#usual !== null && count >= atLeast && count >= timesUsual * this.#usual) {
      const first = this.#minute * 60_000;
      this.#episodes.add(null, first, '', 0);
      for (const source of this.#inMinute) this.#episodes.add(null, this.#lastAt, source);
      if (this.#beyond > 0) this.#episodes.add(null, this.#lastAt, '', this.#beyond);
    }
    if (this.#minute >= 0) {
      const passed = Math.max(1, Math.min(minute - this.#minute, 600));
      const left = 0.5 ** (passed / 60);
      const now = count / passed;
      this.#usual = this.#usual === null ? now : this.#usual * left + now * (1 - left);
    }
    this.#minute = minute;
    this.#inMinute.length = 0;
    this.#beyond = 0;
  }
}
