import { all, not, seen, symptom } from '../infer/sign.ts';
import type { Sign } from '../model/sign.ts';

/* What several causes ask in the same words. */

/** A line that only a running sshd writes, when it takes no more connections for now (sshd.c, drop_connection). */
export const sshdIsFull: Sign = seen('identification.line', { text: /^Exceeded MaxStartups/ });

/** The same, and what sshd says since 9.8 to a source that it penalises. */
export const sshdTurnsAway: Sign = seen('identification.line', {
  text: /^(?:Exceeded MaxStartups|Not allowed at this time)/,
});

/** The refusal is an ICMP message. A host answers for a closed TCP port with RST (RFC 9293 §3.10.7), so a rule sent it. */
export const refusedByIcmp: Sign = all(
  seen('tcp.connect', { answer: 'icmp' }),
  not(seen('tcp.connect', { answer: 'rst' })),
);

/** This machine's own kernel forbids it: no packet left, so nothing on the way or at the other end did it. */
export const stoppedHere: Sign = all(
  symptom('route.prohibited'),
  seen('tcp.connect', { errno: ['EPERM', 'EACCES'], answer: 'local' }),
);
