/*
 * A login that is seen to work: below the call of ssh stands what only who is in is shown.
 */
import { isHead } from '../noise/heads.ts';
import { clean } from './text.ts';

/** `at`: the line of the call, from 0. */
export interface Login {
  readonly at: number;
  readonly user: string | null;
}

const call = /^(\S.{0,80}?)?[$#%>] ?ssh (?:-\S+ (?:[^-\s@]\S* )?)*(?:([\w.-]+)@)?([A-Za-z\d][\w.:-]*)$/;
const prompt = /^\[?([\w.-]{1,64})@([\w.-]{1,64})(?:[:\s][^$#%]{0,120})?\]?[$#%>](?: |$)/;
const greeting = /^Last login: |^Welcome to .*GNU\/Linux/;
/** A greeting may be long. */
const reach = 40;
const label = (name: string): string => name.split('.')[0]?.toLowerCase() ?? '';

/** The last login that worked, where nothing failed below it. */
export function loginIn(raw: readonly string[]): Login | null {
  // Most texts have no call with a prompt before it.
  if (!raw.some((line) => line.includes(' ssh '))) return null;
  const lines = raw.map(clean);
  const last = lines.findLastIndex((line) => isHead(line));
  const at = lines.findLastIndex((line, i) => i > last - reach && call.test(line) && isIn(lines, i));
  if (at < 0 || at < last) return null;
  return { at, user: call.exec(lines[at] ?? '')?.[2] ?? null };
}

function isIn(lines: readonly string[], at: number): boolean {
  const [, before = '', user, host = ''] = call.exec(lines[at] ?? '') ?? [];
  const here = label(/@([\w.-]+)/.exec(before)?.[1] ?? '');
  const below = lines.slice(at + 1, at + reach);
  const next = below.findIndex((line) => call.test(line));
  return (next < 0 ? below : below.slice(0, next)).some((line) => {
    if (greeting.test(line)) return true;
    const [, who = '', where = ''] = prompt.exec(line) ?? [];
    return where !== '' && label(where) !== here && (label(where) === label(host) || who === user);
  });
}
