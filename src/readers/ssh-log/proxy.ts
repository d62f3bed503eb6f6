import type { Observation, ObservationMap } from '../../model/observation.ts';
import { isAddress } from '../../wire/address.ts';
import {
  beyond,
  beyondFacts,
  endedByOther,
  outlived,
  reachedBeyond,
  refusedBehindShared,
  waitsAtHop,
  waitsAtShared,
} from './beyond.ts';
import { anywhere, debugged, fact, type Line, type Log, said } from './log.ts';

type State = ObservationMap['proxy.helper']['state'];

/** What a helper says when it fails; the first line that matches tells why, the later ones follow from it. */
const complaints: readonly (readonly [RegExp, State])[] = [
  [/(?:command not found|: not found|is not recognized as an internal or external command)$/, 'missing'],
  [
    /^CreateProcessW failed error:[23]\b|^posix_spawnp: No such file|exec: .*(?:No such file or directory|cannot execute)/,
    'missing',
  ],
  [/administratively prohibited|unknown channel type|resource shortage/, 'denied'],
  [/^Master refused stdio forwarding request: /, 'denied'],
  [
    /Permission denied \((?:[a-z][a-z0-9@.,-]*)?\)|Too many authentication failures|^Host key verification failed(?!\?)|AccessDenied/,
    'denied',
  ],
  [/^Unable to negotiate with /, 'denied'],
  // With ProxyUseFDPass. Octets that came without a descriptor are of a helper that relays, and passes nothing back.
  [/^mm_receive_fd: no message header/, 'exited'],
  [/^proxy dialer did not pass back a connection/, 'exited'],
  [
    /Could not resolve hostname|connect to host \S+ port \S+: |^channel \d+: open failed: connect failed/,
    'cannot-reach',
  ],
  [
    /^(?:kex|ssh)_exchange_identification: (?!banner line)|^Connection timed out during banner exchange/,
    'cannot-reach',
  ],
  [/^Connection (?:closed|reset) by \S+ port (?!65535)|^Connection to \S+ port \d+ timed out/, 'cannot-reach'],
  [
    /^Ncat: |^nc(?:at)?: |^netcat: |^socat\[|^(?:\d{4}\/\S+ \S+ )?socat\[\d+\] E |^Proxy could not open conn|unable to connect to relay host|^stdio forwarding failed|TargetNotConnected/i,
    'cannot-reach',
  ],
];

/** The command of the helper could not even be run, or not so. */
const cannotRun =
  /^(?:\S*sh|env|exec|nc|ncat|netcat|socat|corkscrew|connect(?:-proxy)?|cloudflared|aws|gcloud|ssm\S*)(?:\[\d+\])?: (?:.*(?:not found|No such file or directory|Permission denied)$|(?:invalid|unknown|illegal|unrecogni[sz]ed) option)/;

/** Whether it says that the helper's command was not run. */
export function isNotRun(text: string): boolean {
  return cannotRun.test(text);
}

/** Whether a helper complains in this line. */
export function isHelperComplaint(text: string): boolean {
  return cannotRun.test(text) || complaints.some(([pattern]) => pattern.test(text));
}

/** The helper in between, and how it fared. */
export function proxyFacts(log: Log): readonly Observation[] {
  if (!log.proxied) return [];
  const refused = refusedBehindShared(log);
  const channel =
    refused === null ? null : fact(log, 'session.refused', { what: 'forwarding', text: refused.text }, refused);
  return [used(log), hop(log), helperFact(log), channel, ...beyondFacts(log)].flatMap((o) => (o === null ? [] : [o]));
}

function isChained(log: Log): boolean {
  return (
    debugged(log.helper, /^Executing proxy (?:dialer )?command/).length > 0 ||
    anywhere(log.helper, /^Authenticated to \S+ \(via proxy\)/).length > 0
  );
}

/** A hop has let ssh in; of a chain the text does not tell whether it was the last one. */
function insideHop(log: Log): Observation | null {
  const killed = outlived(log) ? anywhere(log.lines, endedByOther)[0] : undefined;
  const inside = killed ?? debugged(log.helper, /^Entering interactive session|^pledge: /)[0];
  const last = isChained(log) ? {} : { through: true as const };
  return inside === undefined ? null : fact(log, 'proxy.helper', { state: 'running', ...last }, inside.line);
}

/**
 * The address at which ssh has logged in to the hop. Of a chain the client dials the first hop alone, and the last one is known only
 * where the command names it by its address.
 */
function hop(log: Log): Observation | null {
  const reached = isChained(log)
    ? undefined
    : anywhere(log.helper, /^Authenticated to \S+ \(\[([^\]]+)\]:\d+\)/).at(-1);
  const command = debugged(
    log.lines,
    /^(?:Setting implicit ProxyCommand from ProxyJump: |Executing proxy (?:dialer )?command: )(.+)$/,
  );
  const written = command.find(({ words: [text = ''] }) => isAddress(destination(text)));
  if (reached !== undefined) return fact(log, 'proxy.hop', { address: reached.words[0] ?? '' }, reached.line);
  if (written === undefined) return null;
  return fact(log, 'proxy.hop', { address: destination(written.words[0] ?? '') }, written.line);
}

