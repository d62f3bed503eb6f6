import type { Match, Packet, TellPorts, Truth } from './model.ts';

/** Tells whether what was asked about a packet has read a field that nobody knows. */
export class Watch {
  unknown = false;
  /** It has read a length that is not known to the octet. */
  sized = false;
  /** It has read the port that the client's system chose. */
  chosen = false;
  #packet: Packet | null = null;
  #view: Packet | null = null;

  /** The packet, for one question. */
  on(packet: Packet): Packet {
    this.unknown = false;
    this.sized = false;
    this.chosen = false;
    if (packet.unknown === undefined || packet.unknown.size === 0) return packet;
    if (this.#view !== null && this.#packet === packet) return this.#view;
    const view = { ...packet };
    for (const field of packet.unknown) {
      Object.defineProperty(view, field, {
        enumerable: true,
        get: () => {
          if (field === packet.chosen) this.chosen = true;
          else if (field === 'length') this.sized = true;
          else this.unknown = true;
          return packet[field];
        },
      });
    }
    this.#packet = packet;
    this.#view = view;
    return view;
  }
}

/** The least port that a system chooses for a client by itself. */
const leastChosen = 1024;
/** One of them, to stand for all. */
export const someChosen = 40_000;

/** Whether all ports that a client's system chooses are alike to what asks for these. */
export function chosenAlike(asked: { ports?(tell: TellPorts): void }): boolean {
  if (asked.ports === undefined) return false;
  let alike = true;
  asked.ports((lo, hi) => {
    if (lo <= hi && hi >= leastChosen && (lo > leastChosen || hi < 65_535)) alike = false;
  });
  return alike;
}

/** Octets of the headers of IP and TCP: what of them a packet has at least, and with all options at most; of IPv6 with some that stand between. */
const headers = { 4: [40, 120], 6: [60, 160] } as const;

/** What is asked of the length of a packet that carries nothing, where all that it may be are alike to the question. */
export function ofAnyLength(match: Match, { unknown, ...packet }: Packet): Truth {
  if (packet.payload?.most !== 0 || packet.protocol !== 'tcp') return 'unknown';
  const others = new Set([...(unknown ?? [])].filter((field) => field !== 'length'));
  const watch = new Watch();
  const [least, most] = headers[packet.family];
  let all: Truth | null = null;
  for (let length = least; length <= most; length++) {
    const truth = match.test(watch.on({ ...packet, length, unknown: others }));
    if (watch.unknown || watch.chosen || (all !== null && all !== truth)) return 'unknown';
    all = truth;
  }
  return all ?? 'unknown';
}

/** One of the two, nobody knows which: what differs is unknown. */
export function merged(a: Packet, b: Packet): Packet {
  if (a === b) return a;
  const unknown = new Set<keyof Packet>([...(a.unknown ?? []), ...(b.unknown ?? [])]);
  const touched = new Set([...(a.touched ?? []), ...(b.touched ?? [])]);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Packet>) {
    if (key !== 'unknown' && key !== 'touched' && a[key] !== b[key]) unknown.add(key);
  }
  return { ...a, ...(unknown.size > 0 ? { unknown } : {}), ...(touched.size > 0 ? { touched } : {}) };
}

/** With these fields of another packet, known or not as they are there. */
export function taken(packet: Packet, other: Packet, fields: readonly (keyof Packet)[]): Packet {
  const unknown = new Set(packet.unknown);
  for (const field of fields) {
    if (other.unknown?.has(field) === true) unknown.add(field);
    else unknown.delete(field);
  }
  const values = Object.fromEntries(fields.map((field) => [field, other[field]]));
  return { ...packet, ...values, unknown };
}
