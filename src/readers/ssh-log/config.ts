import type { Observation, ObservationMap } from '../../model/observation.ts';
import { reachOfCommand, speakerBelow } from '../pasted.ts';
import { errnoOf } from './errno.ts';
import { debugged, fact, type Hit, type Line, type Log, said } from './log.ts';
import type { TextLine } from './text.ts';

type Reason = ObservationMap['config.error']['reason'];

/** Any complaint of a line of its own files, whatever its words are; those of other programs are about other files. */
const anyOfItsFiles =
  /^(?:command-line|\S*(?:ssh_config|\.ssh\/|\/ssh\/)\S*):? line \d+: (?!Deprecated |Unsupported option |Can\b|(?:Applying|Skipping|Including|Setting|include) )\S/;

/** In this order: the first that matches decides. */
const complaints: readonly (readonly [RegExp, Reason])[] = [
  [/Bad configuration option: (?<keyword>"?[\w-]+)/, 'bad-option'],
  [/^Bad owner or permissions on (?<file>.+)$/, 'bad-permissions'],
  [/Can't open user config file (?<file>.+): (?<errno>[^: ]+ [^:]+)$/, 'unreadable'],
  [/Too many recursive configuration includes|^jumphost loop via /, 'loop'],
  [/line \d+: (?:Bad (?!configuration)\S+|[Mm]issing \S|[Ii]nvalid \S|no argument|unsupported )/, 'bad-value'],
  [/line \d+: (?:keyword (?<keyword>\S+) extra arguments|garbage at end of line)/, 'bad-value'],
  [
    /^Bad port '|^Bad (?:local|remote|dynamic) forwarding specification|^Invalid number of ConnectionAttempts/,
    'bad-value',
  ],
  [anyOfItsFiles, 'bad-value'],
  [
    /^Too many (?:identity|certificate) files specified|^Invalid config SetEnv: |^Invalid \w+KnownHostsFiles: /,
    'bad-value',
  ],
  [/^Bad stdio forwarding specification|^invalid environment variable expansion|^Unsupported query "/, 'bad-value'],
  [
    /^Cannot specify -[Ns] with |^You must specify a subsystem|^No ControlPath specified for |^Cannot execute command-line and|^SSH protocol v\.1 is no longer|^ProxyCommand=- and ProxyUseFDPass/,
    'usage',
  ],
  [/^Unknown (?:cipher|mac) type '|^Unsupported KEX algorithm "|^unknown key type /, 'bad-value'],
  [
    /^bind (?!\[[^\]]*\]:)\S+: |^Could not request local forwarding|^(?:getaddrinfo|getifaddrs): \S+: |^ControlPath too long|^unix_listener: path ".*" too long for Unix domain socket/,
    'bad-value',
  ],
  [/^\w*percent_(?:dollar_)?expand: (?:unknown key %|failed)/, 'bad-value'],
  [
    /^usage: ssh |^(?:ssh: )?(?:unknown|illegal|invalid) option -- |^(?:host|remote user)name contains invalid characters/,
    'usage',
  ],
  [
    /^(?:inconsistent options: |Cannot specify -J |Invalid -J argument|Only a single -J |Cannot fork into background)/,
    'usage',
  ],
  [/^No user exists for uid |^You don't exist, go away/, 'no-user'],
  [
    /^OpenSSL version mismatch|^(?:\/\S+\/)?ssh: error while loading shared libraries|^libcrypto failed to initialize/,
    'library',
  ],
  [
    /^Shell ".*" is not executable|line \d+: RefuseConnection: |^No hostkey alg|line \d+: (?:match exec|Unsupported Match)/,
    'other',
  ],
];

/** sshd -t words its complaints alike; a line that was torn does not tell whose file it is of. */
const ofOthers = /sshd_|^line \d+: /;

/** `FILE: line N: …` and `FILE line N: …`: both forms are in use. */
const place = /^(?<file>\S.*?):? line (?<line>\d+): /;

/** The place from its first letter on: of what is left of a path it is not known whose file it was. */
const wholePlace =
  /^(?!.*(?:\u2026|\.{3}).* line \d)(?:command-line|(?:\/[^/:]+|[A-Za-z]:|\\|__[A-Z]+__|[~<$%*][^/\\:]*)[\\/][^:]*?):? line \d+: /;

/** sshd says it in the same words, and names no file. */
const ofEither = /Too many recursive configuration includes/;
/** Who calls ssh says this below, when ssh has failed. */
const ofCaller =
  /^fatal: Could not read from remote repository|^lost connection$|^scp: Connection closed|^Connection closed\.?$|^rsync(?: error)?: |^ssh: /;

/** What ssh says of its own configuration and command line. */
export function configFacts(log: Log): readonly Observation[] {
  const own = said(log.lines, /^(.+)$/).filter(
    ({ line }) => line.stage === null || line.stage === 'config' || isBind(line.text),
  );
  const errors = [...own, ...ofHelper(log)].flatMap((hit) => complaint(log, hit));
  if (errors.length > 0) return errors;
  return said(log.lines, /^(?!\S*sshd_config)(\S.*): terminating, \d+ bad configuration options$/).map(
    ({ line, words: [file = ''] }) => fact(log, 'config.error', { reason: 'other', text: line.text, file }, line),
  );
}

/** The ssh that ProxyJump starts reads the same files. What it starts on the hop would speak only after the login there. */
function ofHelper(log: Log): readonly Hit[] {
  // Without -v only what no other program says counts.
  if (!log.verbose) return said(log.helper, /^(jumphost loop via .+)$/);
  const jumps = debugged(log.lines, /^Setting implicit ProxyCommand from ProxyJump: /).length > 0;
  const inside = log.helper.findIndex((line) => /^Authenticated to /.test(line.body));
  return jumps ? said(log.helper.slice(0, inside < 0 ? undefined : inside), /^(.+)$/) : [];
}

/**
 * A local address to bind comes from the options; ssh meets it as late as at connect(2). A port that is to be forwarded is
 * named as `[ADDRESS]:PORT`, and without it ssh goes on, but for ExitOnForwardFailure.
 */
function isBind(text: string): boolean {
  return /^(?:bind (?!\[[^\]]*\]:)|getaddrinfo: |getifaddrs: )/.test(text);
}

/** Whether ssh complains of its configuration in this line. */
export function isComplaint(text: string): boolean {
  return !ofOthers.test(text) && complaints.some(([pattern]) => pattern.test(text));
}

/** Whether sshd says so of its own files: below the command that started it. */
export function isOfSshd(lines: readonly TextLine[], i: number): boolean {
  if (!isComplaint(lines[i]?.text ?? '')) return false;
  return speakerBelow(lines.slice(Math.max(0, i - reachOfCommand), i).map(({ text }) => text)) === 'sshd';
}

/** Whether ssh says what sshd could say as well: by what stands around it. */
function isOfSsh(log: Log, line: Line): boolean {
  if (log.whole || log.verbose || !ofEither.test(line.text)) return true;
  const at = log.lines.indexOf(line);
  const above = log.lines.slice(Math.max(0, at - reachOfCommand), Math.max(0, at));
  const below = log.lines.slice(at + 1, at + 4);
  return speakerBelow(above.map(({ text }) => text)) === 'ssh' || below.some(({ text }) => ofCaller.test(text));
}

/** What was lost of the line may be what it says: a path without its beginning, a reason without its end, words that nobody knows. */
function isTorn(text: string, pattern: RegExp, reason: Reason, errno: string | undefined): boolean {
  if (pattern === anyOfItsFiles) return true;
  if (errno !== undefined) return errnoOf(errno) === undefined;
  const placed = reason === 'bad-option' || /line \d+: |^\d*: /.test(text);
  return placed && (reason === 'bad-option' || reason === 'bad-value') && !wholePlace.test(text);
}

function complaint(log: Log, { line }: Hit): readonly Observation[] {
  if (ofOthers.test(line.text)) return [];
  for (const [pattern, reason] of complaints) {
    const match = pattern.exec(line.text);
    if (match === null) continue;
    const torn = !log.whole && isTorn(line.text, pattern, reason, match.groups?.['errno']);
    const sure = !torn && isOfSsh(log, line);
    const where = place.exec(line.text)?.groups;
    const file = match.groups?.['file'] ?? where?.['file'];
    const inFile = file !== undefined && file !== 'command-line';
    const keyword = match.groups?.['keyword']?.toLowerCase();
    const value: ObservationMap['config.error'] = {
      reason: sure ? reason : 'other',
      text: line.text,
      ...(inFile ? { file } : {}),
      ...(inFile && where?.['line'] !== undefined ? { line: Number(where['line']) } : {}),
      ...(keyword === undefined ? {} : { keyword: keyword.replace(/^"|"$/g, '') }),
    };
    return [fact(log, 'config.error', value, line)];
  }
  return [];
}
