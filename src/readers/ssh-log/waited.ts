import { isKnown } from './known.ts';
import type { Line, Log } from './log.ts';

/** `(2 min nothing)`: what a person says of the wait, among the lines of ssh and right before its last words. */
const waited =
  /^[([<#.\s-]*(?:\w+ ){0,4}?(?:(\d{1,4})|(an?|one|two))[ -]?(s|secs?|seconds?|m|mins?|minutes?)\b(?=.*[)\]>]$|.*\b(?:later|nothing|wait|hang|silence|pause))/i;

/** How long, in ms, where somebody noted it right before the line. */
export function waitedBefore(log: Log, end: Line): number | undefined {
  const before = log.lines.slice(0, log.lines.indexOf(end)).findLast((line) => line.text !== '');
  return !log.verbose || before === undefined ? undefined : noted(before);
}

/** The wait that a person noted in a line of his own. */
export function noted(line: Line): number | undefined {
  if (line.level > 0 || isKnown(line) || line.text.length > 80) return undefined;
  const [, number, word = '', unit = ''] = waited.exec(line.text) ?? [];
  if (unit === '') return undefined;
  const count = number === undefined ? (/two/i.test(word) ? 2 : 1) : Number(number);
  return count * (/^s/i.test(unit) ? 1000 : 60_000);
}
