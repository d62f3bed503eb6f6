import type { Observation } from '../../model/observation.ts';
import type { Symptom } from '../../model/stage.ts';
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

/**
 * The last jump host was reached and let us in, and its own attempt to connect onward failed. Where the helper has lost a
 * helper of its own, that was the attempt of an earlier hop at the last one.
 */
function fromJump(log: Log): Beyond | null {
  if (log.helper.some((line) => line.text.includes('UNKNOWN port 65535'))) return null;
  const hit = said(log.helper, /^channel \d+: open failed: connect failed: (.+)$/)[0];
  if (hit === undefined) return null;
  const [reason = ''] = hit.words;
  return { line: hit.line, reason, ...target(log) };
}

/**
 * `nc: connect to web1 (192.0.2.5) port 22 (tcp) failed: …`, when that is what the command ends in. Where the command is
 * not told, port 22 is no proxy's.
 */
function fromNetcat(log: Log): Beyond | null {
  const hit = said(log.helper, /^nc: connect to (\S+) (?:\((\S+)\) )?port (\d+) \(tcp\) failed: (.+)$/)[0];
  const command = debugged(log.lines, /^Executing proxy (?:dialer )?command: (?:exec )?(.+)$/)[0]?.words[0];
  const [host = '', resolved = '', port = '', reason = ''] = hit?.words ?? [];
  if (hit === undefined) return null;
  if (command === undefined ? port !== '22' : !command.endsWith(` ${host} ${port}`)) return null;
  return { line: hit.line, reason, address: resolved === '' ? host : resolved, port: Number(port) };
}

/** That as a fact about the target, seen from there. */
export function beyondFacts(log: Log): readonly Observation[] {
  const found = beyond(log);
  if (found === null) return stillWaiting(log);
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

/** The jump host was asked, and had no answer by the time that ssh or we gave it. */
function stillWaiting(log: Log): readonly Observation[] {
  const line = waitsBeyond(log);
  if (line === null) return [];
  const { address, port } = target(log);
  return [
    fact(log, 'tcp.connect', { address, family: familyOf(address) ?? 4, port, outcome: 'timeout', by: 'ssh' }, line),
  ];
}

/** What the last jump host is asked to connect to. */
function target(log: Log): { readonly address: string; readonly port: number } {
  const forward = anywhere(log.lines, /-W '?\[?([^\]'\s]+?)\]?:(\d+)'?(?:\s|$)/)[0];
  const [address = 'the target', port = '22'] = forward?.words ?? [];
  return { address, port: Number(port) };
}

/**
 * The line that asked the last jump host to connect onward, when its answer had not come by the end of the wait: that host
 * waits for the target. Message 90 opens the channel, 91 and 92 answer (RFC 4254 §5.1); only -vvv shows them.
 */
export function waitsBeyond(log: Log): Line | null {
  if (!gaveUp(log)) return null;
  const asked = debugged(log.helper, /^channel_connect_stdio_fwd: /)[0];
  const inside = debugged(log.helper, /^Entering interactive session/)[0];
  const sent = debugged(log.helper, /^send packet: type 90$/)[0];
  if (asked === undefined || inside === undefined || sent === undefined) return null;
  const answered = debugged(log.helper, /^receive packet: type 9[12]$/).length > 0;
  return answered ? null : asked.line;
}

/** The ssh to a hop, when that had not taken its connection by the end of the wait. */
export function waitsAtHop(log: Log): Line | null {
  if (!gaveUp(log) || debugged(log.helper, /^Connection established/).length > 0) return null;
  return debugged(log.helper, /^Connecting to \S+ \[/).at(-1)?.line ?? null;
}

/**
 * A ssh that shares the connection to the hop has not answered by the end of the wait. One that greets and then is silent
 * may itself wait: for the hop, or for the target behind it (mux.c: it answers when the hop has opened the channel).
 */
export function waitsAtShared(log: Log): { readonly line: Line; readonly may: readonly Symptom[] } | null {
  if (!gaveUp(log) || debugged(log.helper, sharedOpens).length > 0) return null;
  // Where nobody is at the socket, ssh dials by itself.
  if (debugged(log.helper, /^(?:Control socket |Connecting to |Executing proxy )/).length > 0) return null;
  const asked = debugged(log.helper, /^mux_client_request_stdio_fwd: stdio forward request sent/).at(-1);
  const tried = debugged(log.helper, /^auto-mux: Trying existing master/).at(-1);
  if (asked !== undefined) return { line: asked.line, may: ['config.silent', 'tcp.timeout'] };
  return tried === undefined ? null : { line: tried.line, may: ['config.silent'] };
}

/** The shared connection leads to the target now. */
export const sharedOpens: RegExp = /^mux_client_request_stdio_fwd: master session id: \d+/;

/** The hop, asked by a ssh that shares its connection, opens no channel to the target; why, that ssh knows alone. */
export function refusedBehindShared(log: Log): Line | null {
  return said(log.helper, /^Stdio forwarding request failed: Session open refused by peer/)[0]?.line ?? null;
}

/** What may be wrong with the target then, or with the rights at the hop. */
export const whyRefused: readonly Symptom[] = [
  'config.failed',
  'name.not-found',
  'name.no-answer',
  'route.unreachable',
  'tcp.refused',
  'tcp.timeout',
];

export const endedByOther: RegExp = /^Killed by signal 1\.$/;

/**
 * The ssh to the hop still ran when the one that had started it ended: it says so only where it is logged in (clientloop.c).
 * Of a chain this may be the ssh to an earlier hop.
 */
export function outlived(log: Log): boolean {
  if (!log.proxied || log.helper.some((line) => line.text.includes('UNKNOWN port 65535'))) return false;
  return anywhere(log.lines, endedByOther).length > 0;
}

/** The wait for the version line came to its end: by ssh's own ConnectTimeout, or by us. */
function gaveUp(log: Log): boolean {
  return log.cut || said(log.lines, /^Connection timed out during banner exchange/).length > 0;
}

/** Whether the jump chain itself did its work. */
export function reachedBeyond(log: Log): boolean {
  return beyondFacts(log).length > 0;
}