/** Whom `ssh … -W …` calls: the first word that is neither an option nor the value of one, without its user. */
function destination(command: string): string {
  const [program = '', ...words] = command.replace(/^exec /, '').split(/\s+/);
  if (!/(?:^|\/)ssh$/.test(program) || !words.some((word) => word.startsWith('-W'))) return '';
  const first = words.find(
    (word, i) => !word.startsWith('-') && !/^-[\dA-Za-z]*[BbcDEeFIiJLlmOopQRSWw]$/.test(words[i - 1] ?? ''),
  );
  return (first ?? '').replace(/^.*@/, '').replace(/^\[(.*)\]$/, '$1');
}

function used(log: Log): Observation | null {
  const implicit = debugged(log.lines, /^Setting implicit ProxyCommand from ProxyJump: (.+)$/)[0];
  const executed = debugged(log.lines, /^Executing proxy (?:dialer )?command: (?:exec )?(.+)$/)[0];
  const first = implicit ?? executed;
  if (first !== undefined) {
    return fact(
      log,
      'proxy.used',
      { by: implicit === undefined ? 'command' : 'jump', text: first.words[0] ?? '' },
      first.line,
    );
  }
  const mark = log.lines.find((line) => line.text.includes('UNKNOWN port 65535')) ?? log.lines[0];
  // A ssh in between says so itself; of another program nothing is known.
  const bySsh =
    outlived(log) ||
    said(
      log.helper,
      /^(?:stdio forwarding|Stdio forwarding request) failed|Permission denied \(|^ssh: |^Host key verification failed(?!\?)/,
    ).length > 0;
  return mark === undefined ? null : fact(log, 'proxy.used', { by: bySsh ? 'jump' : 'command', text: mark.text }, mark);
}

function helperFact(log: Log): Observation | null {
  const version = debugged(log.lines, /^Remote protocol version/)[0];
  if (version !== undefined) return fact(log, 'proxy.helper', { state: 'running' }, version.line);
  const farther = beyond(log);
  if (farther !== null && reachedBeyond(log)) return fact(log, 'proxy.helper', { state: 'running' }, farther.line);
  const failed = failure(log);
  if (failed !== null) {
    const own = atOwnHop(log, failed.line) ? { hop: true } : {};
    return fact(log, 'proxy.helper', { state: failed.state, text: failed.line.text, ...own }, failed.line);
  }
  if (refusedBehindShared(log) !== null || waitsAtShared(log) !== null) return null;
  const stuck = waitsAtHop(log);
  if (stuck !== null) return fact(log, 'proxy.helper', { state: 'cannot-reach', text: stuck.body, hop: true }, stuck);
  const inside = insideHop(log);
  if (inside !== null) return inside;
  const gone = said(
    log.lines,
    /UNKNOWN port 65535$|^(?:kex|ssh)_exchange_identification: Connection closed by remote host/,
  ).at(-1);
  if (gone !== undefined) {
    const text = lastWords(log);
    return fact(log, 'proxy.helper', { state: 'exited', ...(text === undefined ? {} : { text }) }, gone.line);
  }
  const executed = debugged(log.lines, /^Executing proxy (?:dialer )?command/)[0];
  return executed === undefined || log.complete ? null : fact(log, 'proxy.helper', { state: 'running' }, executed.line);
}

/** The words name a host and port that stand in the command as an option's value, `PROXY:PORT`: no target is written so. */
function atOwnHop(log: Log, line: Line): boolean {
  const [, host = '', port = ''] = /connect to (\S+) port (\d+) /.exec(line.text) ?? [];
  const command = debugged(log.lines, /^Executing proxy (?:dialer )?command: (?:exec )?(.+)$/)[0]?.words[0];
  if (host === '' || command === undefined) return false;
  return / --?(?:x|S|proxy)[ =](\S+)/.exec(command)?.[1] === `${host}:${port}`;
}

const bySsh = /^ssh: |(?:^|: )Permission denied \(|^Host key verification failed(?!\?)|^Unable to negotiate with /;
const isNoSsh = /^(?:\S*\/)?(?:nc|ncat|netcat|socat|corkscrew|connect(?:-proxy)?|cloudflared)(?:\.\w+)? /;
/** ssh speaks of a channel where it has logged in to the hop, and of a dialer only where the helper is no ssh. */
const byOther =
  /TargetNotConnected|AccessDenied|^(?:ncat|nc|netcat): |^socat\[|^channel 0: open failed|^proxy dialer did not pass back/i;

interface Failure {
  readonly state: State;
  readonly line: Line;
}

/** Why the helper failed, in its own words. */
export function failure(log: Log): Failure | null {
  const found = wordsOf(log).flatMap(complaintIn);
  const [first] = found;
  if (first === undefined) return null;
  const relays = found.find(({ line }) => /^mm_receive_fd: /.test(line.text));
  if (relays !== undefined) return relays;
  // A ssh that has said its last words goes no farther and calls no other program: what stands below them is of another run.
  return found.findLast(({ state, line }) => state === 'missing' || byOther.test(line.text)) ?? first;
}

/** What the helper said: one that is no ssh, or has passed on what no ssh says, does not speak like one. */
function wordsOf(log: Log): readonly Line[] {
  const command = debugged(log.lines, /^Executing proxy command: (?:exec )?(.+)$/)[0]?.words[0] ?? '';
  const spoke = said(log.lines, /^banner exchange: .*: invalid format$|: banner line contains /).length > 0;
  const noSsh = spoke || isNoSsh.test(command);
  return log.helper.filter((line) => line.level === 0 && !(noSsh && bySsh.test(line.text)));
}

function complaintIn(line: Line): readonly Failure[] {
  const state = complaints.find(([pattern]) => pattern.test(line.text))?.[1];
  if (state !== undefined) return [{ state, line }];
  return cannotRun.test(line.text) ? [{ state: 'missing', line }] : [];
}

/** A helper that fails says that something went wrong; what a person or a runner wrote above has other words. */
const goesWrong =
  /\b(?:err(?:or)?|fail(?:ed|ure)?|denied|refused|time(?:d |-)?out|bad|invalid|illegal|can(?:no|')t|could not|unable|not (?:found|connected|allowed|permitted)|no such|no route|unreachable|lost|closed|expired|unauthori[sz]ed|forbidden|aborted|reset|EOF|exception|usage|fatal|panic|(?:HTTP\/\d\.\d|status|code)[ :=]+[45]\d\d)\b/i;

/** The line right above; one that ends in a colon introduces what follows. */
function lastWords(log: Log): string | undefined {
  const last = wordsOf(log).findLast((line) => line.text !== '')?.text;
  return last !== undefined && goesWrong.test(last) && !last.endsWith(':') ? last : undefined;
}
