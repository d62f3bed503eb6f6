/*
 * Lines that a mail, a chat or the columns of a terminal have folded. A torn line may say what the whole one does not, so the
 * parts are put together before anything is read: where a line begins as those of programs do, is as long as the longest
 * around it, and what follows begins as none does.
 */
import { isKnown } from '../ssh-log/known.ts';
import { textLine } from '../ssh-log/text.ts';
import { isOfSshd } from '../sshd-words.ts';
import { isHead } from './heads.ts';
import { isLogLine, unprefixed } from './prefixes.ts';
import { isWhole, joined } from './wrapped.ts';

/** So many lines from the one at `at` on (0: the first) are one, and that one. */
export interface Folded {
  readonly at: number;
  readonly count: number;
  readonly text: string;
}

/** Columns of mails, chats and terminals. What is longer is no fold of these. */
const narrowest = 60;
const widest = 140;
/** A terminal breaks so, and within words; a mail breaks at blanks. */
const terminals: readonly number[] = [80, 100, 120, 132];
/** An offer of algorithms takes so many. */
const most = 40;

const quote = /^\s*(?:>[> ]*)?/;
/** Terraform's frame, which has no right side. */
const frame = /^\u2502 (?=[^\u2502]*$)/;

/** Rows of tables: their next words are known, and nothing else goes on with them. */
const rows: readonly { readonly begins: RegExp; readonly goesOn: RegExp }[] = [
  {
    begins:
      /^(?:\d+\s+)?(?:\d+[KMGT]?\s+\d+[KMGT]?\s+)?[A-Za-z][\w-]*\s+(?:tcp|udp|icmp|all|\d{1,2})\s+(?:--|-f|!f)\s|^-[AI] [A-Z]\S* -/,
    goesOn:
      /^(?:[!\d.:a-f]+\/\d+(?:\s|$)|(?:tcp|udp) (?:dpt|spt)|(?:dpts?|spts?|flags|redir|to):|(?:ct)?state |reject-with |recent: |limit: |match-set |multiport |#conn |\/\*|LOG |-[jmpds] |--[a-z])/,
  },
  { begins: /^(?:num\s+)?pkts\s+bytes\s+target\s/, goesOn: /^destination$/ },
  {
    begins: /^(?:Active|Loaded): /,
    goesOn: /^(?:[a-z]+\)$|\d\d:\d\d:\d\d \S+; .*ago$|(?:vendor )?preset: |enabled|disabled)/,
  },
  { begins: /^(?:tcp\s+)?LISTEN\s+\d+\s+\d+\s|^tcp6?\s+\d+\s+\d+\s/, goesOn: /^(?:users:\(|\d+\/[a-z])/ },
];

/** A word of a program before a colon, a debug line, a heading of `systemctl status`. */
const tag =
  /^(?:==> )?[A-Za-z/][\w./@$-]{1,60}(?:\[\d+\])?: |^(?:FATAL ERROR|Bad owner|Host key|Missing privilege|Cannot bind) /;
const programs =
  /^(?:ssh|scp|sftp|rsync|git|fatal|error|warning|-?(?:ba|da|z|k|tc)sh|(?:\S*\/)?sh|nc|ncat|sshd\S*|sudo|kernel|systemd|curl|telnet|plink|Error|Caused by|Traceback|\S+(?:Exception|Error))\b[^:]{0,40}: /i;
const prompt =
  /^(?:[^\s$#%>]{1,80}(?: [^\s$#%>]{1,80})?)?[$#%] \S|^PS(?: [A-Z]:\\|> ?\S)|^>>> \S|^\[?[\w.-]+@[\w.-]+[:\s~][^$#%]{0,80}[$#%](?: |$)/;
/** Copied without the prompt, and known by its option or its one argument. */
const command =
  /^(?:sudo )?(?:(?:ssh|sshd|scp|sftp|ssh-add|ssh-keygen|ls|namei|icacls|ps|ss|lsof|stat|getent|passwd|systemctl|journalctl|ip6?tables|nft|tcpdump|nc|curl|nmap|dig) -{1,2}\w|(?:icacls|getent|stat|namei|nmap|dig) \S+$)/;
const heading =
  /^(?:[\u2500-\u257f]|`{3}|~{3}|[#=*+-]{2,}|\[[A-Z]\w+\]$|\{|\}|Chain \S+ \(|table \S+ \S+ \{|[-dl][rwxsStT-]{9}[.+@]?\s|total \d+$|\.{3}$|Filesystem +(?:Size|Type|1[KM]-blocks|512-blocks) |at [\w.$<>]{3,200} ?\(|\d+\.\|-- |[\w-]{1,40}:$|File "|[A-Z]\w{1,60}(?:Exception|Error)$)/;
/** What programs print in lines of their own behind others: nmap, tcpdump, the trees of fail2ban-client, Kerberos within ssh. */
const beside =
  /^(?:\d+\/(?:tcp|udp) +(?:open|closed|filtered)|listening on \S+, link-type |\S+\.\w+ > \S+\.\w+: Flags \[|\d+ packets? (?:captured|received by|dropped by)|\^C$|[|`](?:-| {1,3}[|`]-) |(?:No Kerberos credentials|Cannot find KDC|Server not found in Kerberos|Matching credential not found)\b)/;
/** A rule of nft, and what holds such. */
const rule =
  /^(?:(?:tcp|udp|ip6?|ct|iif|oif|meta|iifname|oifname|icmp\w*) [a-z@"]|elements = \{|(?:chain|set|map|type|flags|size|timeout) \S)/;
/** `Active: `, `Main PID: `; PowerShell's columns have a blank before. */
const label = /^[A-Z][\w-]*(?: \w+)? *: /;
/** An address in brackets may be torn from what stands before it, a time of day may not. */
const clock = /^\[\d\d:\d\d:\d\d(?:\.\d+)?\] /;
/** Nothing is missing behind one of these. */
const complete = /(?:[.!?]|\[preauth\]| ssh2|password: ?|\{|\})$/;
/** The words with which programs end, and what may still stand behind them; what the other end of a banner says ends anywhere. */
const ending =
  /(?:: (?:Connection (?:refused|reset(?: by peer)?|timed out)|No route to host|Network is unreachable|Permission denied|open failed|bad permissions|message authentication code incorrect|Too many authentication failures)|\] No route to host|, length \d+)$|^debug1: kex_exchange_identification: banner line \d+: /;
const behindEnding = /^(?:[([:,]|by |for )/;
/** Something is. */
const hanging =
  /(?:[:,=(/]|: [A-Z][a-z]+| (?:for|from|by|not|no|to|in|of|on|with|at|is|are|was|the|a|an|and|or|but|because|line|port|host|user|file|directory|key|type|child|signal|child process))$/;
/** A person goes on with words of his own. */
const prose =
  /^\(|^(?!(?:Connection|Permission|Operation|No|Network|Host|Address|Too|Input|Software|Resource|Broken|SSH) )(?:[A-Z]\w*|I) [a-z']+ [a-z]+|\b(?:hangs?|stuck|freezes|frozen|works?|nothing|after|since|when|why|how)\b|\b(?:it|I|we|he|she|they) [a-z']+/;
/** What is left of a line that was broken once: so many columns, or so many words. */
const shortest = 60;
const fewest = 5;

/** What the lines are when each fold is taken back; empty for a text in which nothing is folded. */
export function folds(raws: readonly string[]): readonly Folded[] {
  const lines = raws.map((raw): Line => {
    const framed = frame.test(raw);
    return { text: raw.replace(framed ? frame : quote, '').trimEnd(), length: lengthOf(raw), framed };
  });
  // What folds a whole text, as a mail does, shows its width everywhere; what a terminal has folded stands in a text of any.
  const everywhere = foldsIn(lines, 0, lines.length, 2);
  if (everywhere.length > 0) return everywhere.map((fold) => unfolded(raws, fold));
  const found: Fold[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from;
    while ((lines[to]?.text ?? '') !== '') to++;
    if (to - from > 1) found.push(...foldsIn(lines, from, to, 1));
    from = to + 1;
  }
  return found.map((fold) => unfolded(raws, fold));
}

interface Line {
  readonly text: string;
  readonly length: number;
  readonly framed: boolean;
  /** Once it was looked at: it is asked for in the whole text and in its block. */
  begins?: boolean;
}

interface Fold {
  readonly at: number;
  readonly count: number;
  readonly row: boolean;
  /** Within words, at a column. */
  readonly hard: boolean;
}

/** At least `least` breaks at one width between `from` and before `to`; one alone only where the words tell. */
function foldsIn(lines: readonly Line[], from: number, to: number, least: number): readonly Fold[] {
  const block = lines.slice(from, to);
  const width = widthOf(block);
  if (width < narrowest || width > widest) return [];
  const groups = groupsIn(block, width);
  const torn = groups.flatMap(({ at, count, row }) => (row ? [] : block.slice(at, at + count - 1)));
  if (torn.length < least && !groups.some(({ row }) => row)) return [];
  const hard = torn.every(({ length }) => length === width) && (torn.length > 2 || terminals.includes(width));
  return groups
    .filter(({ at, count, row }) => row || torn.length > 1 || isTorn(block.slice(at, at + count)))
    .map((group) => ({ ...group, at: from + group.at, hard }));
}

function unfolded(raws: readonly string[], { at, count, hard }: Fold): Folded {
  const [head = '', ...rest] = raws.slice(at, at + count).map((raw) => raw.replace(/\r$/, ''));
  // A sign of more is a mark of a quote only where it stands before the first part, too.
  const mark = /^\s*>/.test(head) ? /^\s*>[> ]*/ : frame.test(head) ? frame : /^/;
  const bare = rest.map((raw) => raw.replace(mark, '')).map((part) => (hard ? part : part.trim()));
  return {
    at,
    count,
    text: bare.reduce((all, next) => all + between(all, next, hard) + next, hard ? head : head.trimEnd()),
  };
}

function lengthOf(raw: string): number {
  return raw.endsWith('\r') ? raw.length - 1 : raw.length;
}

/** The longest that could have been broken at a blank. */
function widthOf(lines: readonly Line[]): number {
  return lines.reduce((width, { text, length }) => (length > width && text.trim().includes(' ') ? length : width), 0);
}

function groupsIn(lines: readonly Line[], width: number): readonly Omit<Fold, 'hard'>[] {
  const groups: Omit<Fold, 'hard'>[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at];
    if (first === undefined) break;
    const next = lines[at + 1]?.text.trimStart() ?? '';
    const row = rows.find(({ begins, goesOn }) => goesOn.test(next) && begins.test(first.text.trimStart()));
    // Of most lines the next one tells at once that it goes on with nothing.
    if (
      !goesOn(first, lines[at + 1], width, row?.goesOn) ||
      (row === undefined && !first.framed && !isRecord(first.text))
    )
      continue;
    let count = 2;
    while (count < most && goesOn(lines[at + count - 1], lines[at + count], width, row?.goesOn)) count++;
    groups.push({ at, count, row: row !== undefined });
    at += count - 1;
  }
  return groups;
}

function goesOn(line: Line | undefined, next: Line | undefined, width: number, known: RegExp | undefined): boolean {
  if (line === undefined || next === undefined || line.framed !== next.framed) return false;
  const words = next.text.trimStart();
  if (words === '') return false;
  if (known !== undefined) return known.test(words);
  const end = words.indexOf(' ');
  if (line.length + 1 + (end < 0 ? words.length : end) <= width) return false;
  if (ending.test(line.text) && !behindEnding.test(words)) return false;
  next.begins ??= begins(next.text);
  if (next.begins) return false;
  return (
    !/\[preauth\]$/.test(line.text) && !isWhole(unprefixed(line.text)) && shapeOf(line.text) !== shapeOf(next.text)
  );
}

/** How it begins: lines of one log begin alike. */
function shapeOf(text: string): string {
  return text.slice(0, 12).replace(/\d/g, '0');
}

/** One break in a block shows no width: then the words must tell. */
function isTorn([first, ...others]: readonly Line[]): boolean {
  const [text, next] = [first?.text ?? '', others[0]?.text.trim() ?? ''];
  const own = unprefixed(text);
  const ofLog = isLogLine(own) || own.startsWith('debug');
  if (complete.test(text) || (!ofLog && tag.test(next)) || prose.test(next) || isKnownWhole([text, next])) return false;
  if (hanging.test(text) || isOpen(text)) return true;
  return ofLog ? next.length < shortest : next.split(' ').length <= fewest;
}

/** A quotation or a bracket is not closed in it. */
function isOpen(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  return count('(') > count(')') || count('[') > count(']') || count('"') % 2 === 1;
}

/** A program's own line, whose end may be on the next. */
function isRecord(text: string): boolean {
  const own = unprefixed(text);
  return isLogLine(own) || isHead(own) || tag.test(own) || rule.test(own) || own !== text.trimStart();
}

/** It is a line of its own. */
function begins(text: string): boolean {
  const own = text.trimStart();
  if (isLogLine(own) || isHead(own)) return true;
  if (clock.test(own)) return true;
  if (unprefixed(own) !== own) return !/^\[[\d.:a-f]+\]/.test(own);
  if (rule.test(own) || rows.some((row) => row.begins.test(own))) return true;
  // A version is the end of more than one message, and so is a fingerprint.
  if (/^(?:OpenSSH_|SHA256:)/.test(own)) return false;
  return (
    isOfSshd(own) ||
    programs.test(own) ||
    label.test(own) ||
    prompt.test(own) ||
    command.test(own) ||
    heading.test(own) ||
    beside.test(own) ||
    isKnown(textLine(own, 0))
  );
}

/** Told by the words themselves, later and for sure. */
function isKnownWhole([text = '', next = '']: readonly string[]): boolean {
  return joined((i) => [unprefixed(text), next][i], 0) !== null;
}

/** A part of a fingerprint or the like. */
const odd = /\d[A-Za-z]|[a-z][A-Z\d]/;

/** A list of algorithms is broken at its commas, and no blank was there. */
function between(all: string, next: string, hard: boolean): string {
  if (hard || (odd.test(/\S*$/.exec(all)?.[0] ?? '') && odd.test(/^\S*/.exec(next)?.[0] ?? ''))) return '';
  return /[,/@]$/.test(all) || /^[,.]/.test(next) ? '' : ' ';
}
