/*
 * Lines of tcpdump about the SSH port: who answers a SYN, and how. It may have been taken at either end.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf, scopeOf } from '../wire/address.ts';
import { dialledIn, factAt, hasMark } from './pasted.ts';

interface Packet {
  readonly index: number;
  readonly ms: number | null;
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly family: 4 | 6;
  /** The client's address and port: one connection. */
  readonly flow: string;
  readonly fromServer: boolean;
  readonly flags: string;
  readonly seq: string;
  /** Up to which octet it reaches, and up to which it acknowledges. */
  readonly end: number;
  readonly ack: number;
  /** The interface and the direction that `-i any` tells: `eth0 In`. */
  readonly passed: readonly [string, string] | null;
  readonly length: number;
  /** Told with -v. */
  readonly ttl: number | null;
}

type Connect = ObservationMap['tcp.connect'];
type Answer = Pick<Connect, 'outcome' | 'answer'>;

const segment = /^(?:\S.*? (IP6?) |\s+)(\S+)\.(\w+) > (\S+)\.(\w+): Flags \[([^\]]+)\],(.*)$/;
const unreachable =
  / IP (\S+) > (\S+): ICMP (?:host |net )?(\S+) (tcp port [\w-]+ )?unreachable( - admin prohibited(?: filter)?)?, length \d+$/;
const interfaced = /^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ ([\w.-]{1,20}) +(In|Out) +IP/;
const clock = /(\d\d):(\d\d):(\d\d(?:\.\d+)?) /;
/** One SYN may be the last line of the capture, and one repeat a lost packet. */
const enough = 3;
/** A capture may be long; what a person asks about stands at the end of it. */
const most = 50;

export const reader: Reader = {
  id: 'tcpdump-text',
  title: 'lines of tcpdump',
  knows: [{ program: 'tcpdump', texts: ['tcpdump -n tcp port 22'] }],
  vantage: 'path',
  recognise,
  read,
};

function recognise(lines: readonly string[]): readonly number[] {
  return packetsIn(lines).map((packet) => packet.index);
}

/** Never covers anything: a capture has a filter, a beginning and an end. */
function read(evidence: Evidence): Reading {
  const lines = typeof evidence.data === 'string' ? evidence.data.split('\n') : [];
  const packets = packetsIn(lines);
  const flows = flowsOf(packets);
  const begun = [...flows.values()].filter((flow) => flow.some(isSyn));
  const seen = [...flows.values()].slice(-most);
  if (new Set(packets.map((packet) => packet.client)).size > 1) {
    const notes = [
      'The lines of tcpdump show several clients. Those of one are needed: `tcpdump port 22 and host ADDRESS`.',
    ];
    return { covers: [], observations: [], notes };
  }
  const observations = [
    ...begun.slice(-most).flatMap((flow) => factsOf(flow, lines, evidence.id)),
    ...seen.flatMap((flow) => [...unacknowledged(flow, lines, evidence.id), ...aside(flow, lines, evidence.id)]),
  ];
  return { covers: [], observations };
}

/** A segment of the server that it sends again and again, and that the client never acknowledges. */
function unacknowledged(flow: readonly Packet[], lines: readonly string[], id: string): readonly Observation[] {
  const sent = new Map<string, Packet[]>();
  for (const packet of flow) {
    if (!packet.fromServer || packet.length === 0) continue;
    const key = `${packet.seq}:${packet.end}`;
    const same = sent.get(key);
    if (same === undefined) sent.set(key, [packet]);
    else same.push(packet);
  }
  const acknowledged = Math.max(0, ...flow.filter((packet) => !packet.fromServer).map((packet) => packet.ack));
  // With -i any each packet may be told once for each interface.
  const again = [...sent.values()]
    .map((same) => same.filter((packet, i) => i === 0 || packet.ms !== same[i - 1]?.ms))
    .filter((same) => same.length >= enough && (same[0]?.end ?? 0) > acknowledged);
  return again.slice(-1).flatMap((same) => {
    const last = same.at(-1);
    if (last === undefined) return [];
    const value = { octets: last.length, retransmissions: same.length - 1 };
    return [factAt(id, lines, last.index, 'server.unacknowledged', value)];
  });
}

