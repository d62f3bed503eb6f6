import type { Observation, ObservationMap } from '../../model/observation.ts';
import { isKnown } from './known.ts';
import { afterMs, anywhere, debugged, fact, type Hit, type Line, type Log, said, sinceEntry } from './log.ts';

/** What the server's end prints into a session that it will not keep. */
export const ofSession: RegExp =
  /^This account is currently not available|^-(?:ba|z|k|da)?sh: fork: (?:retry: )?(?:Resource temporarily unavailable|Cannot allocate memory)|^-?(?:ba|z|k|da)?sh: cannot create temp file for here-?document: |^There were too many logins for '|^Unable to create and initialize directory '|^This service allows sftp connections only|^WARNING: Your password has expired|^Password change required but no TTY available|^You are required to change your password immediately|^You must change your password now and log ?in again/;

type What = ObservationMap['session.refused']['what'];
type Accepted = ObservationMap['session.accepted']['what'];

/** What came of the session, by what ssh says of it; the text of a lost connection is a matter of endings.ts. */
export function sessionFacts(log: Log): readonly Observation[] {
  const refused = refusals(log);
  return [...restrictions(log), ...accepted(log), ...refused, ...end(log, refused)];
}

function accepted(log: Log): readonly Observation[] {
  const taken = debugged(log.lines, /^(exec|shell|subsystem) request accepted on channel \d+$/);
  return taken.map(({ line, words: [what] }) => fact(log, 'session.accepted', { what: what as Accepted }, line));
}

const requests: Readonly<Record<string, What>> = {
  exec: 'exec',
  shell: 'shell',
  subsystem: 'subsystem',
  'PTY allocation': 'pty',
  'X11 forwarding': 'x11',
};

function refusals(log: Log): readonly Observation[] {
  const requested = said(log.lines, /^(.+?) request failed on channel \d+/).flatMap(({ line, words: [name = ''] }) => {
    const what = Object.hasOwn(requests, name) ? requests[name] : undefined;
    return what === undefined ? [] : [refusal(log, what, line)];
  });
  const old = said(log.lines, /^Request for subsystem '.*' failed on channel/).map(({ line }) =>
    refusal(log, 'subsystem', line),
  );
  const shared = said(
    log.lines,
    /^(?:mux_client_request_session: session request failed|Master refused session request): (.+)$/,
  ).map(({ line, words: [reason] }) => refusal(log, 'session', line, reason));
  const wanted = requested.filter((o) => o.kind !== 'session.refused' || o.value.what !== 'pty' || !greeted(log));
  const forwards = said(log.lines, /^(?:Warning|Error): remote port forwarding failed for listen p(?:ort|ath)/).map(
    ({ line }) => refusal(log, 'forwarding', line),
  );
  return [...wanted, ...old, ...shared, ...channels(log), ...forwards];
}

