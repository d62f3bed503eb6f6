/*
 * A session that was asked of a running ssh (ControlMaster), and nothing came.
 */
import type { Observation } from '../../model/observation.ts';
import { debugged, fact, type Line, type Log } from './log.ts';

const asks = /^auto-mux: |^mux_client_(?:hello_exchange|request_alive|request_session): (?!read from|write packet)/;
const opened = /^mux_client_request_session: master session id: \d+/;
const gaveUp = /^\^C$|^Killed by signal \d/;
const around = /(?:^|[$#%>] ?)ssh (?:.* )?(?:-o ?"?ControlPath[= ]none"?|-S ?none)(?: |$)/i;
const failed = /^(?:ssh|kex_exchange_identification|Connection|Received disconnect|Permission denied|Host key)\b/;

/** The last thing that ssh said when the person gave up; null where it did not wait for a running ssh. */
export function waitsForMaster(log: Log): Line | null {
  const last = log.lines.findLast((line) => line.level > 0);
  if (last === undefined || !asks.test(last.body)) return null;
  const next = log.lines.slice(log.lines.indexOf(last) + 1).find((line) => line.text !== '');
  return next !== undefined && gaveUp.test(next.text) ? last : null;
}

/** The same login with a connection of its own has said something that is no complaint of ssh. */
function worksAround(log: Log): boolean {
  const at = log.lines.findIndex((line) => around.test(line.text));
  const answer = at < 0 ? undefined : log.lines.slice(at + 1).find((line) => line.text !== '');
  return (
    answer !== undefined && answer.level === 0 && !failed.test(answer.text) && !/^\S*[$#%>] |\^C/.test(answer.text)
  );
}

/** The running ssh has not so much as opened the session, and a login around it works: it is dead, and does not know it. */
export function isHung(log: Log): boolean {
  return waitsForMaster(log) !== null && debugged(log.lines, opened).length === 0 && worksAround(log);
}

/** Else the running ssh, or the session that it opened, may be what is silent; or the text was cut short. */
export function sharedWait(log: Log): readonly Observation[] {
  const line = waitsForMaster(log);
  if (line === null || isHung(log)) return [];
  const open = debugged(log.lines, opened).length > 0;
  const may = open ? (['config.silent', 'session.silent'] as const) : (['config.silent'] as const);
  return [fact(log, 'connection.end', { may, text: line.text, cut: true }, line)];
}
