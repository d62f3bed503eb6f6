/*
 * What was said of a failure that is over: a person, a check or a program tells below it that it works now.
 */
import { isHead } from './heads.ts';
import { isLogLine } from './prefixes.ts';

/** A line, and what it came from. */
interface Line {
  readonly text: string;
  readonly raw: string;
}

/** In the words of a person, who also says so of one half of a thing. */
const works =
  /^(?:[\w .-]{1,30}: )?(?:(?:ok|okay|yes|yep|great|cool|and|so|hm+|ah|now|thanks|thx|cheers)[,.!:]? +){0,3}(?:(?:(?:it|this|that|ssh|all|everything|the (?:login|connection|server|host|box|machine)|(?:my |the )?login|[a-z][a-z-]{1,20}\d{1,3}) +)?(?:(?:all |just |finally )?(?:works|working|is working) (?:again|now)|now works|is (?:fixed|solved|resolved)(?: now)?|is back(?: up)?)|fixed (?:it|this|that)|solved|(?:i am|i'm|am|we are|we're) (?:back )?in (?:again|now)|all good now|never ?mind)\b/i;
const inPart =
  /\b(?:not|never(?! ?mind)|but|still|only|except|until|unless|if|when|whenever|once|after|before|without|with|from|over|via|through|again fails|cannot|can't|no luck|sometimes|hop(?:e|ing)|should|would|could|will|try|trying|tried|thought|think|almost|elsewhere|other|others|everyone|everybody|who|what|how|why|password|telnet|ping|http|https|web|website|sftp|scp|vpn|rdp|vnc|dns)\b|n't\b|\?\s*$/i;
const sentence = 200;
/** Names of machines with a number, as a sentence names them. */
const machine = /\b[a-z][a-z-]{1,20}\d{1,3}\b/gi;

const recap = /^(\S+) +: ok=\d+ +changed=\d+ +unreachable=(\d+) +failed=(\d+)(?:.*\brescued=(\d+) +ignored=(\d+))?/;
/** Nagios and its kin. */
const recovered = /\bSERVICE ALERT: ([^;]+;[^;]*ssh[^;]*);OK;/i;
/** Programs that try again by themselves. */
const synced =
  /"msg":"(?:updated successfully|fetch(?:ed)? successful(?:ly)?|synced successfully)"|^(?:successfully (?:connected|fetched|synced|cloned|pulled|pushed)\b|(?:reconnect|retry|connection) succeeded\b)/i;

type Within = (line: Line) => boolean;

/** What such a line puts behind; null when it is none. */
function curedBy({ text, raw }: Line): Within | null {
  const said = text.trim();
  if (isHead(said)) return null;
  const alert = recovered.exec(raw)?.[1];
  if (alert !== undefined) return (line) => line.raw.includes(`: ${alert};`);
  if (synced.test(raw.replace(/^[^{]*(?=\{)/, '')) || synced.test(said)) return () => true;
  if (said.length > sentence || inPart.test(said) || !works.test(said)) return null;
  const names = said.match(machine) ?? [];
  return names.length === 0 ? () => true : (line) => names.some((name) => line.raw.includes(name));
}

/** Each host of the recap at the end was reached, and no failure was passed over. */
function isCleanRecap(lines: readonly Line[]): number {
  const rows = lines.flatMap(({ raw }, i) => {
    const found = recap.exec(raw.trim());
    return found === null ? [] : [{ i, clean: found.slice(2).every((count) => count === undefined || count === '0') }];
  });
  return rows.length > 0 && rows.every(({ clean }) => clean) ? (rows.at(-1)?.i ?? -1) : -1;
}

/** A log of a program may say of each hour that it works. */
const most = 50;

/** Which lines (from 0) are of a failure that is over. */
export function linesOver(lines: readonly Line[]): ReadonlySet<number> {
  const over = new Set<number>();
  const last = lines.findLastIndex(({ text }) => isHead(text.trim()));
  const end = isCleanRecap(lines);
  if (end > last) for (let i = 0; i < end; i++) over.add(i);
  let left = most;
  for (let at = lines.length - 1; at > last && left > 0; at--) {
    const line = lines[at];
    const within = line === undefined ? null : curedBy(line);
    if (within === null) continue;
    left--;
    lines.slice(0, at).forEach((one, i) => {
      if (within(one) && !isLogLine(one.text)) over.add(i);
    });
  }
  return over;
}
