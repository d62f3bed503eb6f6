/** What a scan knows of time. Pure code has no time zone of its own: the edge says what local time means. */
export interface Clock {
  /** ms since the epoch: now, or when the log was written last. */
  readonly now: number;
  /** Local wall-clock time, given as if it were UTC, in ms since the epoch. */
  utc(wall: number): number;
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const dayMs = 86_400_000;
const halfYear = 183 * dayMs;
const hourMs = 3_600_000;

/** ISO 8601 in UTC; null when it is no time at all. */
export function isoOf(at: number | null): string | null {
  return at === null || !(Math.abs(at) < 8.64e15) ? null : new Date(at).toISOString();
}

/** Number of the month that stands there, from 0; -1 when none does. */
export function monthAt(text: string, at: number): number {
  const found = months.indexOf(text.slice(at, at + 3));
  return found % 3 === 0 ? found / 3 : -1;
}

/**
 * The years of stamps that have none (RFC 3164). The first line is taken to be of the year that ends with the log; from
 * there a December followed by a January is a new year. The other way round it is a line that came late. No line is later
 * than the end: where the years counted so lead beyond it, the log is older than it seemed, and `ahead` says by how many years.
 */
export class Years {
  ahead = 0;
  /** Some stamp had none. */
  used = false;
  #year: number | null = null;
  #last = 0;
  #lastAt = 0;
  #back = 0;

  /** Wall-clock time of that date, as if it were UTC, in ms. `end`: no line of this file is later. */
  wall(month: number, day: number, hour: number, minute: number, end: number): number {
    const at = (year: number): number => Date.UTC(year, month, day, hour, minute);
    const year = this.#yearOf(at, end);
    this.used = true;
    const most = new Date(end + dayMs).getUTCFullYear();
    const latest = at(most) > end + dayMs ? most - 1 : most;
    this.ahead = Math.max(0, year - latest);
    return at(year - this.ahead);
  }

  /** A time without a zone. In autumn there is one hour twice: a line that leads back into it by much is of the second. */
  utc(clock: Clock, wall: number): number {
    const first = clock.utc(wall);
    const isTwice = first < this.#lastAt - hourMs / 2 && clock.utc(wall + hourMs) - first === 2 * hourMs;
    this.#lastAt = isTwice ? first + hourMs : first;
    return this.#lastAt;
  }

  /** The next file is no continuation of this one. `back`: its first line is so many years older than it seems. */
  restart(back: number): void {
    this.#year = null;
    this.#back = back;
    this.#lastAt = 0;
    this.ahead = 0;
  }

  #yearOf(at: (year: number) => number, end: number): number {
    if (this.#year === null) {
      const year = new Date(end).getUTCFullYear();
      this.#year = (at(year) > end + dayMs ? year - 1 : year) - this.#back;
    } else if (at(this.#year) < this.#last - halfYear) this.#year++;
    else if (at(this.#year) > this.#last + halfYear) return this.#year - 1;
    this.#last = at(this.#year);
    return this.#year;
  }
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:us|\u00b5s|usecs?)$/, 0.001],
  [/^(?:ms|msecs?)$/, 1],
  [/^(?:s|sec|secs|seconds?)$/, 1000],
  [/^(?:m|min|mins|minutes?)$/, 60_000],
  [/^(?:h|hr|hrs|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, dayMs],
  [/^(?:w|weeks?)$/, 7 * dayMs],
  [/^(?:M|months?)$/, 30.44 * dayMs],
  [/^(?:y|years?)$/, 365.25 * dayMs],
];

/**
 * A point in time as journalctl(1) takes it: `2026-01-31 12:00[:00]`, also with the day of the week before it, RFC 3339,
 * `12:00`, `now`, `today`, `yesterday`, `tomorrow`, also with a time, `@1769860800`, `2h ago`, `1 day 2 hours ago`, `-90min`,
 * `+1.5h`; and as syslog writes it: `Jan 31 12:00`. Gives ms since the epoch, or null.
 */
export function parseWhen(text: string, clock: Clock): number | null {
  const t = text.trim().slice(0, 100);
  const [, epoch, part = ''] = /^@(\d{1,12})(\.\d{1,9})?$/.exec(t) ?? [];
  if (epoch !== undefined) return Math.floor(Number(`${epoch}${part}`) * 1000);
  return absolute(t, clock) ?? asSyslog(t, clock) ?? named(t, clock) ?? relative(t, clock.now);
}

const weekday = /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? (?=\d)/i;

function absolute(text: string, clock: Clock): number | null {
  const [, year, month, day, time = '00:00', zone] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?))?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/i.exec(
      text.replace(weekday, ''),
    ) ?? [];
  if (year === undefined) return null;
  const wall = wallAt(Number(year), Number(month) - 1, Number(day), time);
  if (wall === null) return null;
  return zone === undefined ? clock.utc(wall) : wall - zoneMinutes(zone) * 60_000;
}

/** `Jan 31[ 12:00[:00]]`: the last time that it was that. */
function asSyslog(text: string, clock: Clock): number | null {
  const [, name = '', day, time = '00:00'] =
    /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d\d?:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  const month = monthAt(name, 0);
  if (day === undefined || month < 0) return null;
  const year = new Date(wallOf(clock)).getUTCFullYear();
  const walls = [year, year - 1].map((y) => wallAt(y, month, Number(day), time));
  return (
    walls.map((wall) => (wall === null ? null : clock.utc(wall))).find((at) => at !== null && at <= clock.now) ?? null
  );
}

/** Null for a day or a time that no calendar has. */
function wallAt(year: number, month: number, day: number, time: string): number | null {
  const at = Date.UTC(year, month, day);
  const date = new Date(at);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  const [hours = 0, minutes = 0, seconds = 0] = time.replace(',', '.').split(':').map(Number);
  if (hours > 23 || minutes > 59 || seconds >= 61) return null;
  return at + Math.floor((hours * 3600 + minutes * 60 + seconds) * 1000);
}

/** `+01:00`, `+0100`, `Z`: minutes ahead of UTC. */
export function zoneMinutes(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function named(text: string, clock: Clock): number | null {
  if (text.toLowerCase() === 'now') return clock.now;
  const [, name = 'today', time = '00:00'] = /^(?=.)(yesterday|today|tomorrow)?(?:^|$| )(\d\d?:\d\d(?::\d\d)?)?$/i.exec(
    text,
  ) ?? [null, '', ''];
  const days = { yesterday: -1, today: 0, tomorrow: 1 }[name.toLowerCase()];
  if (days === undefined) return null;
  const day = new Date(Math.floor(wallOf(clock) / dayMs) * dayMs + days * dayMs);
  const wall = wallAt(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), time);
  return wall === null ? null : clock.utc(wall);
}

/** Now, as a clock on the wall shows it. */
function wallOf(clock: Clock): number {
  return clock.now - (clock.utc(clock.now) - clock.now);
}

function relative(text: string, now: number): number | null {
  const [, sign, list, ago] = /^([+-])? ?((?:\d{1,9}(?:\.\d{1,6})? ?[a-zA-Z\u00b5]+ ?)+?)( ago)?$/.exec(text) ?? [];
  if (list === undefined || (sign === undefined) === (ago === undefined)) return null;
  let sum = 0;
  for (const [, count, unit = ''] of list.matchAll(/(\d+(?:\.\d+)?) ?([a-zA-Z\u00b5]+)/g)) {
    const ms = units.find(([pattern]) => pattern.test(unit))?.[1];
    if (ms === undefined) return null;
    sum += Number(count) * ms;
  }
  return Math.floor(sign === '+' ? now + sum : now - sum);
}
