import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Sign } from '../../model/sign.ts';

/**
 * The port cannot be reached, and our own attempt at it is over: only then may anything else be sent, since the kernel's
 * ICMP counters would count the answers to both.
 */
export const unreached: Sign = all(stopsAt('route', 'tcp'), seen('tcp.connect', { by: 'socket' }));

/**
 * A router says only so many times a second that something is unreachable. Where it does, the ping goes first, since its
 * answer names the reason; what else costs an answer waits until it is over.
 */
export const pingIsOver: Sign = any(
  not(stopsAt('route')),
  // One packet is the ping that waits its turn; the five of an earlier one went down in the crowd.
  seen('path.loss', { sent: { max: 1 } }),
  seen('path.icmp'),
  seen('host.alive', { by: 'icmp-echo' }),
  seen('client.tool', { name: 'ping', state: 'missing' }),
);

/** ssh waits for an answer to its SYN. */
export const waiting: Sign = seen('stalled', { stage: 'tcp' });
