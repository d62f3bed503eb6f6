import type { Packet } from './model.ts';

/** Tells whether what was asked about a packet has read a field that nobody knows. */
export class Watch {
  unknown = false;
  #packet: Packet | null = null;
  #view: Packet | null = null;

  /** The packet, for one question. */
  on(packet: Packet): Packet {
    this.unknown = false;
    if (packet.unknown === undefined || packet.unknown.size === 0) return packet;
    if (this.#view !== null && this.#packet === packet) return this.#view;
    const view = { ...packet };
    for (const field of packet.unknown) {
      Object.defineProperty(view, field, {
        enumerable: true,
        get: () => {
          this.unknown = true;
          return packet[field];
        },
      });
    }
    this.#packet = packet;
    this.#view = view;
    return view;
  }
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
