import { type Found, type Lookup, lookUp, rulesFor } from './lookup.ts';
import type { Packet, RulePlace, Turn, Turned } from './model.ts';
import type { NumberedLine, PolicyRule, Route, Routes } from './routes.ts';

/** What the kernel does with packets by its routes: the first one that arrives, and the answer that leaves. */
export class Router {
  readonly #routes: Routes;
  readonly #family: 4 | 6;

  /** Null where no route of the family was told. */
  static of(routes: Routes | null, family: 4 | 6): Router | null {
    const known = routes?.routes.some((route) => route.family === family) === true;
    return routes !== null && known ? new Router(routes, family) : null;
  }

  private constructor(routes: Routes, family: 4 | 6) {
    this.#routes = routes;
    this.#family = family;
  }

  /** What is taken for granted about the routes, because nobody told. */
  get assumed(): string | null {
    const family = this.#family;
    if (rulesFor(this.#routes, family).given) return null;
    const command = family === 6 ? 'ip -6 rule' : 'ip rule';
    return `no rule chooses another table than main for IPv${family} (${command} shows them)`;
  }

  /** All addresses of the host; null: not all of them are known. */
  get own(): readonly string[] | null {
    if (!this.#routes.whole.has(this.#family)) return null;
    const local = this.#routes.routes.filter(({ kind, family }) => kind === 'local' && family === this.#family);
    return local.map(({ text }) => text.split(/\s+/)[1] ?? '').filter((address) => !address.includes('/'));
  }

  /** Interface that the way back to an address leaves by; null: several, none, or nobody knows. */
  backBy(from: string, to: string): string | null {
    const [first, ...others] = this.#ask(from, to, 0, null).found;
    return others.length === 0 && first?.kind === 'unicast' && first.devices.length === 1
      ? (first.devices[0] ?? null)
      : null;
  }

  /** Where a packet arrives: whether it is for this host, and its sender where it may be (fib_validate_source). */
  readonly arrive: Turn = (packet) => {
    if (packet.inBy === 'lo' || packet.toHere !== true || isOpen(packet, 'from', 'to')) return { packet };
    return this.#elsewhere(packet) ?? (this.#family === 6 ? { packet } : this.#valid(packet));
  };

  /** Where an answer leaves: the way back to the client (inet_csk_route_req). */
  readonly leave: Turn = (packet) => {
    // A mark of the first packet is the socket's where the host is told so.
    const accepts = this.#routes.settings.get('tcp_fwmark_accept')?.value !== 0;
    return this.#back(packet, isOpen(packet, 'mark') && accepts ? undefined : packet.mark);
  };

  /** The same once more, by what the rules on the way out have made of the packet. */
  readonly again: Turn = (packet) => this.#back(packet, isOpen(packet, 'mark') ? undefined : packet.mark);

  #back(packet: Packet, mark: number | undefined): Turned {
    if (isOpen(packet, 'to') || /^fe80:/i.test(packet.to)) return { packet };
    const ports = { from: packet.fromPort, to: isOpen(packet, 'toPort') ? undefined : packet.toPort };
    const lookup = this.#ask(packet.to, packet.from, mark, ports);
    return this.#settled(
      packet,
      lookup,
      lookup.found.map((found) => this.#endOf(found, packet.to)),
    );
  }

  /** It is for this host as far as the routes tell: null. */
  #elsewhere(packet: Packet): Turned | null {
    const { from, to, inBy, fromPort, toPort } = packet;
    if (!this.#routes.whole.has(this.#family)) return null;
    const mark = isOpen(packet, 'mark') ? undefined : packet.mark;
    const query = {
      family: this.#family,
      to,
      from,
      iif: inBy ?? undefined,
      mark,
      ports: { from: fromPort, to: toPort },
    };
    const { found, because } = lookUp(this.#routes, query);
    const other = found.find(({ kind }) => kind !== 'local');
    if (other === undefined) return null;
    const why = `${to} is no address of this host, by its routes`;
    return { packet, place: this.#place(other.by, why), stops: { why, condition: because ?? why, unknown: true } };
  }

  #ask(
    to: string,
    from: string,
    mark: number | undefined,
    ports: { from: number; to: number | undefined } | null,
  ): Lookup {
    return lookUp(this.#routes, { family: this.#family, to, from, iif: 'lo', mark, ports });
  }

  /** Of several things that may come of it the packet is stopped for certain only where each of them stops it. */
  #settled(packet: Packet, { found, because }: Lookup, ends: readonly (End | null)[]): Turned {
    const stops = ends.find((end) => end !== null) ?? null;
    const first = found[0];
    if (stops === null) {
      const devices = new Set(found.flatMap((one) => one.devices));
      const by = first?.by ?? null;
      const [device] = devices;
      const { outBy: _, ...rest } = packet;
      const next =
        first?.kind === 'local'
          ? packet
          : devices.size === 1 && device !== undefined
            ? { ...rest, outBy: device }
            : rest;
      return { packet: next, ...(by === null || by.line === 0 ? {} : { place: this.#place(by) }) };
    }
    const sure = ends.every((end) => end?.sure === true);
    const why = sure ? null : (because ?? stops.hinges ?? 'the routes');
    return { packet, place: stops.place, stops: { why: stops.why, condition: why } };
  }

  #endOf(found: Found, to: string): End | null {
    if (found.kind === 'unicast' || found.kind === 'local') return null;
    const why: Readonly<Record<string, string>> = {
      none: `there is no route back to ${to}`,
      blackhole: `the route back to ${to} is a blackhole`,
      unreachable: `the route back to ${to} is unreachable`,
      prohibit: `the route back to ${to} is prohibited`,
      other: `what the way back to ${to} is, is not known`,
    };
    const text = why[found.kind] ?? '';
    return { why: text, sure: found.kind !== 'other', place: this.#place(found.by, text), hinges: null };
  }

  /** Reverse path filtering: loose asks for any way back, strict for one by the interface that the packet came in by. */
  #valid(packet: Packet): Turned {
    const device = packet.inBy;
    const modes = this.#filter(device);
    const mark = this.#byMark(device) ? (isOpen(packet, 'mark') ? undefined : packet.mark) : 0;
    const lookup = this.#ask(packet.from, packet.to, mark, { from: packet.toPort, to: packet.fromPort });
    const ends = modes.flatMap((mode) =>
      lookup.found.map((found) => this.#filtered(found, packet, mode, modes.length === 1)),
    );
    const stops = ends.some((end) => end !== null);
    return stops ? this.#settled(packet, lookup, ends) : { packet };
  }

  #filtered(found: Found, { from, inBy }: Packet, mode: number, sure: boolean): End | null {
    const hinges = `rp_filter of ${inBy ?? 'the interface'} (sysctl net.ipv4.conf.all.rp_filter and its own)`;
    if (mode === 0) return null;
    const place = (text: string): RulePlace => this.#place(found.by, text);
    if (found.kind === 'unicast') {
      if (mode === 2 || (typeof inBy === 'string' && found.devices.includes(inBy))) return null;
      const by = found.devices.join(', ') || 'another interface';
      const why = `strict rp_filter of ${inBy ?? 'the interface'}: the route back to ${from} leaves by ${by}`;
      return { why, sure: sure && typeof inBy === 'string' && found.devices.length > 0, place: place(why), hinges };
    }
    const why = `rp_filter of ${inBy ?? 'the interface'}: there is no route back to ${from}`;
    const known = found.kind !== 'other' && found.kind !== 'local';
    return { why, sure: sure && known, place: place(why), hinges: known ? hinges : `whether ${from} is this host` };
  }

  /** What rp_filter may be: the greater of that for all and the interface's own. */
  #filter(device: string | null | undefined): readonly number[] {
    const all = this.#routes.settings.get('all rp_filter')?.value;
    const own = this.#routes.settings.get(`${device ?? ''} rp_filter`)?.value;
    if (all === 2 || own === 2) return [2];
    if (all !== undefined && own !== undefined) return [Math.max(all, own)];
    return all === 1 || own === 1 ? [1, 2] : [0, 1, 2];
  }

  #byMark(device: string | null | undefined): boolean {
    return ['all', device ?? ''].some((name) => this.#routes.settings.get(`${name} src_valid_mark`)?.value === 1);
  }

  /** The line that decides; where nothing was found, the list that was searched. */
  #place(by: Route | PolicyRule | null, text?: string): RulePlace {
    const family = this.#family === 6 ? 'ip6' : 'ip';
    const list = this.#routes.routes.filter((route) => route.family === this.#family);
    const line: NumberedLine | undefined = by ?? list.find(({ table }) => table === 'main') ?? list[0];
    const table = by === null ? 'main' : 'table' in by ? by.table : `priority ${by.priority}`;
    const routing = by !== null && 'priority' in by ? 'rule' : 'route';
    const quote = by === null ? (text ?? '') : by.text;
    return { line: line?.line ?? 0, family, table, chain: routing, number: 0, text: quote, routing };
  }
}

/** How a packet ends by a route. */
interface End {
  readonly why: string;
  readonly sure: boolean;
  readonly place: RulePlace;
  /** What it hinges on, when it is not sure. */
  readonly hinges: string | null;
}

function isOpen({ unknown }: Packet, ...fields: readonly (keyof Packet)[]): boolean {
  return fields.some((field) => unknown?.has(field) === true);
}
