/*
 * Which process printed what. ssh, its ProxyCommand and the ssh to a jump host write to one stream; each of them finishes
 * its own login before the next one outwards hears from its server, so the order of a few lines tells them apart.
 */
import type { Stamps } from '../../model/reader.ts';
import type { Stage } from '../../model/stage.ts';
import { isBefore } from '../../model/stage.ts';
import { targetIn } from '../typed-commands.ts';
import { sharedOpens } from './beyond.ts';
import { isOfSshd } from './config.ts';
import { isEnding, isKnown } from './known.ts';
import type { Line, Log } from './log.ts';
import { isNotRun } from './proxy.ts';
import { type TextLine, textLines } from './text.ts';

export interface RunOptions {
  readonly times?: readonly number[] | undefined;
  /** What the text itself tells of times: good for pauses, too coarse for what ended at once. */
  readonly stamps?: Stamps | undefined;
  readonly cut?: boolean | undefined;
  readonly endMs?: number | undefined;
  /** It came from ssh itself, and nobody has copied it: no line is torn. */
  readonly whole?: boolean | undefined;
}

const opening = /^OpenSSH_(?:for_Windows_)?\d+\.\d+/;
const unknownPeer = /UNKNOWN port 65535/;
/** With ProxyUseFDPass the helper only dials, and hands the open connection over. */
const startsHelper = /^Executing proxy (?:dialer )?command/;
const bannerLine = /^(?:kex_exchange_identification: banner line \d|ssh_exchange_identification: )/;
const identificationFailed =
  /^(?:kex|ssh)_exchange_identification: |^banner exchange: .*UNKNOWN port|^Connection timed out during banner exchange|^Protocol major versions differ: |^Bad remote protocol version/;
/** Whether ssh says in this line that no version line of the server came. */
export function isNotIdentified(text: string): boolean {
  return identificationFailed.test(text);
}

/** Lines that only a client at work prints; sshd's own debug output shares the rest. */
const ofClient =
  /^(?:Reading configuration data|Connecting to |Executing proxy (?:dialer )?command|Connection established|identity file |Authenticating to |Server host key: |Host '.*' is known|Authentications that can continue|Next authentication method|Offering |Will attempt key|Entering interactive session|connect to address |expecting SSH2_MSG_KEX\w*_(?:REPLY|GROUP)|SSH2_MSG_SERVICE_ACCEPT received|kex_exchange_identification: banner line \d)/;
const onlyClient =
  /^(?:Connecting to |Connection established|Authentications that can continue|Next authentication method|Offering )/;
const ofServerLog = /\bsshd(?:-session|-auth)?\[\d+\]: /;
const ofServer =
  /^(?:sshd version |private host key|rexec_argv|Server listening on|userauth-request for user|(?:load|parse)_server_config)/;

/** A user is known to the end that lets him in; goodbye is said by the one that leaves. */
const serverSays =
  /\[preauth\]$|^Disconnected from (?:\w+ )?user |^Received disconnect from .*:11: disconnected by user$/;

/** Whether sshd with -d prints such a line and ssh does not: the same words come from the other end. */
export function isOfServer(line: TextLine): boolean {
  return (line.level > 0 && ofServer.test(line.body)) || serverSays.test(line.text) || ofServerLog.test(line.text);
}

/** Whether the text is what sshd prints with -d, and nothing of a client's. */
function isServerDebug(lines: readonly TextLine[]): boolean {
  const debug = lines.some((line) => !ofServerLog.test(line.text) && isOfServer(line));
  return debug && !lines.some((line) => line.level > 0 && onlyClient.test(line.body));
}

const bothSay = /^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) \S+ port (\d+)/;

/** `sshd -e` in a container puts no name before its lines: there the other end has a port that nobody serves at. */
function withoutServerWords(lines: readonly TextLine[]): readonly TextLine[] {
  const served = lines.flatMap((line) => /^Server listening on \S+ port (\d+)/.exec(line.text)?.[1] ?? []);
  if (served.length === 0) return lines;
  const ofOther = (line: TextLine | undefined): boolean => {
    const port = bothSay.exec(line?.text ?? '')?.[1] ?? '0';
    return Number(port) >= 32_768 && !served.includes(port);
  };
  return lines.filter((line, i) => !ofOther(line) && !(isNotIdentified(line.text) && ofOther(lines[i + 1])));
}

