import type { Fleet } from '../model/fleet.ts';
import { isoOf } from './clock.ts';
import type { Place } from './line.ts';
import { shown } from './name.ts';

const mostShown = 12;

/** When sshd itself began to listen, ended, and read its configuration anew. */
export class Daemon {
  starts = 0;
  stops = 0;
  reloads = 0;
  lastStart: number | null = null;
  readonly #shown: { at: number | null; host: string | null; what: string }[] = [];

  add(what: 'starts' | 'stops' | 'reloads', { host, at }: Place): void {
    if (what === 'starts') {
      // One line for each address that it listens on.
      const again = host.lastStart !== null && Math.abs(at - host.lastStart) < 5000;
      host.lastStart = at;
      this.lastStart = at;
      if (again) return;
      host.starts++;
    }
    this[what]++;
    this.#shown.push({ at: at === 0 ? null : at, host: host.name, what });
    if (this.#shown.length > mostShown) this.#shown.shift();
  }

  get report(): Fleet['daemon'] {
    const shownAll = this.#shown.map((d) => ({ ...d, host: d.host === null ? null : shown(d.host), at: isoOf(d.at) }));
    return { starts: this.starts, stops: this.stops, reloads: this.reloads, shown: shownAll };
  }
}
