import { follow } from './follow.ts';
import type { Decision, Hook, Packet, Ruleset, Turn } from './model.ts';
import { someChosen, taken } from './packet.ts';
import { beginning, looksInside, nothing } from './payload.ts';
import type { Router } from './routing.ts';

/** A TCP connection to this host, as far as it is known. */
export interface Connection {
  /** Address of the client as it arrives here; null: nobody told. */
  readonly from: string | null;
  readonly fromPort?: number;
  readonly to: string;
  /** `to` is any address of the host: nobody told which. Its family counts. */
  readonly toAny?: boolean;
  readonly toPort: number;
  /** Interface that the first packet comes in by, and that the answer leaves by. */
  readonly inBy?: string;
  readonly outBy?: string;
  /** All addresses of this host; absent: nobody knows what is not `to`. */
  readonly own?: readonly string[];
  /** What its routes say; absent: nobody told. */
  readonly router?: Router;
  /** How the line begins with which the server identifies itself, as far as it is known. */
  readonly serverSays?: string;
}

/** How each end's first words begin (RFC 4253, section 4.2). */
const firstWords = 'SSH-2.0-';

/**
 * What the rules say of a connection: of the three packets that it is made of (RFC 9293 §3.5) and, where they look into what
 * packets carry, of those behind them that are not accepted for certain.
 */
export interface Handshake {
  /** The client's SYN. */
  readonly in: Decision;
  /** The SYN-ACK. Null: there is no answer of this host to follow. */
  readonly out: Decision | null;
  /**
   * The client's ACK, which stands for all that it sends from then on: where that is stopped, the connection is open at
   * the client, and nobody at the server is told of it. Null: it is not known to come so far.
   */
  readonly ack: Decision | null;
  /** The lines with which each end identifies itself. */
  readonly lineOut?: Decision;
  readonly lineIn?: Decision;
  /** All that each end sends then: nobody knows what is in it. */
  readonly restOut?: Decision;
  readonly restIn?: Decision;
}

export const inwards: readonly Hook[] = ['ingress', 'prerouting', 'input'];
export const outwards: readonly Hook[] = ['output', 'postrouting', 'egress'];

/** Follows the SYN of a client to this host, the SYN-ACK back, and the ACK. */
export function connect(rulesets: readonly Ruleset[], connection: Connection): Handshake {
  const syn = synOf(connection);
  const loops = connection.inBy === 'lo';
  const there = loops ? throughLoopback(rulesets, syn) : arriving(rulesets, syn, connection);
  const decided = doubted(rulesets, there);
  if (decided.action === 'drop' || decided.action === 'reject' || decided.packet.toHere === false) {
    return { in: decided, out: null, ack: null };
  }
  const reply = answerOf(connection, syn, decided.packet);
  const answer = loops ? throughLoopback(rulesets, reply) : leaving(rulesets, reply, connection.router);
  const out = recognised(doubted(rulesets, answer), connection);
  if (decided.action !== 'accept' || out.action !== 'accept') return { in: decided, out, ack: null };
  const next = ackOf(syn, decided.packet, out.packet);
  return { in: decided, out, ...opened(rulesets, connection, { next, reply }) };
}

/** What becomes of the ACK and, where it matters what they carry, of the packets behind it. */
function opened(
  rulesets: readonly Ruleset[],
  connection: Connection,
  { next, reply }: { readonly next: Packet; readonly reply: Packet },
): Pick<Handshake, 'ack'> & Carrying {
  const loops = connection.inBy === 'lo';
  const comes = (packet: Packet): Decision =>
    doubted(rulesets, loops ? throughLoopback(rulesets, packet) : arriving(rulesets, packet, connection));
  const leaves = (packet: Packet): Decision =>
    doubted(rulesets, loops ? throughLoopback(rulesets, packet) : leaving(rulesets, packet, connection.router));
  const ack = comes(next);
  if (!rulesets.some(inside)) return { ack };
  // What carries something acknowledges as well, and may pass where the bare ACK does not.
  if (ack.action !== 'accept') return { ack: comes(carrying(next, next)) };
  const lines = stopping({
    lineOut: leaves(carrying(reply, ack.packet, connection.serverSays ?? firstWords)),
    lineIn: comes(carrying(next, ack.packet, firstWords)),
  });
  if (Object.values(lines).some(({ action }) => action === 'drop' || action === 'reject')) return { ack, ...lines };
  const rest = { restOut: leaves(carrying(reply, ack.packet)), restIn: comes(carrying(next, ack.packet)) };
  return { ack, ...lines, ...stopping(rest) };
}

