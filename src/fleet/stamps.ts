import { ascii, stands, textAt } from '../readers/sshd-log/ascii.ts';
import { type Clock, monthAt, Years, zoneMinutes } from './clock.ts';

/** Stands nowhere in a line. */
const unset = ascii('\n');

/** Times of the two usual forms, without a text being made of each: most lines are of the minute of the line before. */
export class Stamps {
  /** The time that was read last, in ms since the epoch. */
  at = 0;
  /** Minutes ahead of UTC, as the last line said that has a zone. */
  zone: number | null = null;
  clock: Clock;
  readonly years: Years = new Years();
  /** The minute of the line before, as it was written, and what it is. */
  #minute = unset;
  #minuteAt = 0;
  #zoneText = unset;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The next file has a clock of its own. */
  file(clock: Clock): void {
    this.clock = clock;
    this.#minute = unset;
  }

  /** Reads a stamp of the two usual forms into `at`; where the host begins, or -1 for any other line. */
  read(b: Uint8Array, start: number, end: number): number {
    const first = b[start] ?? 0;
    let after: number;
    let second: number;
    if (first >= 65 && first <= 90) {
      if (b[start + 9] !== 58 || b[start + 12] !== 58) return -1;
      if (!stands(b, start, this.#minute) && !this.#oldMinute(b, start)) return -1;
      second = start + 13;
      after = start + 15;
    } else if (first >= 48 && first <= 57) {
      if (b[start + 16] !== 58 || b[start + 4] !== 45) return -1;
      second = start + 17;
      after = start + 19;
      while (after < end && b[after] !== 32) after++;
      if (!stands(b, after - this.#zoneText.length, this.#zoneText) || !stands(b, start, this.#minute)) {
        if (!this.#isoMinute(b, start, after)) return -1;
      }
    } else return -1;
    if (b[after] === 46) while (after < end && b[after] !== 32) after++;
    if (b[after] !== 32 || after > end - 4) return -1;
    const tens = (b[second] ?? 0) - 48;
    const ones = (b[second + 1] ?? 0) - 48;
    if (!(tens >= 0 && tens < 7 && ones >= 0 && ones < 10)) return -1;
    this.at = this.#minuteAt + (tens * 10 + ones) * 1000;
    return after + 1;
  }

  /** `Jan 31 12:00` */
  #oldMinute(b: Uint8Array, start: number): boolean {
    const stamp = textAt(b, start, start + 12);
    const month = monthAt(stamp, 0);
    const [, day, hour, minute] = /^...( \d|[123]\d) (\d\d):(\d\d)$/.exec(stamp.replace(/^(...) /, '$1')) ?? [];
    if (month < 0 || minute === undefined) return false;
    this.#minute = ascii(stamp);
    const wall = this.years.wall(month, Number(day), Number(hour), Number(minute), this.clock.now);
    this.#minuteAt = this.years.utc(this.clock, wall);
    return true;
  }

  /** `2026-01-31T12:00`, and the zone at the end of the stamp. */
  #isoMinute(b: Uint8Array, start: number, end: number): boolean {
    const stamp = textAt(b, start, Math.min(end, start + 48));
    const [, date, time, zone] =
      /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)$/.exec(stamp) ?? [];
    if (zone === undefined) return false;
    const wall = Date.parse(`${date}T${time}Z`);
    if (Number.isNaN(wall)) return false;
    this.#minute = ascii(stamp.slice(0, 16));
    this.#zoneText = ascii(zone);
    this.zone = zoneMinutes(zone);
    this.#minuteAt = wall - this.zone * 60_000;
    return true;
  }
}
