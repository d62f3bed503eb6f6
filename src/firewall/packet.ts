import type { Packet } from './model.ts';

/** Whether a field was read that nobody knows. */
export interface Seen {
  unknown: boolean;
}

/** What is asked about a packet of which not all is known tells here what it read. */
export const Watched: { of(packet: Packet, seen: Seen): Packet } = {
  of: (packet, seen) => {
    if (packet.unknown === undefined || packet.unknown.size === 0) return packet;
    const watched = { ...packet };
    for (const field of packet.unknown) {
      Object.defineProperty(watched, field, {
        enumerable: true,
        get: () => {
          seen.unknown = true;
          return packet[field];
        },
      });
    }
    return watched;
  },
};

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
