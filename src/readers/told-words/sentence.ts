/*
 * A sentence of a person, and the time that it names.
 */
import type { ObservationKind, ObservationMap } from '../../model/observation.ts';
import { clean } from '../ssh-log/text.ts';

export type Said = { [K in ObservationKind]: readonly [K, ObservationMap[K]] }[ObservationKind];

/** A sentence, and no line of a program: those are read for what they are. */
const longest = 400;
const words = /[a-z]{2,} [a-z]+ .*[a-z]/i;
const ofProgram = /^(?:debug[123]: |[A-Z][a-z]{2} [ \d]\d \d\d:|\[|\{)/;

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  'a few': 5,
  several: 5,
  some: 5,
  many: 20,
  'half a': 0.5,
  'a couple of': 2,
  zwei: 2,
  zehn: 10,
  deux: 2,
  dix: 10,
};
const named = Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|');
const unit =
  's|secs?|seconds?|m|mins?|minutes?|h|hours?|Sekunden?|Minuten?|Stunden?|secondes?|heures?|segundos?|minutos?';
/** "as" is no second. */
const duration = new RegExp(`(?<![\\w.])(?:(\\d{1,4}(?:\\.\\d+)?)[ -]?|(${named})[ -])(${unit})\\b`, 'i');

/** A time that a sentence names; `before` are the words in front of it. */
export interface Time {
  readonly ms: number;
  readonly before: string;
  readonly words: string;
}

export function sentenceIn(line: string): string | null {
  const text = clean(line);
  return text.length > longest || !words.test(text) || ofProgram.test(text) ? null : text;
}

export function timeIn(text: string): Time | null {
  const [all, digits, word = '', of = ''] = duration.exec(text) ?? [];
  if (all === undefined) return null;
  const each = /^s/i.test(of) && !/^st/i.test(of) ? 1000 : /^m/i.test(of) ? 60_000 : 3_600_000;
  const ms = (digits === undefined ? (numbers[word.toLowerCase()] ?? 0) : Number(digits)) * each;
  return { ms, before: text.slice(0, text.indexOf(all)), words: all };
}
