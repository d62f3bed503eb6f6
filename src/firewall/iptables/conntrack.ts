/*
 * What rules ask the connection that a packet belongs to: xt_conntrack, xt_state, xt_connmark, as iptables-extensions(8)
 * describes them and the kernel answers before the connection is known.
 */
import type { Asks, Packet, Truth } from '../model.ts';
import { asksFor, isPrefix, networkOf, packetWords, within } from './address.ts';
import {
  type Condition,
  conditions,
  hinge,
  type MatchModule,
  type OptionReader,
  type Surroundings,
  some,
} from './condition.ts';
import { isProtocol, portRange } from './general.ts';

const states: Readonly<Record<string, Packet['state'] | 'dnat' | 'snat'>> = {
  NEW: 'new',
  ESTABLISHED: 'established',
  RELATED: 'related',
  INVALID: 'invalid',
  UNTRACKED: 'untracked',
  DNAT: 'dnat',
  SNAT: 'snat',
};

/** The table `raw` comes before tracking: there every packet is INVALID, unless it comes back from the loopback. */
function stateOf(packet: Packet, { table }: Surroundings): Packet['state'] | 'unknown' {
  if (table !== 'raw' || packet.state === 'untracked') return packet.state;
  return packet.inBy === undefined || packet.inBy === 'lo' ? 'unknown' : 'invalid';
}

/** Whether the kernel has a connection for it at all. */
function tracked(packet: Packet, place: Surroundings): Truth {
  const state = stateOf(packet, place);
  return state === 'unknown' ? state : state !== 'invalid' && state !== 'untracked';
}

/** The first packet of the connection, as far as it was translated by then. */
const translated = (packet: Packet): Packet => packet.landed ?? packet;

/** The port is asked first: behind a redirect the address may be one that nobody knows. */
function isTranslated(packet: Packet): Truth {
  const { original, landed } = packet;
  if (original === undefined) return false;
  const first = translated(packet);
  if (original.toPort !== first.toPort) return true;
  return landed?.unknown?.has('to') === true ? 'unknown' : original.to !== first.to;
}

const stateList: OptionReader = ([list = '', ...more], place) => {
  const wanted = list.split(',').map((word) => states[word.toUpperCase()]);
  if (more.length > 0 || wanted.includes(undefined)) return null;
  return {
    test: (packet) =>
      some(wanted, (word): Truth => {
        const state = stateOf(packet, place);
        if (state === 'unknown') return state;
        if (word !== 'dnat' && word !== 'snat') return state === word;
        // No rule of ours changes the source before the last hook.
        if (ofClient(packet, state)) return word === 'dnat' && isTranslated(packet);
        return state === 'established' || state === 'related' ? 'unknown' : false;
      }),
    why: 'the state of the connection',
  };
};

/** Its first packet, or one behind it of which the first is known. */
const ofClient = ({ landed }: Packet, state: Packet['state']): boolean => state === 'new' || landed !== undefined;

/** A condition on a connection of which the first packet is known. */
function ofConnection(place: Surroundings, why: string, test: (packet: Packet) => Truth): Condition {
  return {
    test: (packet) => {
      const known = tracked(packet, place);
      if (known !== true) return known;
      return ofClient(packet, packet.state) ? test(packet) : 'unknown';
    },
    why,
  };
}

/** Without a connection even a negated question is answered no. */
function asksConnection(
  read: (args: readonly string[], place: Surroundings) => ((packet: Packet) => Truth) | null,
  why: string,
  asks?: (args: readonly string[], place: Surroundings) => readonly Asks[],
): OptionReader {
  return (args, place, option) => {
    const test = read(args, place);
    if (test === null) return null;
    const flip = (truth: Truth): Truth => (truth === 'unknown' || !option.negated ? truth : !truth);
    const condition = { ...ofConnection(place, why, (packet) => flip(test(packet))), asks: asks?.(args, place) ?? [] };
    // The caller negates once more, which must leave what is answered here.
    return option.negated ? { ...condition, test: (packet) => flip(condition.test(packet)) } : condition;
  };
}

const addressOf = (of: (packet: Packet) => string | null): OptionReader =>
  asksConnection(
    ([text = '', ...more], { family }) => {
      const network = networkOf(text, family);
      // iptables takes a mask with gaps here, and loses it.
      if (network === null || !isPrefix(network.mask) || more.length > 0) return null;
      return (packet) => {
        const text = of(packet);
        const words = text === null ? null : packetWords(text);
        return words === null ? 'unknown' : within(network, words);
      };
    },
    'the addresses of the connection',
    ([text = ''], { family }) => {
      const network = networkOf(text, family);
      const { alone: _, ...ask } = asksFor('from', network === null ? [] : [network]);
      return [ask];
    },
  );

