import type { Observation } from '../../model/observation.ts';
import { familyOf } from '../../wire/address.ts';
import { errnoOf, outcomeOf } from './errno.ts';
import { fact, type Line, type Log, said } from './log.ts';

interface Attempt {
  readonly address: string;
  readonly port: number;
  readonly line: Line;
}

const connecting = /^Connecting to \S+ \[(\S+)\] port (\S+?)\.?$/;
const failing = /^connect to address (\S+) port (\S+): (.+)$/;
const last = /^(?:\S+: )?connect to (?:host|address) (\S+) port (\d+): (.+)$/;

/** Each address that ssh dialled. With -v it names them all, without -v the last one, by the host's name. */
export function tcpFacts(log: Log): readonly Observation[] {
  const found: Observation[] = [];
  let pending: Attempt | null = null;
  for (const line of log.lines.filter((l) => l.level > 0)) {
    const [, address = '', port = ''] = connecting.exec(line.body) ?? [];
    if (address !== '') pending = { address, port: Number(port), line };
    const [, failed = '', , text = ''] = failing.exec(line.body) ?? [];
    if (failed !== '' && pending !== null) {
      found.push(ended(log, { ...pending, address: failed }, line, text));
      pending = null;
    }
    if (line.body.startsWith('Connection established') && pending !== null) {
      found.push(opened(log, pending, line));
      pending = null;
    }
  }
  if (found.length === 0) found.push(...lastLine(log, pending));
  if (found.length === 0 && !log.proxied) found.push(...peer(log));
  if (pending !== null && log.cut) found.push(unanswered(log, pending));
  return found;
}

/** Without -v the last line names the address that was reached: whatever became of it, the connection had opened. */
function peer(log: Log): readonly Observation[] {
  const named =
    /^(?:Connection (?:closed|reset) by|Disconnected from|Unable to negotiate with) (?:\w+ user \S+ )?(\S+) port (\d+)/;
  return said(log.lines, named)
    .flatMap(({ line, words: [address = '', port = ''] }) => {
      const family = familyOf(address);
      if (family === null) return [];
      return [fact(log, 'tcp.connect', { address, port: Number(port), family, outcome: 'open', by: 'ssh' }, line)];
    })
    .slice(0, 1);
}

function opened(log: Log, { address, port, line: from }: Attempt, line: Line): Observation {
  const value = {
    address,
    port,
    family: familyIn(address),
    outcome: 'open',
    by: 'ssh',
    ...between(from, line),
  } as const;
  return fact(log, 'tcp.connect', value, line);
}

function ended(log: Log, { address, port, line: from }: Attempt, line: Line, text: string): Observation {
  const errno = errnoOf(text);
  const value = {
    address,
    port,
    family: familyIn(address),
    outcome: outcomeOf(errno),
    by: 'ssh',
    ...(errno === undefined ? {} : { errno }),
    ...between(from, line),
  } as const;
  return fact(log, 'tcp.connect', value, line);
}

/** The line that everybody sees. `failure` is no errno: ssh did not get as far as to connect. */
function lastLine(log: Log, pending: Attempt | null): readonly Observation[] {
  const socket = said(log.lines, /^socket: (.+)$/)[0]?.words[0];
  return said(log.lines, last).flatMap(({ line, words }) => {
    const [host = '', port = '', text = ''] = words;
    const reason = text.trim() === 'failure' ? socket : text.trim();
    if (reason === undefined) return [];
    const from = pending ?? { address: host, port: Number(port), line };
    return [ended(log, from, line, reason)];
  });
}

/** We ended it while it waited for an answer: the kernel had not given up yet, so there is no errno. */
function unanswered(log: Log, { address, port, line }: Attempt): Observation {
  const ms = log.endMs === undefined || line.ms === undefined ? {} : { ms: Math.max(0, log.endMs - line.ms) };
  return fact(
    log,
    'tcp.connect',
    { address, port, family: familyIn(address), outcome: 'timeout', by: 'ssh', ...ms },
    line,
  );
}

function between(from: Line, to: Line): { ms?: number } {
  if (from.ms === undefined || to.ms === undefined || from === to) return {};
  return { ms: Math.max(0, Math.round((to.ms - from.ms) * 10) / 10) };
}

/** A name without an address may be either; most are IPv4. */
function familyIn(address: string): 4 | 6 {
  return familyOf(address) ?? 4;
}
