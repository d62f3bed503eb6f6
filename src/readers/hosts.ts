/*
 * Which machine each line of a text is about, where it speaks of several: a loop over hosts, Ansible, clush, pssh.
 * Evidence of one machine never counts for another, so what cannot be attributed stays apart.
 */
import { familyOf } from '../wire/address.ts';
import { recognise as configLines } from './client-config.ts';
import { isHead } from './noise/heads.ts';
import { isOfOneProgram } from './noise/labels.ts';
import type { QuietLine } from './noise.ts';
import { isEnding } from './ssh-log/known.ts';
import { type TextLine, textLine } from './ssh-log/text.ts';

const word = '(?:[\\w.-]{1,64}@)?([A-Za-z\\d](?:[\\w.-]{0,252}[A-Za-z\\d])?|[\\da-fA-F]{0,4}:[\\da-fA-F:.]{2,45})';

/** A heading: what follows is about that machine. Of the bare forms only those count that look like a machine. */
const headings: readonly RegExp[] = [
  new RegExp(`^={2,}>? *${word} *<?={1,}$`),
  new RegExp(`^-{2,}>? *${word} *<?-{2,}$`),
  new RegExp(`^\\*{3,} *${word} *\\*{3,}$`),
  new RegExp(`^>{2,} *${word}(?: *<{2,})?$`),
  new RegExp(`^\\[\\d+\\] \\d\\d:\\d\\d:\\d\\d \\[(?:SUCCESS|FAILURE)\\] ${word}(?: .*)?$`),
];
const bareHeadings: readonly RegExp[] = [
  new RegExp(`^={2,}>? +${word}$`),
  new RegExp(`^#{1,6} +${word}:?(?: +#+)?$`),
  new RegExp(`^\\[${word}\\]$`),
  new RegExp(`^${word}:$`),
  new RegExp(`^(?:host|server|node|target|trying|checking|connecting to|deploying to):? +${word}(?: ?\\.{3})?:?$`, 'i'),
];
const rule = /^-{5,}$/;
const alone = new RegExp(`^${word}(?: \\(\\d+\\))?$`);

/** `web1: ` before a message, as clush and parallel tag each line. */
const tag = new RegExp(`^${word}: `);
const interpreters = /^(?:python|perl|bash|php|node|ruby|java|ssh|git)[\d.]*$/i;
const likely = /[\d.]/;

/** Messages that name the machine. The first group begins a run, the second may end one that has begun. */
const naming: readonly RegExp[] = [
  /^ssh: connect to (?:host|address) (\S+) port \d/,
  /^ssh: Could not resolve hostname (\S+?):? /,
  /^No \S+ host key is known for (\S+) /,
  /^Host key for (\S+) has changed /,
];
const continuing: readonly RegExp[] = [
  /^[^\s@]+@(\S+): Permission denied \(/,
  /^Connection (?:closed|reset) by (?:(?:authenticating|invalid) user \S+ )?(\S+) port \d/,
  /^Connection to (\S+) (?:closed|timed out|port \d)/,
  /^(?:Received disconnect|Disconnected) from (?:user \S+ )?(\S+) port \d/,
  /^Unable to negotiate with (\S+) port \d/,
  /^Warning: Permanently added '([^'\s,]+)/,
  /^(?:banner exchange|ssh_dispatch_run_fatal|packet_write_wait): Connection to (\S+) port \d/,
];
const dialling = /^Connecting to (\S+) \[([^\]\s]+)\] port \d/;
const opening = /^OpenSSH_(?:for_Windows_)?\d+\.\d+\S*(?: \S+)?, /;
/** Two machines are named, and one connection is meant. */
const throughHelper =
  /UNKNOWN port 65535|Executing proxy (?:dialer )?command|stdio forwarding failed|^channel \d+: open failed|Setting implicit ProxyCommand/;

/** The machine of each line; null where the text does not tell. Null in all where it names one machine alone. */
export function hostsOf(lines: readonly QuietLine[]): readonly (string | null)[] | null {
  const labels = labelled(lines);
  const own = lines.map(({ text }, i) => (labels[i] === null ? textLine(text.trim(), i) : null));
  const weak = ofRuns(own);
  const hosts = lines.map((_, i) => labels[i] ?? weak?.[i] ?? null);
  return new Set(hosts.filter((host) => host !== null)).size > 1 ? hosts : null;
}

