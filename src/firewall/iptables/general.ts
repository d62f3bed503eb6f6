import type { Packet } from '../model.ts';
import { asksFor, networkOf, packetWords, within } from './address.ts';
import { always, type Condition, conditions, type MatchModule, type OptionReader, some } from './condition.ts';

type Place = Parameters<OptionReader>[1];

const numbers: Readonly<Record<Packet['protocol'], Readonly<Record<4 | 6, number>>>> = {
  tcp: { 4: 6, 6: 6 },
  udp: { 4: 17, 6: 17 },
  icmp: { 4: 1, 6: 58 },
};

/** Names of /etc/protocols for those that a packet here can have. */
const names: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, 'ipv6-icmp': 58, icmpv6: 58, icmp6: 58 };

/** Whether `-p TEXT` means every protocol. */
const every = new Set(['all', '0', 'any']);

export function isProtocol(packet: Packet, text: string): boolean {
  const wanted = names[text] ?? (/^\d{1,3}$/.test(text) ? Number(text) : -1);
  return wanted === numbers[packet.protocol][packet.family];
}

const protocol: OptionReader = ([text = '', ...more]) => {
  const name = text.toLowerCase();
  if (more.length > 0 || !/^[a-z\d][\w.+-]*$/.test(name)) return null;
  return every.has(name) ? always : { test: (packet) => isProtocol(packet, name) };
};

/** `-s` and `-d`: networks, divided by commas. */
function address(field: 'from' | 'to'): OptionReader {
  const of = (packet: Packet): string => packet[field];
  return ([list = '', ...more], { family }) => {
    if (more.length > 0) return null;
    const networks = list.split(',').flatMap((text) => networkOf(text, family) ?? []);
    if (networks.length !== list.split(',').length) return null;
    return {
      test: (packet) => {
        const words = packetWords(of(packet));
        return words === null ? 'unknown' : networks.some((network) => within(network, words));
      },
      why: 'the address of the packet',
      asks: [asksFor(field, networks)],
    };
  };
}

/** Whether an interface has a name, or one that begins so (`eth+`). A packet that was made here came in by none. */
export function device(name: string, actual: string | null | undefined): boolean | 'unknown' {
  if (name === '+') return true;
  if (actual === undefined) return 'unknown';
  return name.endsWith('+') ? (actual ?? '').startsWith(name.slice(0, -1)) : actual === name;
}

const inBy: OptionReader = ([name = '', ...more]) =>
  name === '' || more.length > 0
    ? null
    : { test: (packet) => device(name, packet.inBy), why: `whether it comes in by ${name}` };

const outBy: OptionReader = ([name = '', ...more]) =>
  name === '' || more.length > 0
    ? null
    : { test: (packet) => device(name, packet.outBy), why: `whether it goes out by ${name}` };

/** A rule of one family in a file that both versions read: iptables-restore(8). */
const only =
  (family: 4 | 6): OptionReader =>
  (args, place: Place): Condition | null =>
    args.length > 0 ? null : { test: () => place.family === family };

/** The options of iptables(8) that belong to no match. */
export const general: MatchModule = conditions({
  '-p': protocol,
  '-s': address('from'),
  '-d': address('to'),
  '-i': inBy,
  '-o': outBy,
  // Later fragments of a packet. The one that is followed has its ports.
  '-f': (args) => (args.length === 0 ? { test: () => false } : null),
  '-4': only(4),
  '-6': only(6),
  '-c': () => always,
});

/** Services that files written by hand name; iptables-save prints numbers. */
const services: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  www: 80,
  pop3: 110,
  ntp: 123,
  imap2: 143,
  imap: 143,
  https: 443,
  submission: 587,
  imaps: 993,
  pop3s: 995,
};

/** `22`, `ssh`. Null for a number that is no port and for a name that another file explains. */
export function portOf(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return services[text] ?? null;
  return Number(text) <= 65535 ? Number(text) : null;
}

/** `22`, `20:22`, `:1023`, `1024:`. */
export function portRange(text: string): readonly [number, number] | null {
  const [low = '', high, ...more] = text.split(':');
  if (more.length > 0) return null;
  const first = low === '' && high !== undefined ? 0 : portOf(low);
  const last = high === undefined ? first : high === '' ? 65535 : portOf(high);
  if (first === null || last === null) return null;
  // The kernel keeps them as they are; iptables swaps some of them. Nobody should have to know.
  return first <= last ? [first, last] : null;
}

/** One or more ports of the packet against a list of ranges. */
export function ports(of: (packet: Packet) => readonly number[], lists: boolean): OptionReader {
  return ([text = '', ...more]) => {
    const parts = lists ? text.split(',') : [text];
    const ranges = parts.flatMap((part) => {
      const range = portRange(part);
      return range === null ? [] : [range];
    });
    if (more.length > 0 || ranges.length !== parts.length) return null;
    return {
      ports: (tell) => {
        for (const [first, last] of ranges) tell(first, last);
      },
      test: (packet) =>
        packet.protocol !== 'icmp' &&
        some(of(packet), (port) => ranges.some(([first, last]) => first <= port && port <= last)),
    };
  };
}
