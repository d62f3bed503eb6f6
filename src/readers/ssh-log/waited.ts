import { isKnown } from './known.ts';
import type { Line, Log } from './log.ts';

/** `(2 min nothing)`: what a person says of the wait, among the lines of ssh and right before its last words. */
const waited =
  /^[([<#.\s=*-]*((?:\w+ ){0,4}?)~?(?:(\d{1,4})|(an?|one|two))[ -]?(s|secs?|seconds?|m|mins?|minutes?)\b(.*)$/i;
/** Said before the time, or behind it; what is in brackets, or says nothing else, needs none of these. */
const words = /\b(?:later|nothing|waits?|hangs?|hanging|silence|stuck|pauses?|delay|here)\b/i;
const alone = /[)\]>]$/;
/** `<-- waits 20 seconds here`, behind a line of ssh. */
const behind = / {1,8}(?:<[-=~]{1,12}>?|\u2190|\/\/|#{1,5}) ?(.{1,80})$/;

/** `(waits here)`: a person's own, whatever is around it. */
export const remark: RegExp =
  /^[([<].{0,60}\b(?:waits?|waiting|hangs?|stuck|pauses?|freezes|frozen|nothing|stops|slow)\b.{0,60}[)\]>]$/i;

/** How long, in ms, where somebody noted it right before the line. */
export function waitedBefore(log: Log, end: Line): number | undefined {
  const before = log.lines.slice(0, log.lines.indexOf(end)).findLast((line) => line.text !== '');
  return !log.verbose || before === undefined ? undefined : noted(before);
}

/** The wait that a person noted in a line of his own. */
export function noted(line: Line): number | undefined {
  if (line.level > 0 || isKnown(line) || line.text.length > 80) return undefined;
  return timeOf(line.text);
}

/** The wait that a person noted behind a debug line: it came after it. */
export function notedBehind(line: Line): number | undefined {
  const said = line.level === 0 ? undefined : behind.exec(line.text)?.[1];
  return said === undefined ? undefined : timeOf(said);
}

function timeOf(text: string): number | undefined {
  const [, before = '', number, word = '', unit = '', after = ''] = waited.exec(text) ?? [];
  if (unit === '' || !(alone.test(after) || words.test(before) || words.test(after))) return undefined;
  const count = number === undefined ? (/two/i.test(word) ? 2 : 1) : Number(number);
  return count * (/^s/i.test(unit) ? 1000 : 60_000);
}
