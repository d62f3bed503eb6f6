import { behind, doubted, inwards, outwards, synOf } from './connection.ts';
import { follow } from './follow.ts';
import type { Decision, Packet, Ruleset } from './model.ts';

/** A TCP connection that this host begins, as far as it is known. */
export interface Dialled {
  /** Address that it leaves from; null: nobody told. */
  readonly from: string | null;
  readonly fromPort?: number;
  readonly to: string;
  readonly toPort: number;
  /** Interface that it leaves by, and that the answer comes in by. */
  readonly by?: string;
}

/** What the host's own rules say of the three packets that a connection is made of (RFC 9293 §3.5). */
export interface Dialling {
  /** The SYN on its way out. */
  readonly out: Decision;
  /** The SYN-ACK on its way in. Null: it is not known to be sent, or the SYN was translated on its way. */
  readonly in: Decision | null;
  /** The ACK on its way out, which stands for all that this host sends from then on. Null: the answer is not known to come in. */
  readonly ack: Decision | null;
}

/** Follows what a client sends to open a connection, and the answer to it. */
export function dial(rulesets: readonly Ruleset[], dialled: Dialled): Dialling {
  const syn = leavingOf(dialled);
  const out = doubted(rulesets, follow(rulesets, outwards, syn));
  if (out.action === 'drop' || out.action === 'reject' || out.translated !== null) return { out, in: null, ack: null };
  const there = doubted(rulesets, follow(rulesets, inwards, answerTo(syn, out.packet, dialled)));
  if (out.action !== 'accept' || there.action !== 'accept' || there.translated !== null)
    return { out, in: there, ack: null };
  return { out, in: there, ack: doubted(rulesets, follow(rulesets, outwards, nextOf(syn, there.packet))) };
}

function leavingOf({ from, fromPort, to, toPort, by }: Dialled): Packet {
  const port = fromPort === undefined ? {} : { fromPort };
  const { outBy: _, backBy: __, toHere: ___, ...syn } = synOf({ from, ...port, to, toPort });
  return { ...syn, ...(by === undefined ? {} : { outBy: by }), inBy: null, fromHere: true };
}

/** What was not looked up on its way out has no answer that is known (tcp_conntracks of Linux). */
function answerTo(syn: Packet, left: Packet, { by }: Dialled): Packet {
  const unknown = new Set<keyof Packet>(['length']);
  for (const field of left.unknown ?? [])
    unknown.add(field === 'from' ? 'to' : field === 'fromPort' ? 'toPort' : field);
  const { inBy: _, outBy: __, fromHere: ___, ...rest } = left;
  return {
    ...rest,
    from: syn.to,
    fromPort: syn.toPort,
    to: syn.from,
    toPort: syn.fromPort,
    ...(syn.chosen === undefined ? {} : { chosen: 'toPort' as const }),
    landed: left,
    flags: ['syn', 'ack'],
    openFlags: ['ecn'],
    ...(by === undefined ? {} : { inBy: by }),
    outBy: null,
    state: left.state === 'new' ? 'established' : 'invalid',
    direction: 'reply',
    mark: 0,
    toHere: true,
    unknown,
  };
}

function nextOf(syn: Packet, answer: Packet): Packet {
  const { payload: _, ...rest } = behind(syn, answer);
  return { ...rest, state: stateOfNext(answer) };
}

/** Where the answer was not tracked the connection is one of which nobody has seen an answer. */
function stateOfNext(answer: Packet): Packet['state'] {
  return answer.state === 'established' ? 'established' : 'new';
}
