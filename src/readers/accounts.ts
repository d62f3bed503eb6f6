/*
 * What is kept of the account that the login is for: its line of shadow(5), the dates that chage(1) prints, and the state that passwd(1) tells.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'accounts',
  title: 'locks and dates of the account',
  knows: [{ program: 'getent, chage, passwd', texts: ['getent shadow USER', 'chage -l USER', 'passwd -S USER'] }],
  vantage: 'server',
  recognise: (lines) => factsIn('', lines, Number.POSITIVE_INFINITY).map(({ at }) => (at.line ?? 1) - 1),
  read,
};

type State = ObservationMap['server.account']['state'];

const day = 86_400_000;
const shadow = /^([a-z_][\w.-]*\$?):([^:\s]*):(\d*):\d*:(\d*):\d*:\d*:(\d*):$/;
const status =
  /^([a-z_][\w.-]*) (L|LK|P|PS|NP) (?:\d{4}-\d\d-\d\d|\d\d\/\d\d\/\d{4}) -?\d+ -?\d+ -?\d+ -?\d+(?: \((.{1,80})\))?$/;
const dated =
  /^(Account expires|Password expires|Password inactive) *\t*: *(\w{3} \d\d, \d{4}|password must be changed)$/;
const calls = [
  /\bs(?:sh|ftp|cp) (?:\S+ )*?([a-z_][\w.-]*)@/,
  /^([a-z_][\w.-]*)@\S+(?:: Permission denied|'s password: )/,
  /\bssh (?:\S+ )*?-l ?([a-z_][\w.-]*)/,
];

/** Whom ssh was called for; none where it was for several. */
export function userOf(lines: readonly string[]): string | null {
  const found = new Set(lines.flatMap((line) => calls.flatMap((pattern) => pattern.exec(line)?.[1] ?? [])));
  const [only, ...others] = found;
  return others.length > 0 ? null : (only ?? null);
}

function factsIn(id: string, raw: readonly string[], now: number): readonly Observation[] {
  if (!hasMark(raw, /^\S+:\S*:\d*:\d*:|(?:Account|Password) (?:expires|inactive)| (?:L|LK|P|PS|NP) \d[\d/-]{9} -?\d/))
    return [];
  const lines = raw.map((line) => clean(line).slice(0, 400));
  const user = userOf(lines);
  const isApart = apartLines(raw);
  if (user === null) return [];
  return lines.flatMap((line, i): readonly Observation[] => {
    const states = isApart(i)
      ? []
      : [...byShadow(line, user, now), ...byStatus(line, user), ...byDates(lines, i, user, now)];
    return states.map((state) => factAt(id, raw, i, 'server.account', { user, state }));
  });
}

/** `!` at the beginning locks it (LOCKED_PASSWD_PREFIX of sshd); `*` only says that no password fits. */
function byShadow(line: string, user: string, now: number): readonly State[] {
  const [, name, password = '', changed = '', lasts = '', ends = ''] = shadow.exec(line) ?? [];
  if (name !== user) return [];
  const today = Math.floor(now / day);
  const old = changed !== '' && lasts !== '' && Number(changed) + Number(lasts) < today;
  return [
    ...(password.startsWith('!') ? (['locked'] as const) : []),
    ...(ends !== '' && Number(ends) <= today ? (['expired'] as const) : []),
    ...(changed === '0' || old ? (['password-expired'] as const) : []),
  ];
}

/** `passwd -S`: shadow-utils say L of both marks, libuser tells a lock apart in words. */
function byStatus(line: string, user: string): readonly State[] {
  const [, name, mark, words = ''] = status.exec(line) ?? [];
  if (name !== user) return [];
  if (/Password locked/.test(words)) return ['locked'];
  return mark === 'L' || mark === 'LK' ? ['no-password'] : [];
}

/** Only what was asked of this user: the command stands a few lines above. */
function byDates(lines: readonly string[], i: number, user: string, now: number): readonly State[] {
  const [, what = '', when = ''] = dated.exec(lines[i] ?? '') ?? [];
  const asked = what === '' ? null : commandAbove(lines, i - 1, 8);
  const whose = asked === null ? undefined : /\bchage (?:-\S+ )*([a-z_][\w.-]*)(?: *\|.*)?$/.exec(asked)?.[1];
  if (whose !== user) return [];
  if (when === 'password must be changed') return what === 'Password expires' ? ['password-expired'] : [];
  return Date.parse(`${when} UTC`) > now ? [] : [what === 'Password expires' ? 'password-expired' : 'expired'];
}

/** Nothing is covered. Whether a date is past is told by the time at which the text came. */
function read({ id, data, at }: Evidence): Reading {
  const now = Date.parse(at);
  return { covers: [], observations: Number.isNaN(now) ? [] : factsIn(id, linesOf(data), now) };
}
