import type { FleetHost } from '../model/fleet.ts';
import { printable } from '../model/text.ts';
import { isoOf } from './clock.ts';
import { copied, shown } from './name.ts';
import type { Row } from './rows.ts';

/** More hosts than that share the last place. */
const most = 500;
const others = 'other hosts';

/** What one host's lines say. */
export class Host {
  readonly id: number;
  readonly name: string | null;
  lines = 0;
  failed = 0;
  logins = 0;
  starts = 0;
  /** A daemon that listens on two addresses says so twice. */
  lastStart: number | null = null;
  lastLogin: number | null = null;
  /** The first after the last login. */
  firstFailure: number | null = null;

  constructor(id: number, name: string | null) {
    this.id = id;
    this.name = name;
  }

  report(rows: readonly Row[]): FleetHost {
    const stopped = rows.filter((row) => row.of(this.id) > 0);
    const [first] = stopped.sort((a, b) => b.of(this.id) - a.of(this.id) || a.id - b.id);
    return {
      host: this.name === null ? '' : printable(shown(this.name), 80),
      lines: this.lines,
      failed: this.failed,
      logins: this.logins,
      starts: this.starts,
      lastLogin: isoOf(this.lastLogin),
      firstFailure: isoOf(this.firstFailure),
      most: first?.what ?? null,
    };
  }
}

/** The host that is asked for, as it stands in a log or by the first part of its name alone. */
export class AskedHost {
  readonly #name: string;
  readonly #known = new Map<Host, boolean>();

  constructor(name: string) {
    this.#name = name.toLowerCase();
  }

  is(host: Host): boolean {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const there = (host.name ?? '').toLowerCase();
    const is = there === this.#name || (!this.#name.includes('.') && there.startsWith(`${this.#name}.`));
    this.#known.set(host, is);
    return is;
  }
}

/** The hosts that write to one log. */
export class Hosts {
  readonly #hosts = new Map<string, Host>();

  /** Null is the host of lines that name none. */
  of(name: string | null): Host {
    const key = name ?? '';
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    if (this.#hosts.size >= most) return this.#hosts.get(others) ?? this.#add(others);
    return this.#add(copied(key));
  }

  get all(): readonly Host[] {
    return [...this.#hosts.values()].filter((h) => h.lines > 0);
  }

  /** All names, also of hosts of which no line was read. */
  get names(): readonly string[] {
    return [...this.#hosts.values()].flatMap((h) => h.name ?? []).sort();
  }

  #add(key: string): Host {
    const host = new Host(this.#hosts.size, key === '' ? null : key);
    this.#hosts.set(key, host);
    return host;
  }
}
