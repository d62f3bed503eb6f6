import type { ConnectOutcome } from '../../model/observation.ts';
import type { Platform } from '../../model/platform.ts';
import type { Failure } from '../../model/result.ts';

const outcomes: Readonly<Record<string, ConnectOutcome>> = {
  ECONNREFUSED: 'refused',
  timeout: 'timeout',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  // A blackhole route, or a link-local address without its link.
  EINVAL: 'unreachable',
  EACCES: 'prohibited',
  EPERM: 'prohibited',
  ECONNRESET: 'reset',
};

/** Our own process has run out of something: no fact about the host. */
export function isOurs(error: Failure): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS'].includes(error.code);
}

/** The word for how connect(2) ended; the errno stays beside it. */
export function outcomeOf(error: Failure): ConnectOutcome {
  return outcomes[error.code] ?? 'failed';
}

/** Counters of ICMP destination-unreachable messages, received and sent, or null where the kernel does not show them. */
export interface IcmpCount {
  readonly received: number;
  readonly sent: number;
}

/** From /proc/net/snmp and /proc/net/snmp6 (RFC 4293): readable by everyone on Linux. */
export async function icmpCount(on: Platform): Promise<IcmpCount | null> {
  if (on.os !== 'linux') return null;
  const [four, six] = await Promise.all([on.readText('/proc/net/snmp', 65536), on.readText('/proc/net/snmp6', 65536)]);
  if (!four.ok) return null;
  const rows = four.value.split('\n').filter((line) => line.startsWith('Icmp: '));
  const names = rows[0]?.split(' ') ?? [];
  const values = rows[1]?.split(' ') ?? [];
  const v4 = (name: string): number => Number(values[names.indexOf(name)] ?? 0);
  const text = six.ok ? six.value : '';
  const v6 = (name: string): number => Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    received: v4('InDestUnreachs') + v6('Icmp6InDestUnreachs'),
    sent: v4('OutDestUnreachs') + v6('Icmp6OutDestUnreachs'),
  };
}

/**
 * Who answered a failed attempt. EPERM and EACCES without an ICMP message are the client's own kernel; an ICMP message
 * counted meanwhile that we did not send ourselves came from the path or the host; a refusal without one is a RST.
 */
export function answerOf(
  error: Failure,
  before: IcmpCount | null,
  after: IcmpCount | null,
): 'rst' | 'icmp' | 'local' | 'nobody' | undefined {
  const outcome = outcomeOf(error);
  if (outcome === 'timeout') return 'nobody';
  if (outcome === 'reset') return 'rst';
  if (before === null || after === null) return error.code === 'EPERM' ? 'local' : undefined;
  const foreign = after.received - before.received - (after.sent - before.sent);
  if (outcome === 'refused') return foreign > 0 ? 'icmp' : 'rst';
  return foreign > 0 ? 'icmp' : 'local';
}