type Carrying = Pick<Handshake, 'lineOut' | 'lineIn' | 'restOut' | 'restIn'>;

const stopping = (ways: Carrying): Carrying =>
  Object.fromEntries(Object.entries(ways).filter(([, decision]) => decision.action !== 'accept'));

const insides = new WeakMap<Ruleset, boolean>();

/** Whether any of its rules looks into what a packet carries. */
function inside(ruleset: Ruleset): boolean {
  const known = insides.get(ruleset);
  if (known !== undefined) return known;
  const looks = ruleset.tables.some(({ chains }) =>
    chains.some(({ rules }) => rules.some(({ place }) => looksInside(place.text))),
  );
  insides.set(ruleset, looks);
  return looks;
}

/** An answer that is not tracked leaves from where it was translated to, and its client does not know it. */
function recognised(answer: Decision, { to, toPort }: Connection): Decision {
  const { packet, action } = answer;
  if (action !== 'accept' || packet.unknown?.has('from') === true || (packet.from === to && packet.fromPort === toPort))
    return answer;
  return { ...answer, action: 'unknown', condition: `the answer leaves from ${packet.from} port ${packet.fromPort}` };
}

/** The packet, with what is not told marked as unknown. Its length hangs on the client's TCP options. */
export function synOf({ from, fromPort, to, toAny = false, toPort, inBy, outBy }: Connection): Packet {
  const unknown = new Set<keyof Packet>(['length']);
  if (from === null) unknown.add('from');
  if (fromPort === undefined) unknown.add('fromPort');
  if (toAny) unknown.add('to');
  const tuple = { from: from ?? '', fromPort: fromPort ?? someChosen, to, toPort };
  return {
    family: to.includes(':') ? 6 : 4,
    protocol: 'tcp',
    ...tuple,
    ...(fromPort === undefined ? { chosen: 'fromPort' as const } : {}),
    original: tuple,
    flags: ['syn'],
    openFlags: ['ecn', 'cwr'],
    ...(inBy === undefined ? {} : { inBy }),
    outBy: null,
    ...(outBy === undefined ? {} : { backBy: outBy }),
    state: 'new',
    mark: 0,
    length: 0,
    payload: nothing,
    toHere: true,
    unknown: new Set([...unknown, ...(from === null || toAny ? (['original'] as const) : [])]),
  };
}

function leaving(rulesets: readonly Ruleset[], reply: Packet, router: Router | undefined): Decision {
  const turn = router?.leave;
  return follow(rulesets, turn === undefined ? outwards : [turn, ...outwards], reply, { again: router?.again });
}

function arriving(rulesets: readonly Ruleset[], syn: Packet, { own, router }: Connection): Decision {
  const turns: readonly Turn[] = router === undefined ? [] : [router.arrive];
  const there = follow(rulesets, ['ingress', 'prerouting', ...turns, 'input'], syn);
  const { translated, packet } = there;
  if (translated === null) return there;
  if (translated.condition !== undefined) {
    if (there.action !== 'accept')
      return {
        ...there,
        action: there.action === 'unknown' ? 'unknown' : 'may-drop',
        condition: there.condition ?? translated.condition,
      };
    return { ...there, action: 'unknown', rule: translated.place, condition: translated.condition };
  }
  if (packet.toHere === true || own?.includes(packet.to) === true)
    return { ...there, packet: { ...packet, toHere: true } };
  // It goes on to another host. Which interface it leaves by, the routes know.
  const { outBy: _, ...away } = syn;
  const beyond = follow(rulesets, ['ingress', 'prerouting', 'forward', 'postrouting'], away);
  const elsewhere: Decision = { ...beyond, packet: { ...beyond.packet, toHere: false } };
  const known = own !== undefined && packet.unknown?.has('to') !== true;
  if (known || (there.action === beyond.action && there.how === beyond.how && there.action !== 'accept'))
    return elsewhere;
  return { ...elsewhere, action: 'unknown', rule: translated.place, condition: `whether ${packet.to} is this host` };
}