/** By headings and tags. */
function labelled(lines: readonly QuietLine[]): readonly (string | null)[] {
  let section: string | null = null;
  let object: string | null = null;
  const config = new Set(configLines(lines.map(({ text }) => text)));
  return lines.map((line, i) => {
    const text = line.text.trim();
    const heading = config.has(i) ? null : headingOf(lines, i);
    if (heading !== null) section = heading;
    if (line.host !== null) object = /\{\s*$/.test(line.raw) ? line.host : null;
    const own = line.host ?? object ?? tagOf(line) ?? section;
    if (object !== null && /^\}/.test(text)) object = null;
    return own === null ? null : plainName(own);
  });
}

function headingOf(lines: readonly QuietLine[], i: number): string | null {
  const text = lines[i]?.text.trim() ?? '';
  if (text.length > 300) return null;
  const host = firstGroup(headings, text);
  if (host !== null && /[A-Za-z\d]/.test(host)) return isMachine(host) ? host : null;
  const bare = firstGroup(bareHeadings, text);
  if (bare !== null && likely.test(bare) && isMachine(bare)) return bare;
  // clush -b draws a rule above and below the names.
  if (!rule.test(lines[i - 1]?.text.trim() ?? '') || !rule.test(lines[i + 1]?.text.trim() ?? '')) return null;
  return firstGroup([alone], text);
}

/** A number by itself is none, but for an address. */
function isMachine(name: string): boolean {
  return /[A-Za-z]/.test(name) || familyOf(name) !== null;
}

function tagOf({ raw, text }: QuietLine): string | null {
  const at = isHead(text) || isOfOneProgram(text) ? raw.indexOf(text.trim().slice(0, 40)) : -1;
  if (at <= 0) return null;
  const before = raw.slice(Math.max(0, at - 260), at);
  const host = tag.exec(/\S+ $/.exec(before)?.[0] ?? '')?.[1] ?? null;
  return host !== null && likely.test(host) && isMachine(host) && !interpreters.test(host) ? host : null;
}

function firstGroup(patterns: readonly RegExp[], text: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

/** `web1`, `WEB1` and `[web1]:2222` are one. */
function plainName(host: string): string {
  return host
    .replace(/^\[([^\]]+)\](?::\d+)?$/, '$1')
    .replace(/^'(.*)'$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

interface Run {
  host: string | null;
  readonly lines: number[];
  ended: boolean;
}

/** By what ssh's own messages name; null where they may all mean one machine. */
function ofRuns(lines: readonly (TextLine | null)[]): readonly (string | null)[] | null {
  if (lines.some((line) => line !== null && throughHelper.test(line.body))) return null;
  const aliases = aliasesOf(lines);
  const runs = runsOf(lines, aliases);
  const named = new Set(runs.flatMap(({ host }) => host ?? []));
  const addresses = [...named].filter((host) => familyOf(host) !== null).length;
  // A name and an address may be one machine.
  if (addresses < 2 && named.size - addresses < 2) return null;
  const found: (string | null)[] = lines.map(() => null);
  for (const run of runs) for (const i of run.lines) found[i] = run.host;
  return found;
}

/** The addresses that ssh -v dialled, by the name that it looked up. */
function aliasesOf(lines: readonly (TextLine | null)[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, name, address] = dialling.exec(line?.body ?? '') ?? [];
      return name === undefined || address === undefined ? [] : [[plainName(address), plainName(name)] as const];
    }),
  );
}

/** ssh names the machine at the end of what it says of it: lines that name none belong to the name that comes. */
function runsOf(lines: readonly (TextLine | null)[], aliases: ReadonlyMap<string, string>): readonly Run[] {
  const runs: Run[] = [];
  let run: Run = { host: null, lines: [], ended: false };
  const next = (): void => {
    runs.push(run);
    run = { host: null, lines: [], ended: false };
  };
  lines.forEach((line, i) => {
    if (line === null || line.text === '') return;
    const first = firstGroup([...naming, dialling], line.body);
    const name = first ?? firstGroup(continuing, line.body);
    const host = name === null ? null : (aliases.get(plainName(name)) ?? plainName(name));
    const begins = opening.test(line.text) || (first !== null && run.ended);
    const another = host !== null && run.host !== null && host !== run.host;
    const again = run.ended && run.host !== null && host === null;
    if (run.lines.length > 0 && (begins || another || again)) next();
    run.lines.push(i);
    if (host !== null) run.host = host;
    if (isEnding(line)) run.ended = true;
  });
  next();
  return runs;
}