/** A login for one use, such as Git, has no terminal, on purpose: what it says is what there is. */
export const greeting: RegExp =
  /\bYou(?:'ve| have) successfully authenticated\b|^Welcome to GitLab, @|^(?:Interactive )?[Ss]hell access is (?:disabled|not supported)/;

function greeted(log: Log): boolean {
  return log.lines.some((line) => line.level === 0 && greeting.test(line.text));
}

/** Channel 0 is the session, unless this ssh only carries another connection (-W). */
function channels(log: Log): readonly Observation[] {
  const carries =
    said(log.lines, /^stdio forwarding failed$/).length > 0 ||
    debugged(log.lines, /^channel_connect_stdio_fwd|^channel 0: new .*stdio-forward/).length > 0;
  return said(log.lines, /^channel (\d+): open failed: ([^:]+)/).map(({ line, words: [number, reason] }) =>
    refusal(log, number === '0' && !carries ? 'session' : 'forwarding', line, reason),
  );
}

function refusal(log: Log, what: What, line: Line, reason?: string): Observation {
  return fact(log, 'session.refused', { what, text: line.text, ...(reason === undefined ? {} : { reason }) }, line);
}

function end(log: Log, refused: readonly Observation[]): readonly Observation[] {
  const status = debugged(log.lines, /^(?:Exit status|Received exit status from master) (-?\d+)$/)[0];
  const ran = debugged(log.lines, /rtype exit-status /).length > 0;
  // Without a terminal of its own ssh may carry on: only the rest of a verbose log tells.
  const ends = (o: Observation): boolean => /^Error: /.test(o.at.quote ?? '');
  const carriesOn = (what: What): boolean => what === 'forwarding' || (what === 'pty' && (ran || !log.verbose));
  const fatal = refused.find((o) => o.kind === 'session.refused' && (ends(o) || !carriesOn(o.value.what)));
  if (fatal?.kind === 'session.refused') {
    return [{ ...fatal, kind: 'session.end', value: { how: 'refused', text: fatal.value.text } }];
  }
  if (status !== undefined && status.words[0] !== '-1') return [welcomed(log) ?? exited(log, status)];
  const signal = debugged(log.lines, /rtype exit-signal /)[0];
  if (signal !== undefined) return [fact(log, 'session.end', { how: 'exited', text: signal.line.body }, signal.line)];
  const garbled = said(log.lines, /^(?:scp: |sftp: )?Received message too long (\d+)/)[0];
  if (garbled !== undefined) {
    return [fact(log, 'session.end', { how: 'other-output', text: garbled.line.text }, garbled.line)];
  }
  // A program that ends leaves the connection whole: where it broke, something else printed the words.
  if (said(log.lines, /^client_loop: |^packet_write_|^Connection to \S+ closed by remote host/).length > 0) return [];
  const told = said(log.lines, ofSession)[0] ?? withoutShell(log);
  // A notice before the login may say anything: who is then denied has no session.
  const denied = said(log.lines, /^(?:\S+: )?Permission denied \([a-z0-9,@.-]*\)/)[0];
  if (told !== undefined && denied !== undefined && denied.line.n > told.line.n) return [];
  return told === undefined ? [] : [fact(log, 'session.end', { how: 'exited', text: told.line.text }, told.line)];
}

/** sshd says it in the session's place: where it had to look, as in a directory that it was locked into, there is no such shell. */
function withoutShell(log: Log): Hit | undefined {
  const ended = said(log.lines, /^Connection to \S+ closed\.?$/)[0];
  const shell = said(log.lines, /^\/\S*\/\w*sh: No such file or directory$/)[0];
  return ended !== undefined && shell !== undefined && shell.line.n < ended.line.n ? shell : undefined;
}

/** Who asks for nothing but to be let in, as `ssh -T` does, has all that a login for Git gives: its status is no failure. */
function welcomed(log: Log): Observation | null {
  const line = log.lines.find((one) => one.level === 0 && greeting.test(one.text));
  const asked = debugged(log.lines, /^Sending (?:command|subsystem): /).length > 0;
  if (line === undefined || asked || said(log.lines, /^PTY allocation request failed/).length > 0) return null;
  return fact(log, 'session.end', { how: 'ran', text: line.text }, line);
}

function exited(log: Log, { line, words }: Hit): Observation {
  const status = Number(words[0]);
  const ms = afterMs(sinceEntry(log, 'session', line));
  if (status === 0) return fact(log, 'session.end', { how: 'ran', status, ...ms }, line);
  const text = complaint(log);
  return fact(log, 'session.end', { how: 'exited', status, ...(text === '' ? {} : { text }), ...ms }, line);
}

/** What the other end wrote to standard error: among the debug lines of the session, and not ssh's own. */
function complaint(log: Log): string {
  if (!log.verbose) return '';
  const foreign = log.lines.filter((line) => line.stage === 'session' && line.level === 0 && !isKnown(line));
  return foreign
    .slice(0, 20)
    .map((line) => line.text.trim())
    .join('\n')
    .trim();
}

/** What a key is allowed unless its line in authorized_keys takes it away. */
const permissions = ['agent-forwarding', 'port-forwarding', 'pty', 'user-rc', 'x11-forwarding'];

const oldWords: readonly (readonly [RegExp, string])[] = [
  [/^Forced command/, 'command'],
  [/^Pty allocation disabled/, 'no-pty'],
  [/^Port forwarding disabled|^Server has disabled port forwarding/, 'no-port-forwarding'],
  [/^Agent forwarding disabled/, 'no-agent-forwarding'],
  [/^X11 forwarding disabled/, 'no-x11-forwarding'],
];

function restrictions(log: Log): readonly Observation[] {
  const found = new Map<string, Observation>();
  const add = (what: string, line: Line): void => {
    if (!found.has(what)) found.set(what, fact(log, 'session.restriction', { what, text: line.body }, line));
  };
  for (const { line, words } of debugged(log.lines, /^Remote: (.*)$/)) {
    const [text = ''] = words;
    const options = /key options:(.*)$/.exec(text)?.[1]?.trim().split(/\s+/);
    if (options !== undefined) {
      if (options.includes('command')) add('command', line);
      for (const permission of permissions) if (!options.includes(permission)) add(`no-${permission}`, line);
    }
    const old = oldWords.find(([pattern]) => pattern.test(text))?.[1];
    if (old !== undefined) add(old, line);
  }
  for (const { line } of anywhere(log.lines, /^This service allows sftp connections only/)) add('command', line);
  const asked = log.lines.some((line) => line.text.startsWith('PTY allocation request failed'));
  for (const { line } of asked ? said(log.lines, greeting) : []) add('command', line);
  return [...found.values()];
}