/** What somebody pasted above the debug output of sshd may well be the client's: from there on it is not. */
export function withoutServerDebug(all: readonly TextLine[]): readonly TextLine[] {
  const lines = withoutServerWords(all);
  if (!isServerDebug(lines)) return lines;
  return lines.slice(
    0,
    lines.findIndex((line) => line.level > 0 || isOfServer(line)),
  );
}

/** Whether ssh ran with -v. */
export function isVerbose(lines: readonly TextLine[]): boolean {
  if (lines.some((line) => opening.test(line.text) || (line.level > 0 && ofClient.test(line.body)))) return true;
  // Of a fragment the last words tell: nobody comes to sshd from this port. Or the command above it does.
  if (lines.some((line) => closedAt22.test(line.text))) return lines.some((line) => line.level > 0);
  const asked = lines.findIndex((line) => askedToTell.test(line.text));
  return asked >= 0 && lines.slice(asked + 1).some((line) => line.level > 0);
}

const askedToTell = /^[^$#%>]{0,80}[$#%>] ?ssh (?:-\S+ (?:[^-\s]\S* )?){0,9}-v{1,3} (?:.* )?[\w@.:-]+$/;

const closedAt22 = /^Connection (?:closed|reset) by \S+ port 22$/;

const asksVersion = /(?:^|[$#%>] ?)ssh(?:\.exe)? -V$/;

/** `ssh -V` prints the line that -v begins with, and nothing of a connection after it: that is no run. */
function withoutVersionAlone(all: readonly TextLine[]): readonly TextLine[] {
  const lines = all.filter((line, i) => !(opening.test(line.text) && asksVersion.test(all[i - 1]?.text ?? '')));
  const last = lines.findLastIndex((line) => isKnown(line) && !opening.test(line.text));
  return last < 0 ? lines : lines.filter((line, i) => i < last || !opening.test(line.text));
}

/** The last run of ssh in the text, its own lines apart from its helper's. */
export function lastRun(
  text: string,
  evidence: string,
  options: RunOptions,
): { readonly log: Log; readonly runs: number } {
  const all = textLines(text);
  const empty = withoutVersionAlone(
    withoutServerDebug(all).filter((line, i, lines) => !isOfServer(line) && !isOfSshd(lines, i)),
  );
  const verbose = isVerbose(empty);
  const { own, helper, proxied, runs } = verbose ? splitVerbose(empty) : splitPlain(empty);
  const timed = (line: TextLine): Line => {
    const ms = options.times?.[line.n - 1];
    return { ...line, stage: null, ms, printed: ms ?? options.stamps?.(line.n - 1) };
  };
  const lines = staged(own.map(timed), verbose);
  const log: Log = {
    evidence,
    lines,
    helper: helper.map(timed),
    verbose,
    fromStart: own.some(
      (line) => opening.test(line.text) || (line.level > 0 && /^Reading configuration data/.test(line.body)),
    ),
    proxied,
    complete: lines.some(isEnding),
    cut: options.cut === true && options.times !== undefined && !lines.some(isEnding),
    endMs: options.endMs,
    whole: options.whole === true,
  };
  return { log, runs };
}

interface Split {
  readonly own: readonly TextLine[];
  readonly helper: readonly TextLine[];
  readonly proxied: boolean;
  readonly runs: number;
}

/** Follows the processes: the outermost is 0, and each one that goes through a helper may start another. */
class Processes {
  own: TextLine[] = [];
  helper: TextLine[] = [];
  proxied = false;
  runs = 0;
  #over = false;
  #stack: { proxied: boolean; version: boolean }[] = [{ proxied: false, version: false }];

  take(line: TextLine, next: TextLine | undefined): void {
    const over = this.#over;
    const depth = this.#depthOf(line, next);
    // The outermost has ended: nobody called a helper for what stands below.
    if (over && this.#over && line.level === 0) return;
    if (depth === 0) this.own.push(line);
    else this.helper.push(line);
    if (depth === 0 && line.level > 0 && startsHelper.test(line.body)) this.proxied = true;
  }

  #depthOf(line: TextLine, next: TextLine | undefined): number {
    const top = this.#stack.at(-1);
    if (top === undefined) return 0;
    const last = this.#stack.length - 1;
    if (opening.test(line.text)) return this.#open(top);
    if (line.level > 0) return this.#debug(line, top);
    if (unknownPeer.test(line.text)) {
      // Of a fragment nothing else tells.
      if (last === 0) this.proxied = true;
      this.#over = last === 0 && top.proxied;
      if (last > 0) this.#stack.pop();
      return Math.max(0, last - 1);
    }
    const outer = next !== undefined && unknownPeer.test(next.text);
    if (identificationFailed.test(line.text) && outer) return Math.max(0, last - 1);
    const helperWorks = top.proxied && !top.version;
    if (helperWorks && identificationFailed.test(line.text) && !peerIn(next)) return last;
    return helperWorks ? last + 1 : last;
  }

  /** A first line of ssh: the helper's, or a new run that makes the earlier one history. */
  #open(top: { proxied: boolean; version: boolean }): number {
    if (top.proxied && !top.version) {
      this.#stack.push({ proxied: false, version: false });
      return this.#stack.length - 1;
    }
    this.runs += 1;
    this.own =
      this.runs === 1 ? this.own.filter((line) => /^Warning: Identity file |^command-line/.test(line.text)) : [];
    this.helper = [];
    this.proxied = false;
    this.#over = false;
    this.#stack = [{ proxied: false, version: false }];
    return 0;
  }

  #debug(line: TextLine, top: { proxied: boolean; version: boolean }): number {
    if (startsHelper.test(line.body)) top.proxied = true;
    // What shares a connection has had its version line before.
    if (sharedOpens.test(line.body)) top.version = true;
    const version = line.body.startsWith('Remote protocol version');
    if (version || bannerLine.test(line.body)) {
      // The helper's server has answered before: now it is the turn of the one further out.
      if (top.version && this.#stack.length > 1) this.#stack.pop();
      const speaking = this.#stack.at(-1);
      if (speaking !== undefined && version) speaking.version = true;
    }
    return this.#stack.length - 1;
  }
}

function peerIn(line: TextLine | undefined): boolean {
  return (
    line !== undefined &&
    /^(?:Connection (?:closed|reset) by|banner exchange: Connection to) (?!UNKNOWN )\S+ port \d+/.test(line.text)
  );
}

function splitVerbose(lines: readonly TextLine[]): Split {
  const processes = new Processes();
  lines.forEach((line, i) => {
    processes.take(line, lines[i + 1]);
  });
  return processes;
}

/** Without -v a helper shows only where the last line names no peer: what stands above is the helper's. */
function splitPlain(lines: readonly TextLine[]): Split {
  const used = lines.filter((line) => line.text !== '');
  const end = used.findLastIndex((line) => unknownPeer.test(line.text));
  const pair = end > 0 && identificationFailed.test(used[end - 1]?.text ?? '') ? end - 1 : end;
  const bare = used.findIndex(
    (line, i) => line.text === 'stdio forwarding failed' && identificationFailed.test(used[i + 1]?.text ?? ''),
  );
  const from = end >= 0 ? pair : bare >= 0 ? bare + 1 : afterNotRun(used);
  const later = end < 0 ? [] : used.slice(end + 1);
  const next = later.findIndex((line) => prompt.test(line.text));
  if (next >= 0 && later.slice(next).some((line) => isKnown(line) && lastWords.test(line.text))) {
    const rest = splitPlain(later.slice(next));
    return { ...rest, runs: rest.runs + 1 };
  }
  if (from > 0 || end >= 0) {
    // What was printed before this command was typed is of another one, and so may be what stands apart.
    const apart = parting(used);
    const above = used.slice(0, from).findLastIndex((line, i) => prompt.test(line.text) || apart(i));
    return { own: used.slice(from), helper: used.slice(above + 1, from), proxied: true, runs: 1 };
  }
  const { start, runs } = afterEarlier(used);
  return { own: used.slice(start), helper: [], proxied: false, runs };
}

/** Whether the text is parted behind a line: by more blank lines than elsewhere, or by a stroke. */
function parting(used: readonly TextLine[]): (i: number) => boolean {
  const gaps = used.slice(1).map((line, i) => line.n - (used[i]?.n ?? 0));
  const usual = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);
  return (i) => /^(?:[-=_*#]{3,}|\.{4,})$/.test(used[i]?.text ?? '') || (gaps[i] ?? 0) > usual;
}

const prompt = /^(?:[^\s$#%>]{1,80}(?: [^\s$#%>]{1,80})?)?[$#%] \S|^PS [A-Z]:\\[^>]{0,200}> ?\S/;

/** With one of these ssh is over, and says no more. */
const lastWords =
  /^(?:ssh: )?connect to host \S+ port \S+: |^(?:ssh: )?Could not resolve hostname |^Host key verification failed(?!\?)|^Unable to negotiate with |(?:^|: )Permission denied \((?:[a-z][a-z0-9@.,-]*)?\)\.?$|: terminating, \d+ bad configuration options$|^Bad owner or permissions on |^Connection (?:closed|reset) by (?!UNKNOWN )\S+ port \d+$|^Disconnected from \S+ port \d+|^ssh_dispatch_run_fatal: |^client_loop: send disconnect: /;
/** What ssh or the server says only where the connection has come about. */
const arrived = /^Last login: |^Authenticated to |^Warning: Permanently added |^Welcome to .*GNU\/Linux/;
const typed = /^(?:.{0,80}[$#%>] ?)?ssh (?:-\S+ (?:[^-\s]\S* )?)*(?:\S+@)?([A-Za-z][\w-]*)(?:\.[\w.-]*)?$/;

/** Where the last of several runs begins: what comes behind the last words of one is of another, that failed or did not. */
function afterEarlier(lines: readonly TextLine[]): { readonly start: number; readonly runs: number } {
  const over = lines.flatMap((line, i) => (isKnown(line) && lastWords.test(line.text) ? [i + 1] : []));
  const again = over.filter((start) => isAnother(lines, start));
  return { start: again.at(-1) ?? 0, runs: again.length + 1 };
}

function isAnother(lines: readonly TextLine[], start: number): boolean {
  const rest = lines.slice(start);
  // sshd -t ends in the same words.
  const next = rest.findIndex((line) => isKnown(line) && isEnding(line));
  // Up to 8.2 ssh names no peer when its helper, another ssh, has failed: that was its last word.
  const helped = next >= 0 && identificationFailed.test(rest[next]?.text ?? '') && !peerIn(rest[next + 1]);
  if (helped) return false;
  if (next >= 0) return true;
  // A session that broke was one that had come about: the next login does not tell why.
  if (broken.test(lines[start - 1]?.text ?? '')) return false;
  if (isElsewhere(lines, start)) return false;
  const asked = lines.some((line) => asksUptime.test(line.text));
  return rest.some(
    (line, i) => arrived.test(line.text) || isThere(rest, i) || (asked && uptime.test(line.text.trimStart())),
  );
}

const broken = /^client_loop: send disconnect: /;

const unreached = /^(?:ssh: )?(?:connect to host \S+ port \S+: |Could not resolve hostname )/;

/** The command below names another machine, or another port, than the one above, which did not get through: it takes nothing back. */
function isElsewhere(lines: readonly TextLine[], start: number): boolean {
  if (!unreached.test(lines[start - 1]?.text ?? '')) return false;
  const calls = (some: readonly TextLine[]) => some.flatMap(({ text }) => targetIn(text) ?? []);
  const before = calls(lines.slice(0, start)).at(-1);
  const later = calls(lines.slice(start));
  if (before === undefined || later.length === 0) return false;
  return later.every(({ host, port }) => host !== before.host || (port ?? 22) !== (before.port ?? 22));
}

/** Behind the command, and what asks for the password, stands the prompt of the machine that it names: of a switch its bare name. */
function isThere(lines: readonly TextLine[], i: number): boolean {
  const [one = '', two = ''] = lines.slice(i, i + 2).map((line) => line.text);
  // A long command may be folded.
  const folded = one.includes('ssh ') && two.startsWith('-') ? 1 : 0;
  const host = typed.exec(folded === 1 ? `${one} ${two}` : one)?.[1];
  if (host === undefined) return false;
  const behind = lines.slice(i + 1 + folded, i + 4 + folded);
  const next = behind.find((line) => line.text !== '' && !asksWord.test(line.text));
  return new RegExp(`^\\[?\\S+@${host}[ :.]|^${host}(?:\\([\\w-]+\\))?[#>]`).test(next?.text ?? '');
}

const asksWord = /'s password: ?$|^\(\S+@\S+\) .*: ?$|^Password: ?$/;

/** What uptime(1) prints, of a machine on which ssh ran it. */
const uptime = /^(?:\d\d:\d\d:\d\d )?up (?:\d+ (?:min|days?)|\d{1,2}:\d\d),/;
const asksUptime = /\bssh (?:-\S+ (?:[^-\s]\S* )?)*\S+ uptime\b/;

/** Up to 8.2 the last line names no peer at all: what could not be run stands right above it. On Windows ssh tells itself. */
function afterNotRun(used: readonly TextLine[]): number {
  const spawned = used.findIndex((line) => /^(?:posix_spawnp?: |proxy dialer did not pass back)/.test(line.text));
  if (spawned >= 0) return spawned + 1;
  const end = used.findIndex((line, i) => identificationFailed.test(line.text) && i > 0);
  const above = used.slice(Math.max(0, end - 3), Math.max(0, end));
  const named = used.slice(end + 1, end + 2).some((line) => /^Connection \w+ by \S+ port \d+/.test(line.text));
  return !named && above.some((line) => isNotRun(line.text)) ? end : 0;
}

const verboseMarkers: readonly (readonly [RegExp, Stage])[] = [
  [/^Connecting to \S+ \[/, 'tcp'],
  [
    /^Connection established|^Executing proxy (?:dialer )?command|^Local version string|^kex_exchange_identification: banner line \d/,
    'identification',
  ],
  [/^Remote protocol version|^SSH2_MSG_KEXINIT (?:sent|received)|^expecting SSH2_MSG_KEX/, 'kex'],
  [/^SSH2_MSG_NEWKEYS received|^SSH2_MSG_SERVICE_ACCEPT received|^Authentications that can continue: /, 'auth'],
  [/^(?:Next authentication method: |Offering |Server accepts key: )/, 'auth'],
  [/^Authenticated to |^Authentication succeeded|^Entering interactive session/, 'session'],
];

/** What a user sees without -v that cannot come earlier. */
const plainMarkers: readonly (readonly [RegExp, Stage])[] = [
  [/'s password: ?|^Enter passphrase for key |^Permission denied, please try again|^\(\S+@\S+\) .*: ?$/, 'auth'],
  [/Unprivileged users are not permitted to log in|^Your account has expired|^Password expired\. Change your/, 'auth'],
  // Of modules of PAM, where the program asks that dialled: `Password:` alone is asked by many.
  [
    /^(?:Verification code|First Factor|Second Factor|One-time password \(OATH\) for .*): ?|^Duo two-factor login for \S|^Passcode or option \(/,
    'auth',
  ],
  [/^Authenticated to |^Last login: /, 'session'],
];

function staged(lines: readonly Line[], verbose: boolean): readonly Line[] {
  const markers = verbose ? verboseMarkers : plainMarkers;
  let stage: Stage | null = verbose ? 'config' : null;
  return lines.map((line) => {
    const next = markers.find(([pattern]) => pattern.test(line.body))?.[1];
    if (next !== undefined && (stage === null || isBefore(stage, next))) stage = next;
    return { ...line, stage };
  });
}
