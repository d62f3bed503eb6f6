import { kept, publicDomain, software } from './kept.ts';

/** Where the name of a person stands. */
const people: readonly RegExp[] = [
  /\bfor (?:in(?:valid|correct) user |illegal user )?([^\s'"]+) from\b/g,
  /\b(?:invalid|illegal|authenticating|invalid|by) user ([^\s'"]+)/gi,
  /\bUser ([^\s'"]+) from\b/g,
  /\bfor user '?([^\s'"(]+)/g,
  /\b(?:r?user|logname|acct|username)[=:] ?["']?([\w.@+-]+)/gi,
  /\bas ["']([^\s"']+)["']/g,
  /\b\d+\(([a-z_][\w.-]*)\)/gi,
  /(?:\/home\/|\/Users\/|\\Users\\)([\w.@+-]+)/g,
  /^\d*\|?([a-z_][\w.-]*):[x*!]*:\d+:\d+:/gim,
  /\bsshd(?:-session)?: ([\w.-]+)(?:@| \[priv)/g,
  /^\d*\|?([a-z_][\w.-]*)\s+(?:pts\/\d+|tty\w*)\s/gim,
  /^user ([^\s"']+)\s*$/gm,
];

/** A person at a machine. Those of software that made an algorithm of SSH look the same. */
const accounts = /(?<![\w.+@/:-])([\w.+-]+)@(\[?[\w.:-]+)/g;

/** Where several stand, behind a keyword. */
const lists: readonly RegExp[] = [/^\d*\|?\s*(?:Allow|Deny)Users[\s=]+(.*)$/gim, /\bMatch\s+User\s+(.*)$/gim];

/** The name as it is written out, which has blanks in it: the fifth field of passwd(5). */
const fullNames = /^\d*\|?[a-z_][\w.-]*:[x*!]*:\d+:\d+:([^:\n]+):/gim;

/** Where the name of a machine stands. */
const machines: readonly RegExp[] = [
  /^\d*\|?(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-][\d:]+)?) ([\w.-]+) [\w./()-]+(?:\[\d+\]|(?<=kernel)):/gm,
  /^\[about\][^\n]*\n\d*\|[^\n]*\n\d*\|([\w.-]+)$/gm,
  /^\d*\|?Linux ([\w.-]+) \d/gm,
  /\b(?:connect to host|resolve hostname|Connecting to|Authenticating to|connect to address|rhost[=:]|_HOSTNAME=|hostkeyalias|hostname) ?["']?([\w.-]+)/gi,
  /^(?:host|hostname) (\S+)$/gm,
  /\bssh:\/\/(?:[^@/\s]+@)?([\w.-]+)/g,
];

/** Of hosts(5) the names behind an address, and what a resolver looks in. */
const hostsFiles = /^\[file:\/etc\/hosts\][^\n]*\n(?:\d*[|+].*\n?)*/gm;
const aliases = /^\d*\|?[\da-f.:]+[ \t]+([a-z][\w.-]*(?:[ \t]+[\w.-]+)*)[ \t]*(?:#.*)?$/gim;
const searched = /^\d*\|?(?:search|domain)[ \t]+([\w. \t-]+)$/gim;

const tops =
  'com|net|org|edu|gov|mil|int|io|dev|app|info|biz|cloud|online|tech|site|internal|local|lan|home|corp|intra|localdomain|test|invalid|[a-z]{2}';
const notTops = /\.(?:so|sh|py|pl|rs|md|ts|js|gz|xz|id|ps|am|in|at|is|it|to|by|me|no|do|so|us|be|my)$/i;
const domain = new RegExp(`(?<![\\w./-])((?:[a-z0-9][a-z0-9-]*\\.)+(?:${tops}))(?![\\w/-]|\\.\\w)`, 'gi');

/** Rewrites the names that are known from this text. */
export function nameBook(whole: string): (text: string) => string {
  const book = new Map<string, string>();
  const machine = numbered('host', whole);
  const person = numbered('user', whole);
  const learn = (name: string, next: () => string): void => {
    const known = name.toLowerCase();
    if (
      known.length > 1 &&
      !kept.has(known) &&
      /^[a-z0-9_]/.test(known) &&
      !/^(?:[\d.:_-]+|if\d+)$/.test(known) &&
      !book.has(known)
    )
      book.set(known, next());
  };
  const hosts = (whole.match(hostsFiles) ?? []).join('\n');
  for (const name of [...found(whole, machines), ...wordsIn(hosts, [aliases]), ...wordsIn(whole, [searched])])
    learnHost(name, learn, machine);
  for (const [, name = ''] of whole.matchAll(domain))
    if (!notTops.test(name) || book.has(firstOf(name))) learnHost(name, learn, machine);
  const pairs = [...whole.matchAll(accounts)].filter(([, , at = '']) => !software.test(at));
  for (const [, , at = ''] of pairs) learnHost(at.replace(/[^\w]*$/, '').replace(/:\d*$/, ''), learn, machine);
  const users = [
    ...pairs.map(([, name = '']) => name),
    ...found(whole, people),
    ...wordsIn(whole, lists).map((word) => word.replace(/@.*$/, '')),
  ];
  for (const name of users) if (!/[*?!/\\%$]/.test(name)) learn(name.replace(/@.*$/, ''), person);
  for (const [, name = ''] of whole.matchAll(fullNames)) {
    for (const part of name.split(/[\s,]+/)) if (part.length > 2) learn(part, person);
  }
  return replacer(book);
}

/** Each label of a name by itself, so that a short name is the same machine as the long one. */
function learnHost(name: string, learn: (name: string, next: () => string) => void, machine: () => string): void {
  if (publicDomain.test(name) || software.test(name) || /^[\d.]*$|[[\]:]/.test(name)) return;
  const labels = name.replace(/\.$/, '').split('.');
  for (const label of labels.length > 1 ? labels.slice(0, -1) : labels) learn(label, machine);
}

function firstOf(name: string): string {
  return (name.split('.')[0] ?? '').toLowerCase();
}

function found(whole: string, patterns: readonly RegExp[]): readonly string[] {
  return patterns.flatMap((pattern) =>
    [...whole.matchAll(pattern)].map(([, name = '']) => name.replace(/[.,:;]+$/, '')),
  );
}

function wordsIn(whole: string, patterns: readonly RegExp[]): readonly string[] {
  return found(whole, patterns).flatMap((text) => text.split(/[\s,]+/).filter((word) => word !== ''));
}

/** host1, host2 …, without those that somebody has already. */
function numbered(word: string, whole: string): () => string {
  let n = 0;
  return () => {
    do n += 1;
    while (whole.includes(`${word}${n}`));
    return `${word}${n}`;
  };
}

/** All at once, the longest first. `alice` is in `alice_rsa`, and not in `malice`; `web1` is not in `web12`. */
function replacer(book: ReadonlyMap<string, string>): (text: string) => string {
  if (book.size === 0) return (text) => text;
  const names = [...book.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(names.map((name) => `${before(name)}${escaped(name)}${after(name)}`).join('|'), 'gi');
  return (text) => text.replace(pattern, (from) => book.get(from.toLowerCase()) ?? from);
}

// A short one is likely to be part of a word that means something else.
function before(name: string): string {
  return name.length < 4 ? '(?<![\\w-])' : /^\d/.test(name) ? '(?<![a-z0-9])' : '(?<![a-z])';
}

function after(name: string): string {
  return name.length < 4 ? '(?![\\w-])' : /\d$/.test(name) ? '(?![a-z0-9])' : '(?![a-z])';
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