/** The SYN came in by one interface, and its answer left by others only. */
function aside(flow: readonly Packet[], lines: readonly string[], id: string): readonly Observation[] {
  const came = new Set(flow.filter(isSyn).flatMap(({ passed }) => (passed?.[1] === 'In' ? [passed[0]] : [])));
  const answers = flow.filter((packet) => packet.fromServer && /^S[EW]?\./.test(packet.flags));
  const left = answers.filter(({ passed }) => passed?.[1] === 'Out');
  const [first] = came;
  const last = left.at(-1);
  if (first === undefined || last?.passed == null || left.some(({ passed }) => passed !== null && came.has(passed[0])))
    return [];
  return [factAt(id, lines, last.index, 'server.answer', { came: first, went: last.passed[0] })];
}

function flowsOf(packets: readonly Packet[]): ReadonlyMap<string, readonly Packet[]> {
  const flows = new Map<string, Packet[]>();
  for (const packet of packets) {
    const flow = flows.get(packet.flow);
    if (flow === undefined) flows.set(packet.flow, [packet]);
    else flow.push(packet);
  }
  return flows;
}

function packetsIn(lines: readonly string[]): readonly Packet[] {
  let ms: number | null = null;
  if (!hasMark(lines, /Flags \[/)) return [];
  const { hosts, ports } = dialledIn(lines);
  const named = new Set([...ports].flatMap((port) => (port === 22 ? ['22', 'ssh'] : [String(port)])));
  return lines.flatMap((raw, index) => {
    const line = raw.slice(0, 2000).trimEnd();
    const [, hours, minutes, seconds] = clock.exec(line) ?? [];
    // With -v the time stands on the line before.
    if (hours !== undefined) ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    const packet = packetOf(line, index, ms, named, lines[index - 1] ?? '');
    return packet === null || isAnother(packet.server, hosts) ? [] : [packet];
  });
}

/** ssh dialled an address, and this is another one of the same kind: no translation on the way makes that. */
function isAnother(server: string, hosts: ReadonlySet<string>): boolean {
  const addresses = [...hosts].filter((host) => familyOf(host) === familyOf(server) && familyOf(host) !== null);
  return addresses.length > 0 && addresses.every((one) => one !== server && scopeOf(one) === scopeOf(server));
}

function packetOf(
  line: string,
  index: number,
  ms: number | null,
  ports: ReadonlySet<string>,
  before: string,
): Packet | null {
  const [, ip, from = '', out = '', to = '', into = '', flags = '', rest = ''] = segment.exec(line) ?? [];
  const fromServer = ports.has(out);
  if (fromServer === ports.has(into)) return null;
  const [client, source, server, own] = fromServer ? [to, into, from, out] : [from, out, to, into];
  const port = own === 'ssh' ? 22 : Number(own);
  const family = familyOf(server) ?? (ip === 'IP6' ? 6 : 4);
  const seq = / seq (\d+)/.exec(rest)?.[1] ?? '';
  const length = Number(/ length (\d+)/.exec(rest)?.[1] ?? 0);
  const end = Number(/ seq \d+:(\d+)/.exec(rest)?.[1] ?? 0);
  const ack = Number(/ ack (\d+)/.exec(rest)?.[1] ?? 0);
  const [, device = '', way] = interfaced.exec(line) ?? [];
  const passed = way === undefined ? null : ([device, way] as const);
  const flow = `${client}.${source} ${server}`;
  const head = ip === undefined ? before.slice(0, 2000) : '';
  const told = /\bIP6? \(.*?\b(?:ttl|hlim) (\d{1,3})\b/.exec(head)?.[1];
  const ttl = told === undefined ? null : Number(told);
  return { index, ms, client, server, port, family, flow, fromServer, flags, seq, end, ack, passed, length, ttl };
}

function isSyn(packet: Packet): boolean {
  return !packet.fromServer && /^S[EW]*$/.test(packet.flags);
}

function factsOf(flow: readonly Packet[], lines: readonly string[], evidence: string): readonly Observation[] {
  const at = (index: number) => ({ evidence, line: index + 1, quote: (lines[index] ?? '').trim() });
  const start = flow.findIndex(isSyn);
  const syn = flow[start];
  if (syn === undefined) return [];
  const place = { address: syn.server, family: syn.family, port: syn.port, by: 'socket' } as const;
  const state = (answer: Answer, index: number): Observation => ({
    kind: 'tcp.connect',
    value: { ...place, ...answer },
    at: at(index),
  });
  const later = flow.slice(start + 1);
  const reply = later.find((packet) => packet.fromServer);
  if (reply === undefined) return unanswered(flow, syn, lines).map(([answer, index]) => state(answer, index));
  if (reply.flags.startsWith('R')) return [state({ outcome: 'refused', answer: 'rst' }, reply.index)];
  // At the server's end a SYN-ACK may leave and never arrive: the client's next segment shows that it did.
  const taken = later.find((packet) => !packet.fromServer && /^P?\.$/.test(packet.flags));
  if (!/^S[EW]?\./.test(reply.flags) || taken === undefined) return [];
  const end = endOf(later, taken, reply.ttl);
  const ended: readonly Observation[] =
    end === null ? [] : [{ kind: 'identification.end', value: end.value, at: at(end.index) }];
  return [state({ outcome: 'open' }, reply.index), ...ended];
}

/** An ICMP message to this client about this server, after its SYN; else a SYN that was sent again and again. */
function unanswered(flow: readonly Packet[], syn: Packet, lines: readonly string[]): readonly [Answer, number][] {
  for (const [index, line] of lines.entries()) {
    const [, , to, about, port, prohibited] = unreachable.exec(line.slice(0, 2000).trimEnd()) ?? [];
    if (index < syn.index || to !== syn.client || about !== syn.server) continue;
    const outcome = port !== undefined ? 'refused' : prohibited !== undefined ? 'prohibited' : 'unreachable';
    return [[{ outcome, answer: 'icmp' }, index]];
  }
  const same = flow.filter((packet) => isSyn(packet) && packet.seq === syn.seq);
  const last = same.at(-1);
  const quiet = flow.every(isSyn) && same.length >= enough && last !== undefined;
  return quiet ? [[{ outcome: 'timeout' }, last.index]] : [];
}

/** The server hangs up without having sent a byte, and before the client did. */
function endOf(later: readonly Packet[], taken: Packet, ttl: number | null) {
  const first = later.find((p) => /[FR]/.test(p.flags) || (p.fromServer && p.length > 0));
  if (first === undefined || !first.fromServer || first.length > 0) return null;
  if (first.ms === null || taken.ms === null) return null;
  const afterMs = Math.max(0, Math.round(first.ms - taken.ms));
  const how = first.flags.includes('R') ? 'reset' : 'closed';
  const apart = how === 'reset' ? hopsApart(first.ttl, ttl) : null;
  const sender = apart === null ? {} : { hopsApart: apart };
  return { index: first.index, value: { how, afterMs, bytes: 0, by: 'socket', ...sender } } as const;
}

/** Systems begin with one of these, and may begin a reset with another one. */
const initial = [32, 64, 128, 255];
const hopsOf = (ttl: number): number => (initial.find((one) => one >= ttl) ?? 255) - ttl;

/** One way more or less is usual where there are several; at no hop at all it was made, or caught, where it was captured. */
function hopsApart(reset: number | null, answer: number | null): number | null {
  if (reset === null || answer === null) return null;
  const [one, other] = [hopsOf(reset), hopsOf(answer)];
  return one === 0 || other === 0 || Math.abs(one - other) < 2 ? null : Math.abs(one - other);
}
