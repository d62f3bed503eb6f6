/*
 * What `sshd -T` prints: the settings that are in force, one in a line, keywords in lower case.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { keywordOf } from '../sshd-config/keywords.ts';
import { userOf } from './accounts.ts';
import { apartLines, hasMark, linesOf, pastedView, sectionOf, setting, settingsIn } from './pasted.ts';
import { part } from './snapshot/config.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'sshd-settings',
  title: 'settings of sshd in force (sshd -T)',
  knows: [{ program: 'sshd', texts: ['sshd -T', 'sshd -T | grep WORD'] }],
  vantage: 'server',
  recognise: (lines) => [...new Set([...dumpIn(lines), ...askedIn(lines)])].sort((a, b) => a - b),
  read,
};

/** Keywords that each dump has, from the first release with -T on, and that no sshd_config sets all of. */
const always = [
  'port',
  'addressfamily',
  'logingracetime',
  'x11displayoffset',
  'maxauthtries',
  'maxsessions',
  'pidfile',
  'strictmodes',
];

/** The lines (from 0) of a dump; empty when there is none, or only lines of one. */
export function dumpIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /x11displayoffset /)) return [];
  const lines = raw.map(clean);
  const rows = settingsIn(lines, always);
  const first = rows.find((i) => /^port \d+$/.test(lines[i] ?? '')) ?? 0;
  const gap = lines.findIndex((line, i) => i >= first && !setting.test(line));
  return rows.filter((i) => i >= first && (gap < 0 || i < gap));
}

const asks = /(?:^|[$#%>] ?)(?:sudo )?(?:\/\S*\/)?sshd (?:-\S+ )*-T(?: .*)?\|/;

/** The lines (from 0) of a dump that a filter has left, below the command. */
export function askedIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /sshd .*-T.*\|/)) return [];
  const lines = raw.map(clean);
  const login = new Set(lines.flatMap((line) => /\bs(?:sh|ftp|cp) (?:.* )?([\w.-]+)@/.exec(line)?.[1] ?? []));
  return lines.flatMap((line, i) => {
    if (!asks.test(line)) return [];
    // Asked for another user it may say what a Match block has for that one.
    const user = /\buser=([\w.-]+)/.exec(line)?.[1];
    if (user !== undefined && login.size > 0 && !login.has(user)) return [];
    const end = lines.findIndex((other, n) => n > i && !setting.test(other));
    return Array.from({ length: (end < 0 ? lines.length : end) - i - 1 }, (_, n) => i + 1 + n).filter((n) => {
      const word = (lines[n] ?? '').split(' ')[0] ?? '';
      return [804, 902, 1000].some((release) => keywordOf(word, release) !== null);
    });
  });
}

/** A dump without a user holds for logins that no Match block is for: then the rest is not known. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const whole = dumpIn(raw);
  const rows = whole.length > 0 ? whole : askedIn(raw);
  const isApart = apartLines(raw);
  const [first] = rows;
  if (first === undefined || isApart(first)) return { covers: [], observations: [] };
  const lines = raw.map((line, i) => (rows.includes(i) ? clean(line) : ''));
  const { observations } = part.read(pastedView(id, [sectionOf('sshd-T', lines)], {}));
  const user = userOf(raw.map(clean));
  return { covers: [], observations: user === null ? observations : withoutPassed(observations, user) };
}

/** A list of plain names that this user passes stops nobody who asks here. */
function withoutPassed(observations: readonly Observation[], user: string): readonly Observation[] {
  const valuesOf = (list: string): readonly string[] =>
    observations.flatMap((o) => (o.kind === 'server.setting' && o.value.keyword === list ? [o.value.value] : []));
  const [allowed, denied] = [valuesOf('allowusers'), valuesOf('denyusers')];
  const plain = (names: readonly string[]): boolean => names.every((name) => /^[\w.-]+$/.test(name));
  const passes = new Set([
    ...(allowed.includes(user) ? ['allowusers'] : []),
    ...(plain(denied) && !denied.includes(user) ? ['denyusers'] : []),
  ]);
  return observations.filter((o) => o.kind !== 'server.setting' || !passes.has(o.value.keyword));
}