const portsOf = (of: (packet: Packet) => number | null): OptionReader =>
  asksConnection(([text = '', ...more]) => {
    const range = portRange(text);
    if (range === null || more.length > 0) return null;
    return (packet) => {
      const port = of(packet);
      return port === null ? 'unknown' : range[0] <= port && port <= range[1];
    };
  }, 'the ports of the connection');

const protocolOf: OptionReader = asksConnection(
  ([text = '', ...more]) =>
    more.length > 0 || !/^[\w-]+$/.test(text) ? null : (packet) => isProtocol(packet, text.toLowerCase()),
  'the protocol of the connection',
);

const direction: OptionReader = asksConnection(
  ([text = '', ...more]) =>
    more.length > 0 || !/^(?:ORIGINAL|REPLY)$/i.test(text) ? null : () => text.toUpperCase() === 'ORIGINAL',
  'the direction of the packet',
);

/** What answers are made of: null where nobody knows what it became. */
function answered<F extends 'from' | 'to' | 'fromPort' | 'toPort'>(field: F): (packet: Packet) => Packet[F] | null {
  return (packet) => {
    const first = translated(packet);
    return first !== packet && first.unknown?.has(field) === true ? null : first[field];
  };
}

const ofOptions: MatchModule = conditions({
  '--ctstate': stateList,
  '--ctproto': protocolOf,
  '--ctdir': direction,
  '--ctorigsrc': addressOf((packet) => packet.from),
  '--ctorigdst': addressOf((packet) => packet.original?.to ?? packet.to),
  '--ctreplsrc': addressOf(answered('to')),
  '--ctrepldst': addressOf(answered('from')),
  '--ctorigsrcport': portsOf((packet) => packet.fromPort),
  '--ctorigdstport': portsOf((packet) => packet.original?.toPort ?? packet.toPort),
  '--ctreplsrcport': portsOf(answered('toPort')),
  '--ctrepldstport': portsOf(answered('fromPort')),
  '--ctstatus': () => hinge('the status of the connection'),
  '--ctexpire': () => hinge('how long the connection has lived'),
});

/** For a packet without a connection the kernel asks the state alone, if that is asked, and says no if not. */
export const conntrack: MatchModule = (options, place) => {
  const states = options.filter(({ name }) => name === '--ctstate');
  const all = ofOptions(options, place);
  if (all === null || states.length === 0 || states.length === options.length) return all;
  const stateless = (packet: Packet): boolean => tracked(packet, place) === false;
  return all.map((condition, i) =>
    options[i]?.name === '--ctstate'
      ? condition
      : { ...condition, test: (packet) => stateless(packet) || condition.test(packet) },
  );
};

export const state: MatchModule = conditions({ '--state': stateList });

/** `0x1` or `1`, with `/MASK`. */
export function valueMask(text: string): { readonly value: number; readonly mask: number } | null {
  const [value = '', mask = '0xffffffff', ...more] = text.split('/');
  const number = (word: string): number => (/^(?:0[xX][\da-fA-F]{1,8}|\d{1,10})$/.test(word) ? Number(word) : -1);
  if (more.length > 0 || number(value) < 0 || number(mask) < 0 || Math.max(number(value), number(mask)) > 0xffffffff)
    return null;
  return { value: number(value), mask: number(mask) };
}

export const mark: MatchModule = conditions({
  '--mark': ([text = '', ...more]) => {
    const wanted = more.length > 0 ? null : valueMask(text);
    return wanted === null ? null : { test: (packet) => (packet.mark & wanted.mask) >>> 0 === wanted.value };
  },
});

/** The mark of the packet's connection, 0 where nothing has set one since its first packet; undefined when nobody knows. */
export function connmarkOf(packet: Packet): number | undefined {
  const followed = packet.state === 'new' || packet.landed !== undefined || packet.direction === 'reply';
  return packet.ctMark ?? (followed ? 0 : undefined);
}

export const connmark: MatchModule = conditions({
  '--mark': (args, place, option) => {
    const wanted = args.length === 1 ? valueMask(args[0] ?? '') : null;
    if (wanted === null) return null;
    const ask = (packet: Packet): Truth => {
      const known = tracked(packet, place);
      if (known === false) return option.negated;
      const value = connmarkOf(packet);
      if (known === 'unknown' || value === undefined) return 'unknown';
      return (value & wanted.mask) >>> 0 === wanted.value;
    };
    return { test: ask, why: 'the mark of the connection' };
  },
});
