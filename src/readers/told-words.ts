/*
 * What a person says in a sentence: how long it is before the password is asked for, what ssh says in the end.
 */
import type { Evidence } from '../model/evidence.ts';
import type { ObservationKind, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, unreal } from './pasted.ts';
import { errnoOf, outcomeOf } from './ssh-log/errno.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'told-words',
  title: 'what somebody says of it',
  knows: [
    {
      program: 'a person',
      texts: ['it takes 30 seconds before it asks for the password', 'ssh says connection refused'],
    },
  ],
  recognise: (lines) => lines.flatMap((line, i) => (saidIn(line).length > 0 ? [i] : [])),
  read,
};

type Said = { [K in ObservationKind]: readonly [K, ObservationMap[K]] }[ObservationKind];

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
};
const count = `\\d{1,4}(?:\\.\\d+)?|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|')}`;
const duration = new RegExp(`(?<![\\w.])(${count})[ -]?(s|secs?|seconds?|m|mins?|minutes?)\\b`, 'i');

/** Until the password is asked for, or from there to the shell. */
const untilPrompt =
  /\b(?:before|until|till|for)\b.{0,40}(?:\b(?:ask|prompt)\w*\b.{0,30}\b(?:password|passphrase|passcode|credentials)|\b(?:password|login|passphrase) prompt)/i;
const afterPassword =
  /\bafter\b.{0,30}\b(?:typ|enter|giv|send)\w*\b.{0,20}\b(?:password|passphrase|passcode)\b.{0,80}\b(?:shell|prompt|logged in|motd|in)\b/i;
const untilIn =
  /\b(?:ssh|logins?|logging in|it)\b.{0,30}\b(?:takes?|took|needs?)\b.{0,60}\b(?:connect|log ?in|login|shell)\b/i;
const slow = /\b(?:ssh|logins?)\b.{0,30}\b(?:takes?|took|needs?|waits?)\b/i;
/** A setting without which it is quick: what that does is what waits. */
const withoutGssapi =
  /\bGSSAPIAuthentication[= ]?(?:is )?(?:no|off)\b.{0,60}\b(?:instant|immediate|fast|quick|at once|no (?:wait|delay|pause))/i;

function saidIn(line: string): readonly Said[] {
  const text = clean(line);
  if (text.length > longest || !words.test(text) || ofProgram.test(text)) return [];
  return [...waited(text), ...ended(text)];
}

function waited(text: string): readonly Said[] {
  const [all, number = '', unit = ''] = duration.exec(text) ?? [];
  if (all === undefined) return [];
  const ms = (numbers[number.toLowerCase()] ?? Number(number)) * (/^s/i.test(unit) ? 1000 : 60_000);
  if (ms <= 2000) return [];
  if (slow.test(text) && withoutGssapi.test(text)) return [['auth.pause', { step: 'gssapi', ms }]];
  const told = [untilPrompt, afterPassword, untilIn].find((pattern) => pattern.test(text));
  if (told === undefined || unreal.test(text.slice(0, text.indexOf(all)))) return [];
  return [['auth.pause', { step: 'unknown', ms }]];
}

/** Whose words they are must be plain: who is in by ssh may be refused elsewhere. */
const says =
  /\b(?:ssh|sftp|scp)\b(?!:)(?: \S+){0,12}? (?:says?|said|gives?|prints?|reports?|(?:fails?|ends?) (?:with|in))(?: me)? ["'\u201c`]?(connection refused|connection timed out|operation timed out|no route to host|network is unreachable)\b/i;
const elsewhere =
  /;|\b(?:but|while|tunnel|behind|forward\w*|works|can ssh|after|inside|curl|psql|mysql|http\w*|port \d+ says)\b/i;

function ended(text: string): readonly Said[] {
  const [all = '', reason = ''] = says.exec(text) ?? [];
  if (all === '' || unreal.test(text.replace(reason, '')) || elsewhere.test(text)) return [];
  if (/timed out/i.test(reason)) {
    return [['connection.end', { may: ['tcp.timeout', 'identification.silent', 'kex.silent'], text }]];
  }
  const errno = errnoOf(reason.charAt(0).toUpperCase() + reason.slice(1).toLowerCase());
  const place = { address: 'the server', family: 4, port: 22, by: 'ssh' } as const;
  return [['tcp.connect', { ...place, outcome: outcomeOf(errno), ...(errno === undefined ? {} : { errno }) }]];
}

/** Never covers anything. */
function read({ id, data }: Evidence): Reading {
  const raw = typeof data === 'string' ? data.split('\n') : [];
  const observations = raw.flatMap((line, i) => saidIn(line).map(([kind, value]) => factAt(id, raw, i, kind, value)));
  return { covers: [], observations: observations.slice(0, 1) };
}
