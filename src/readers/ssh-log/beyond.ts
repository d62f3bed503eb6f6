import type { Observation } from '../../model/observation.ts';
import { familyOf } from '../../wire/address.ts';
import { errnoOf, outcomeOf } from './errno.ts';
import { anywhere, debugged, fact, type Line, type Log, said } from './log.ts';
import { lookupAnswer } from './name.ts';

/** The helper's own attempt at the target, which failed. */
export interface Beyond {
  readonly line: Line;
  readonly reason: string;
  readonly address: string;
  readonly port: number;
}

/** What the helper says of the target: it did its own work, and the last step to the target failed. */
export function beyond(log: Log): Beyond | null {
  return fromJump(log) ?? fromNetcat(log);
}

/** The last jump host was reached and let us in, and its own attempt to connect onward failed. */
function fromJump(log: Log): Beyond | null {
  const hit = said(log.helper, /^channel \d+: open failed: connect failed: (.+)$/)[0];
  if (hit === undefined) return null;
  const [reason = ''] = hit.words;
  const forward = anywhere(log.lines, /-W '?\[?([^\]'\s]+?)\]?:(\d+)'?(?:\s|$)/)[0];
  const [address = 'the target', port = '22'] = forward?.words ?? [];
  return { line: hit.line, reason, address, port: Number(port) };
}

/** `nc: connect to web1 (192.0.2.5) port 22 (tcp) failed: …`, when that is what the command ends in. */
function fromNetcat(log: Log): Beyond | null {
  const hit = said(log.helper, /^nc: connect to (\S+) (?:\((\S+)\) )?port (\d+) \(tcp\) failed: (.+)$/)[0];
  const command = debugged(log.lines, /^Executing proxy command: (?:exec )?(.+)$/)[0]?.words[0];
  const [host = '', resolved = '', port = '', reason = ''] = hit?.words ?? [];
  if (hit === undefined || command?.endsWith(` ${host} ${port}`) !== true) return null;
  return { line: hit.line, reason, address: resolved === '' ? host : resolved, port: Number(port) };
}

/** That as a fact about the target, seen from there. */
export function beyondFacts(log: Log): readonly Observation[] {
  const found = beyond(log);
  if (found === null) return [];
  const { line, reason, address, port } = found;
  const answer = lookupAnswer(reason);
  if (answer !== null) {
    const { outcome, code } = answer;
    return [fact(log, 'name.lookup', { source: 'system', outcome, code, name: address }, line)];
  }
  const errno = errnoOf(reason);
  if (errno === undefined) return [];
  const family = familyOf(address) ?? 4;
  return [fact(log, 'tcp.connect', { address, family, port, outcome: outcomeOf(errno), errno, by: 'ssh' }, line)];
}

/** Whether the jump chain itself did its work. */
export function reachedBeyond(log: Log): boolean {
  return beyondFacts(log).length > 0;
}
