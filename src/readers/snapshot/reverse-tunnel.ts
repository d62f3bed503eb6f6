import type { Observation } from '../../model/observation.ts';
import type { Section, ServerView } from '../../model/part.ts';
import { timeOf } from '../sshd-log/time.ts';
import type { Row } from './listeners.ts';

/** What it said so long ago may have been put right. */
const recentMs = 10 * 60_000;

/**
 * The port is the near end of a tunnel that somebody who has logged in holds open (ssh(1): -R): the process of a session has
 * it, not the listener. sshd says of each connection why the far end could not hand it on (channels.c).
 */
export function nearEndOf(
  server: ServerView,
  listeners: Section,
  held: readonly (Row & { readonly i: number })[],
): readonly Observation[] {
  const pids = new Set(held.map(({ i }) => pidOf(listeners.lines[i])));
  const [pid] = pids;
  const [first] = held;
  if (pids.size !== 1 || pid === undefined || first === undefined || !isSession(server, pid)) return [];
  // Of several ports the log does not say which one it was.
  const alone = listeners.lines.every((line, i) => pidOf(line) !== pid || held.some((row) => row.i === i));
  const target = alone ? lastWord(server, pid) : undefined;
  const known = target === undefined ? {} : { target, others: false };
  return [server.fact('server.holder', { program: 'sshd', does: 'forwards', ...known }, listeners, first.i)];
}

function pidOf(line = ''): string | undefined {
  const all = [...line.matchAll(/\("sshd[^"]*",pid=(\d+)/g)].map((match) => match[1]);
  return all.length === 1 ? all[0] : undefined;
}

/** setproctitle() of a session that is logged in: `sshd: alice`, `sshd-session: alice@notty`. */
function isSession(server: ServerView, pid: string): boolean {
  const title = new RegExp(`^${pid} sshd(?:-session)? .* args=sshd(?:-session)?: [^\\s/[\\]]+\\s*$`);
  return server.whole('processes')?.lines.some((line) => title.test(line)) === true;
}

const said = [
  ['nobody', /connect failed: Connection refused/],
  ['silent', /connect failed: (?:Connection|Operation) timed out/],
  ['unreachable', /connect failed: No route to host/],
] as const;

function lastWord(server: ServerView, pid: string): (typeof said)[number][0] | undefined {
  const own = new RegExp(`\\bsshd(?:-session)?\\[${pid}\\]: (?:error: )?channel \\d+: open failed: `);
  const lines = [...server.all('log.*'), ...server.all('log:*')].flatMap((section) => section.lines);
  const last = lines.findLast((line) => own.test(line));
  if (last === undefined || server.now === null) return undefined;
  const at = timeOf(last, server.now, server.zoneMs);
  if (at === null || server.now - at > recentMs) return undefined;
  return said.find(([, pattern]) => pattern.test(last))?.[0];
}
