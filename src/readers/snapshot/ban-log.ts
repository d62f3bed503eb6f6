import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';
import { timeOf } from '../sshd-log/time.ts';

/** What is older says nothing of the attempts that the snapshot was taken for. */
const recentMs = 20 * 60_000;

/**
 * Bans of the client's address that the daemon's own log tells of, and how many of them were lifted again: lines of fail2ban
 * (actions.py: `[JAIL] Ban ADDRESS`, `[JAIL] Unban ADDRESS`) and of sshguard (`Blocking "ADDRESS/32" for N secs`,
 * `ADDRESS: unblocking after N secs`).
 */
export const part: Part = {
  id: 'ban-log',
  read: (server) => {
    const { from, now } = server;
    if (from === null || now === null) return { covers: [], observations: [] };
    const told = new Map<string, Told[]>();
    const seen = new Set<string>();
    for (const section of [...server.all('log.*'), ...server.all('log:*')]) {
      for (const [i, line] of section.lines.entries()) {
        const one = toldBy(line);
        const at = one === null ? null : timeOf(line, now, server.zoneMs);
        if (one === null || at === null || now - at > recentMs || !sameNetwork(from, one.address)) continue;
        // The journal may have the same line; and a jail may go by another name than its neighbour.
        const key = `${one.by} ${one.does} ${Math.floor(at / 1000)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        told.set(one.by, [...(told.get(one.by) ?? []), { ...one, section, i }]);
      }
    }
    return { covers: [], observations: [...told].flatMap(([by, all]) => banned(server, by, all)) };
  },
};

interface Line {
  readonly by: string;
  readonly does: 'ban' | 'lift';
  readonly address: string;
}

interface Told extends Line {
  readonly section: Section;
  readonly i: number;
}

function toldBy(line: string): Line | null {
  const fail2ban =
    /\bfail2ban\S*\s*(?:\[\d+\])?:? .*\b(?:NOTICE|WARNING)\s+\[([\w.-]+)\] (?:Restore )?(Ban|Unban) ([\da-f.:]+)$/i.exec(
      line,
    );
  if (fail2ban !== null) {
    const [, jail = '', does = '', address = ''] = fail2ban;
    return { by: `fail2ban:${jail}`, does: does === 'Ban' ? 'ban' : 'lift', address };
  }
  const sshguard =
    /\bsshguard(?:\[\d+\])?: (?:Blocking "([\da-f.:]+)\/\d+" for |([\da-f.:]+): unblocking after )/i.exec(line);
  const [, blocked, freed] = sshguard ?? [];
  const address = blocked ?? freed;
  return address === undefined ? null : { by: 'sshguard', does: blocked === undefined ? 'lift' : 'ban', address };
}

function banned(server: ServerView, by: string, all: readonly Told[]): readonly Observation[] {
  const bans = all.filter(({ does }) => does === 'ban');
  const [last] = bans.slice(-1);
  if (last === undefined) return [];
  const lifted = all.length - bans.length;
  const value = { by, address: last.address, bans: bans.length, lifted };
  return [server.fact('server.banned', value, last.section, last.i)];
}
