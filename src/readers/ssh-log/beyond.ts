import type { Observation } from '../../model/observation.ts';
import { familyOf } from '../../wire/address.ts';
import { errnoOf, outcomeOf } from './errno.ts';
import { anywhere, fact, type Log, said } from './log.ts';
import { lookupAnswer } from './name.ts';

/**
 * What the last jump host says of the target: it was reached and let us in, and its own attempt to connect onward failed.
 * That is a fact about the target, seen from there.
 */
export function beyondFacts(log: Log): readonly Observation[] {
  const hit = said(log.helper, /^channel \d+: open failed: connect failed: (.+)$/)[0];
  if (hit === undefined) return [];
  const [reason = ''] = hit.words;
  const forward = anywhere(log.lines, /-W '?\[?([^\]'\s]+?)\]?:(\d+)'?(?:\s|$)/)[0];
  const [address = 'the target', port = '22'] = forward?.words ?? [];
  const answer = lookupAnswer(reason);
  if (answer !== null) {
    return [
      fact(
        log,
        'name.lookup',
        { source: 'system', outcome: answer.outcome, code: answer.code, name: address },
        hit.line,
      ),
    ];
  }
  const errno = errnoOf(reason);
  if (errno === undefined) return [];
  const value = {
    address,
    family: familyOf(address) ?? 4,
    port: Number(port),
    outcome: outcomeOf(errno),
    errno,
    by: 'ssh',
  } as const;
  return [fact(log, 'tcp.connect', value, hit.line)];
}

/** Whether the jump chain itself did its work. */
export function reachedBeyond(log: Log): boolean {
  return beyondFacts(log).length > 0;
}
