import { all, seen, stopsAt } from '../../infer/sign.ts';
import type { Sign } from '../../model/sign.ts';

/**
 * The port cannot be reached, and our own attempt at it is over: only then may anything else be sent, since the kernel's
 * ICMP counters would count the answers to both.
 */
export const unreached: Sign = all(stopsAt('route', 'tcp'), seen('tcp.connect', { by: 'socket' }));

/** ssh waits for an answer to its SYN. */
export const waiting: Sign = seen('stalled', { stage: 'tcp' });
