/*
 * Pings of several sizes that nobody on the way may cut in parts: which size gets through.
 */
import type { Observation } from '../../model/observation.ts';
import { factAt } from '../pasted.ts';
import { clean } from '../ssh-log/text.ts';
import { answered, counted, prompted } from './ping.ts';

/** A ping of one size, as it was typed. */
interface Sized {
  /** Its line, from 0. */
  readonly index: number;
  readonly host: string;
  /** Octets of the packet, its headers among them. */
  readonly size: number;
  readonly sent: number;
  readonly lost: number;
}

const command = /(?:^|[$#%>] ?)(?:sudo )?(ping6? -.*) ([\w.:-]+)$/;
/** `-M do` on Linux, `-D` on BSD and macOS. */
const whole = / -M ?do\b| -D\b/;
const octets = / -s ?(\d{2,5})\b/;
/** Somebody says that it is too large, so nothing is lost without a word. */
const tooLarge = /message too long|frag(?:mentation)? needed|packet too big|\bmtu ?=/i;
const longest = 200;
/** A TCP segment is seldom larger: both ends would have to be on a network of jumbo frames. */
const ethernet = 1500;

function sizedIn(lines: readonly string[]): readonly Sized[] {
  return lines.flatMap((line, index): readonly Sized[] => {
    const [, typed = '', host = ''] = command.exec(line) ?? [];
    const size = Number(octets.exec(typed)?.[1]);
    if (!whole.test(typed) || !(size > 0)) return [];
    const below = lines.slice(index + 1, index + longest);
    const next = below.findIndex((other) => prompted.test(other) || command.test(other));
    const own = next < 0 ? below : below.slice(0, next);
    if (own.some((other) => tooLarge.test(other))) return [];
    const [, sent, received] = own.map((other) => counted.exec(other)).find((found) => found !== null) ?? [];
    const answers = own.filter((other) => answered.test(other)).length;
    const count = sent === undefined ? { sent: answers, lost: 0 } : { sent: +sent, lost: +sent - Number(received) };
    // The header of IPv4 has 20 octets, that of IPv6 40, that of ICMP 8.
    const head = host.includes(':') || typed.startsWith('ping6') ? 48 : 28;
    return count.sent === 0 ? [] : [{ index, host, size: size + head, ...count }];
  });
}

/** All of a large size are lost without a word, though they left, and none of a smaller one. */
export function sizeFacts(id: string, raw: readonly string[], mine: (host: string) => boolean): readonly Observation[] {
  const all = sizedIn(raw.map((line) => clean(line).slice(0, 1000)));
  const pings = all.filter(({ host, size }) => mine(host) && size <= ethernet);
  const [passed] = pings.filter(({ lost }) => lost === 0).sort((a, b) => b.size - a.size);
  const swallowed = pings.find(({ sent, lost, size }) => sent > 2 && lost === sent && size > (passed?.size ?? size));
  if (passed === undefined || swallowed === undefined) return [];
  const value = { largest: passed.size, interface: swallowed.size, state: 'black-hole' } as const;
  return [factAt(id, raw, swallowed.index, 'path.mtu', value)];
}
