import type { ConnectOutcome } from '../../model/observation.ts';
import type { Platform } from '../../model/platform.ts';
import type { Failure } from '../../model/result.ts';
import { connectOutcome } from '../../wire/errno.ts';

/** Our own process has run out of something: no fact about the host. */
export function isOurs(error: Failure): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS'].includes(error.code);
}

/** The word for how connect(2) ended, or our own patience. */
export function outcomeOf({ code }: Failure): ConnectOutcome {
  return code === 'timeout' ? code : connectOutcome(code);
}

/** What the kernel has counted so far; null where it does not show it. */
export interface KernelCount {
  /** ICMP destination-unreachable messages. */
  readonly received: number;
  readonly sent: number;
  /** TCP segments that came in. */
  readonly segments: number | null;
  /** TCP segments that were sent again, and how many of them this machine did not let out. */
  readonly resent: number | null;
  readonly heldBack: number | null;
  /** Resets that this machine's own TCP has sent. */
  readonly resets: number | null;
  /** Packets of any kind that went out, but for those to itself. */
  readonly left: number | null;
  /** TCP segments and UDP datagrams that its programs sent, to itself too. */
  readonly spoken: number | null;
  /** Packets that came in for this machine and were given to nobody in it: its own rules for what comes in stop such. */
  readonly swallowed: number;
}

/** From /proc/net/snmp, snmp6, netstat and dev (RFC 4293, RFC 4022): readable by everyone on Linux. */
export async function kernelCount(on: Platform): Promise<KernelCount | null> {
  if (on.os !== 'linux') return null;
  const files = ['snmp', 'snmp6', 'netstat', 'dev'].map((name) => on.readText(`/proc/net/${name}`, 65536));
  const [four, six, more, devices] = await Promise.all(files);
  if (!four?.ok) return null;
  const v4 = (table: string, name: string): number | null => counterIn(four.value, table, name);
  const v6 = (name: string): number =>
    Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(six?.ok ? six.value : '')?.[1] ?? 0);
  return {
    received: (v4('Icmp', 'InDestUnreachs') ?? 0) + v6('Icmp6InDestUnreachs'),
    sent: (v4('Icmp', 'OutDestUnreachs') ?? 0) + v6('Icmp6OutDestUnreachs'),
    segments: v4('Tcp', 'InSegs'),
    resent: v4('Tcp', 'RetransSegs'),
    heldBack: counterIn(more?.ok ? more.value : '', 'TcpExt', 'TCPRetransFail'),
    resets: v4('Tcp', 'OutRsts'),
    left: devices?.ok ? sentBy(devices.value) : null,
    spoken: spokenOf(v4('Tcp', 'OutSegs'), v4('Udp', 'OutDatagrams'), v6('Udp6OutDatagrams')),
    swallowed: swallowedOf((name) => v4('Ip', name)) + swallowedOf((name) => v6(`Ip6${name}`)),
  };
}

/** Fates of a packet that is not given to anybody; those that are sent on are counted by another name in each family. */
const fates = ['InHdrErrors', 'InAddrErrors', 'InUnknownProtos', 'InDiscards', 'ForwDatagrams', 'OutForwDatagrams'];

function swallowedOf(count: (name: string) => number | null): number {
  const of = (name: string): number => count(name) ?? 0;
  const parts = of('ReasmReqds') - of('ReasmOKs');
  return fates.reduce((rest, fate) => rest - of(fate), of('InReceives') - of('InDelivers') - parts);
}

/** TCP has one row for both families. */
function spokenOf(segments: number | null, datagrams: number | null, datagrams6: number): number | null {
  return segments === null || datagrams === null ? null : segments + datagrams + datagrams6;
}

/** The sum of the packets sent by each interface, of which the second column of the second half is one. */
function sentBy(devices: string): number {
  const rows = [...devices.matchAll(/^ *(\S+): *((?:\d+ *)+)$/gm)].filter(([, name]) => name !== 'lo');
  return rows.reduce((sum, [, , counters = '']) => sum + Number(counters.trim().split(/ +/)[9] ?? 0), 0);
}

/** One row of names and one of values for each table. */
function counterIn(text: string, table: string, name: string): number | null {
  const [names, values] = text.split('\n').filter((line) => line.startsWith(`${table}: `));
  const value = values?.split(' ')[names?.split(' ').indexOf(name) ?? -1];
  return value === undefined ? null : Number(value);
}

/**
 * Who answered a failed attempt. EPERM and EACCES without an ICMP message are the client's own kernel; an ICMP message
 * counted meanwhile that we did not send ourselves came from the path or the host; a refusal without one is a RST.
 */
export function answerOf(
  error: Failure,
  before: KernelCount | null,
  after: KernelCount | null,
): 'rst' | 'icmp' | 'local' | 'nobody' | undefined {
  const outcome = outcomeOf(error);
  if (outcome === 'timeout') return isHeldBack(before, after) ? 'local' : 'nobody';
  if (outcome === 'reset') return 'rst';
  if (before === null || after === null) return error.code === 'EPERM' ? 'local' : undefined;
  const foreign = after.received - before.received - (after.sent - before.sent);
  if (foreign > 0) return 'icmp';
  return outcome === 'refused' && !isOwnMessage(before, after) && !isOwnReset(before, after) ? 'rst' : 'local';
}

/** Not one packet left: our SYN did not either. */
export function noneLeft(before: KernelCount | null, after: KernelCount | null): boolean {
  return grown(before?.left, after?.left) === 0;
}

/** No program of this machine has sent a TCP segment or a UDP datagram, to another machine or to itself. */
export function noneSpoke(before: KernelCount | null, after: KernelCount | null): boolean {
  return grown(before?.spoken, after?.spoken) === 0;
}

/** As many packets as were sent for the connection, or more, came in meanwhile and were given to nobody. */
export function answersSwallowed(before: KernelCount | null, after: KernelCount | null): boolean {
  const resent = grown(before?.resent, after?.resent);
  const swallowed = grown(before?.swallowed, after?.swallowed);
  return resent !== null && swallowed !== null && swallowed > resent;
}

/** A rule of this machine made the RST: the SYN did not leave, and our own TCP, which answers for our own ports, made none. */
function isOwnReset(before: KernelCount, after: KernelCount): boolean {
  return noneLeft(before, after) && grown(before.resets, after.resets) === 0;
}

/** Every segment that was sent again failed to leave, and ours are among them: a SYN without an answer is repeated. */
function isHeldBack(before: KernelCount | null, after: KernelCount | null): boolean {
  const resent = grown(before?.resent, after?.resent);
  return resent !== null && resent > 0 && resent === grown(before?.heldBack, after?.heldBack);
}

/** This machine has sent itself the message that it received; no RST came, since no segment did. */
function isOwnMessage(before: KernelCount, after: KernelCount): boolean {
  return after.received > before.received && grown(before.segments, after.segments) === 0;
}

function grown(before: number | null | undefined, after: number | null | undefined): number | null {
  return typeof before === 'number' && typeof after === 'number' ? after - before : null;
}