/** What is sent to this host by itself passes the hooks of both directions, and is looked up on its way out. */
function throughLoopback(rulesets: readonly Ruleset[], packet: Packet): Decision {
  const out = follow(rulesets, outwards, { ...packet, inBy: null, outBy: 'lo' });
  if (out.action === 'drop' || out.action === 'reject') return out;
  const there = follow(rulesets, inwards, { ...out.packet, inBy: 'lo', outBy: null }, { tracked: true });
  return out.action === 'accept' || there.action !== 'accept' ? there : out;
}

function answerOf(connection: Connection, syn: Packet, arrived: Packet): Packet {
  // Nobody answers for a connection that was not looked up: its answer begins none (tcp_conntracks of Linux).
  const state = arrived.state === 'untracked' || arrived.state === 'invalid' ? 'invalid' : 'established';
  const unknown = new Set<keyof Packet>(['length']);
  const swapped = { from: 'to', fromPort: 'toPort', to: 'from', toPort: 'fromPort' } as const;
  for (const field of arrived.unknown ?? [])
    unknown.add(field in swapped ? swapped[field as keyof typeof swapped] : field);
  // A mark of the packet passes on to the socket where the kernel was told so (tcp_fwmark_accept).
  if (arrived.mark !== 0) unknown.add('mark');
  const { inBy: _, outBy: __, toHere: ___, backBy: ____, ...rest } = arrived;
  return {
    ...rest,
    from: arrived.to,
    fromPort: arrived.toPort,
    to: arrived.from,
    toPort: arrived.fromPort,
    ...(arrived.chosen === undefined ? {} : { chosen: 'toPort' as const }),
    ...(syn.original === undefined ? {} : { original: syn.original }),
    landed: arrived,
    flags: ['syn', 'ack'],
    openFlags: ['ecn'],
    inBy: null,
    ...(connection.outBy === undefined ? {} : { outBy: connection.outBy }),
    state,
    direction: 'reply',
    mark: 0,
    fromHere: true,
    unknown,
  };
}

/** The client's answer to the answer, as it leaves the client. */
function ackOf(syn: Packet, arrived: Packet, answer: Packet): Packet {
  return { ...behind(syn, answer), state: stateOfAck(arrived, answer), landed: arrived };
}

/** What comes from where the SYN came from once the answer is there, with what that one tells of the connection. */
export function behind(syn: Packet, answer: Packet): Packet {
  const { openFlags: _, ...rest } = syn;
  const unknown = new Set(syn.unknown);
  for (const field of ['ctMark', 'touched', 'state'] as const)
    if (answer.unknown?.has(field) === true) unknown.add(field);
  const { ctMark, touched } = answer;
  const kept = { ...(ctMark === undefined ? {} : { ctMark }), ...(touched === undefined ? {} : { touched }) };
  return { ...rest, ...kept, flags: ['ack'], unknown };
}

/**
 * A packet of the open connection that carries what begins so; `said` absent: nobody knows what. The last of what there is to send
 * has PSH (RFC 9293, section 3.9.1.2), and a line is sent by itself.
 */
function carrying(of: Packet, ack: Packet, said?: string): Packet {
  const { openFlags: _, payload: __, ...rest } = taken(of, ack, ['ctMark', 'touched']);
  // Where one way is not tracked, what the other belongs to is not followed here.
  const unknown = ack.state === of.state ? rest.unknown : new Set([...(rest.unknown ?? []), 'state' as const]);
  const known = { ...rest, ...(unknown === undefined ? {} : { unknown }) };
  const payload = beginning(said ?? '');
  return said === undefined
    ? { ...known, flags: ['ack'], openFlags: ['psh'], payload }
    : { ...known, flags: ['psh', 'ack'], payload };
}

/** Where the answer was not tracked it belongs to nothing, and where nothing was, it begins a connection (tcp_conntracks). */
function stateOfAck(arrived: Packet, answer: Packet): Packet['state'] {
  if (arrived.state === 'untracked' || arrived.state === 'invalid') return 'new';
  return answer.state === 'established' ? 'established' : 'invalid';
}

/** Nobody knows what a line would do that was not understood. */
export function doubted(rulesets: readonly Ruleset[], decision: Decision): Decision {
  const line = rulesets.flatMap(({ unread }) => unread)[0];
  if (line === undefined || decision.action !== 'accept') return decision;
  return { ...decision, action: 'unknown', condition: `not understood: ${line.text}` };
}
