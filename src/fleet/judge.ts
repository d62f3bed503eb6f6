import { causesNamed } from './named.ts';

/** What lines of one shape say. */
export interface Judged {
  /** A connection ended, or was never taken, without a login. */
  readonly fails: boolean;
  /** Each line is a connection of its own: the listener says it of one that it turns away. */
  readonly dropped: 'full' | 'penalty' | null;
  readonly daemon: 'starts' | 'stops' | 'reloads' | null;
  /** It says how sshd throttles: `ends` closes the episode. */
  readonly throttles: 'goes-on' | 'ends' | null;
  /** A number of drops stands in it that no line tells one by one. */
  readonly counts: boolean;
  readonly causes: readonly string[];
  /** It proves them, where nothing speaks against it. */
  readonly sure: boolean;
  /** Row of the table; '' for none. */
  readonly row: string;
}

const failing =
  /\[preauth\]$|^(?:fatal: )?Timeout before authentication|^Unable to negotiate|^(?:error: )?(?:kex_exchange_identification|Protocol major versions differ|maximum authentication attempts)|^banner exchange: |^Did not receive ident|^Bad (?:remote )?protocol version|^(?:error: )?Bad packet length|^Connection (?:from .* timed out|closed by|reset by)|^(?:warning: )?refused connect from|^User .* not allowed because|^ROOT LOGIN REFUSED|^(?:fatal: )?(?:Access denied for user|administratively prohibited)|^Login attempt for nonexistent user|^(?:probed|scanned) from/;

/** Judges a message of sshd by the words of its shape. */
export function judge(message: string): Judged {
  const dropped = /^drop connection #\d+/.test(message) ? (/ penalty: /.test(message) ? 'penalty' : 'full') : null;
  const throttling = /^(?:error: )?(beginning|in|exited) MaxStartups throttling/.exec(message)?.[1];
  const limited = / logging rate-limited: additional \d+ connections? dropped/.test(message);
  const daemon = /^Server listening on /.test(message)
    ? 'starts'
    : /^Received signal \d+; terminating/.test(message)
      ? 'stops'
      : /^Received SIGHUP; restarting/.test(message)
        ? 'reloads'
        : null;
  const { causes, sure } = causesNamed('sshd.log', '', message);
  const fails = dropped !== null || failing.test(message);
  return {
    fails,
    dropped: limited ? (message.startsWith('penalty') ? 'penalty' : 'full') : dropped,
    daemon,
    throttles: throttling === undefined ? null : throttling === 'exited' ? 'ends' : 'goes-on',
    counts: limited,
    causes,
    sure,
    row: rowOf(message, causes, fails, throttling !== undefined || limited || daemon !== null),
  };
}

function rowOf(message: string, causes: readonly string[], fails: boolean, episode: boolean): string {
  if (episode) return '';
  if (causes.length > 0) return causes.join(',');
  if (!fails) return '';
  if (/^(?:error: )?maximum authentication attempts|Too many authentication failures/.test(message)) {
    return 'too many tries in one connection';
  }
  if (/identification|banner exchange|protocol version|Protocol major|Bad packet|probed|scanned/.test(message)) {
    return 'no SSH client, or one that left at once';
  }
  return 'ended before a login';
}

/** What `in MaxStartups throttling for 01:02:03, 4 connections dropped` says; the time as misc.c's fmt_timeframe writes it. */
export function throttled(message: string): { readonly lastedMs: number | null; readonly dropped: number | null } {
  const [, time = '', count] = / (?:for|after) (\S{2,12}), (\d{1,9}) connections dropped/.exec(message) ?? [];
  const clock = /^(\d+):(\d\d):(\d\d)$/.exec(time)?.slice(1).map(Number);
  const unit: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60 };
  const long = [...time.matchAll(/(\d+)([wdhm])/g)];
  const seconds =
    clock !== undefined
      ? (clock[0] ?? 0) * 3600 + (clock[1] ?? 0) * 60 + (clock[2] ?? 0)
      : long.reduce((sum, [, n, u = '']) => sum + Number(n) * (unit[u] ?? 0), 0);
  return {
    lastedMs: clock === undefined && long.length === 0 ? null : seconds * 1000,
    dropped: count === undefined ? null : Number(count),
  };
}
