/*
 * The connection ends before its time: one and the same line in every stage, so what came before it decides.
 */
import type { Observation, ObservationMap } from '../../model/observation.ts';
import { isBefore, type Stage, type Symptom, type What } from '../../model/stage.ts';
import { outlived, refusedBehindShared, waitsAtHop, waitsAtShared, waitsBeyond, whyRefused } from './beyond.ts';
import { errnoOf } from './errno.ts';
import { octetsSeen } from './identification.ts';
import { hasAgreed, lastMessage } from './kex.ts';
import { unoffered } from './keys.ts';
import { isKnown } from './known.ts';
import { afterMs, debugged, fact, type Line, type Log, reached, said, sinceEntry } from './log.ts';
import { failure } from './proxy.ts';
import { sharedWait, waitsForMaster } from './shared.ts';
import { waitedBefore } from './waited.ts';

type How = 'closed' | 'reset' | 'silent' | 'disconnect' | 'invalid' | 'failed' | 'not-ssh' | 'endless' | 'old-protocol';

interface Break {
  readonly how: How;
  /** Where it may have been, by the words alone; anywhere after connect(2) when absent. */
  readonly among?: readonly Stage[];
}

type Rule = readonly [RegExp, (words: readonly string[]) => Break];

const at =
  (how: How, ...among: readonly Stage[]): (() => Break) =>
  () => ({ how, among });
const identification = (how: How): (() => Break) => at(how, 'identification');
const inSession = (how: How): (() => Break) => at(how, 'session');
const anyStage = (how: How): (() => Break) => at(how, 'identification', 'kex', 'auth', 'session');
/** What needs packets: the version lines are behind. */
const inPackets = (how: How): (() => Break) => at(how, 'kex', 'auth', 'session');

const rules: readonly Rule[] = [
  [/^(?:kex|ssh)_exchange_identification: Connection closed by remote host/, identification('closed')],
  [
    /^(?:kex|ssh)_exchange_identification: (?:read|write): (.+)$/,
    ([text = '']) => ({ how: byErrno(text), among: ['identification'] }),
  ],
  [/^(?:kex|ssh)_exchange_identification: (?:banner line contains|banner line too long)/, identification('not-ssh')],
  [/^(?:kex|ssh)_exchange_identification: No (?:SSH version|banner) received/, identification('endless')],
  [/^Connection timed out during banner exchange/, identification('silent')],
  [
    /^Protocol major versions differ: |^Remote machine has too old SSH software|^Server version ".*" uses unsafe key agreement/,
    identification('old-protocol'),
  ],
  [/^Bad remote protocol version identification/, identification('not-ssh')],
  [
    /^banner exchange: Connection to .* port \d+: (.+)$/,
    ([text = '']) => ({ how: ofBanner(text), among: ['identification'] }),
  ],
  [/^Connection to (\S+) closed by remote host\.?$/, inSession('closed')],
  [/^Read from remote host \S+: (.+)$/, ([text = '']) => ({ how: byErrno(text), among: ['session'] })],
  [/^Timeout, server .*not responding/, inSession('silent')],
  [/bad message during authentication: type \d+|^Unexpected authentication success during /, at('disconnect', 'auth')],
  [/^client_loop: send disconnect: /, inSession('reset')],
  // In a session it says so in other words (clientloop.c, client_process_net_input).
  [/^Connection closed by (?!remote host|foreign host)\S+/, at('closed', 'identification', 'kex', 'auth')],
  [/^Connection reset by (?!peer)\S+/, anyStage('reset')],
  [/^Read from socket failed: Connection reset/, at('reset', 'kex', 'auth')],
  [/^Connection to \S+(?: port \d+)? timed out/, anyStage('silent')],
  [/^Disconnecting.*: strict KEX violation: /, at('invalid', 'kex')],
  [/^client_loop: ssh_packet_write_poll: /, inSession('reset')],
  [/^(?:Received disconnect from|Disconnected from) /, inPackets('disconnect')],
  // What cannot be written was cut: the other end had answered with RST.
  [
    /^(?:Write failed: |Write connection closed|(?:ssh_dispatch_run_fatal|(?:ssh_)?packet_write\w*): .*Broken pipe)/,
    inPackets('reset'),
  ],
  [/^(?:Disconnecting|Corrupted MAC on input|Corrupted padlen|padding error: |Packet corrupt)/, inPackets('invalid')],
  [
    /^Bad packet length (\d+)/,
    ([number = '']) => (isText(Number(number)) ? { how: 'invalid', among: ['kex'] } : inPackets('invalid')()),
  ],
  [
    /^(?:ssh_dispatch_run_fatal|packet_write_wait): Connection to .* port \d+: (.+)$/,
    ([text = '']) => ofDispatch(text),
  ],
];

const tellsNothing = 'alone does not tell at which stage the connection ended: the output of ssh -v would';

/** How the connection broke off, at the stage that it had reached; a note where the text does not tell the stage. */
export function endingFacts(log: Log): {
  readonly observations: readonly Observation[];
  readonly notes: readonly string[];
} {
  const goodbye = disconnects(log);
  if (isOver(log)) return { observations: goodbye, notes: [] };
  const found = firstBreak(log);
  if (found === null) {
    const waits = log.cut ? silence(log) : unfinished(log);
    return {
      observations: [...goodbye, ...waits],
      notes: waits.some((o) => o.kind === 'connection.end') ? [mayGoOn] : [],
    };
  }
  const { line, how } = found;
  const behind = log.proxied ? endsBehindHelper(log, how) : null;
  if (behind !== null)
    return {
      observations: [fact(log, 'connection.end', { may: behind, text: line.text }, line)],
      notes: [`“${line.text}” ${waitsAtShared(log) === null ? tellsNothing : sharedTells}.`],
    };
  const stages = stagesOf(log, found);
  const [stage] = stages;
  if (stages.length === 1 && stage !== undefined)
    return { observations: [...goodbye, ...state(log, stage, how, line)], notes: [] };
  const may = stages.map((one): Symptom => `${one}.${whatAt(one, how)}`);
  const open = goodbye.length > 0 ? [] : [fact(log, 'connection.end', { may, text: line.text }, line)];
  return { observations: [...goodbye, ...open], notes: [`“${line.text}” ${tellsNothing}.`] };
}

const sharedTells =
  'does not tell where the connection stops: an earlier ssh carries it to the jump host, and only that one knows';

/** Where it may end when a helper tells only that no answer came through it: its hop, the target behind it, or the server. */
function endsBehindHelper(log: Log, how: How): readonly Symptom[] | null {
  if (refusedBehindShared(log) !== null) return whyRefused;
  const shared = waitsAtShared(log);
  if (shared !== null) return shared.may;
  if (how !== 'silent' || log.verbose || failure(log) !== null) return null;
  const beyondHop = ['tcp.timeout', 'identification.silent'] as const;
  return outlived(log) ? beyondHop : ['config.failed', ...beyondHop];
}

/** Where it may have been: with -v the last debug line tells, without it a stage is known to have begun. */
function stagesOf(log: Log, { line, among }: Break & { readonly line: Line }): readonly Stage[] {
  const told = stageOf(log, line);
  if (told !== null) return among?.length === 1 ? among : [told];
  const begun = line.stage;
  return (among ?? []).filter((one) => begun === null || !isBefore(one, begun));
}

/** The symptom that such an end is at a stage. */
function whatAt(stage: Stage, how: How): What {
  if (how === 'closed' || how === 'reset' || how === 'silent') return how;
  if (stage === 'identification') return how === 'disconnect' ? 'closed' : 'not-ssh';
  if (stage === 'kex') return how === 'disconnect' || how === 'failed' ? 'failed' : 'invalid';
  return stage === 'auth' ? 'failed' : 'closed';
}

const mayGoOn =
  'The output of ssh ends while it waits for the server; if it was cut short, what came then is not known';

/** Nobody said that the text is whole: that ssh waits for ever there is likely, and not sure. */
function unfinished(log: Log): readonly Observation[] {
  if (waitsForMaster(log) !== null) return sharedWait(log);
  const stage = reached(log);
  const line = log.lines.findLast((l) => l.level > 0);
  // Who saw it end knows that nothing is missing.
  const whole = log.complete || log.endMs !== undefined;
  if (!log.verbose || whole || line === undefined || stage === null) return [];
  if (isBefore(stage, 'identification') || asksPerson(log) || (log.proxied && stage === 'identification')) return [];
  // A log that goes as far as the session may well be that of a good login.
  if (stage === 'session' && !brokenOff(log) && !commandUnanswered(log)) return [];
  return [fact(log, 'connection.end', { may: [`${stage}.silent`], text: line.text, cut: true }, line)];
}

/** It is the person's turn, or the client's own. */
function asksPerson(log: Log): boolean {
  const last = log.lines.findLast((l) => l.text !== '');
  return (
    /'s password: ?|^Enter |^\(\S+@\S+\) |\(yes\/no|^Are you sure/.test(last?.text ?? '') ||
    /^Next authentication method: (?:password|keyboard-interactive|gssapi)|^read_passphrase|^No more authentication/.test(
      last?.body ?? '',
    )
  );
}

/** The command was sent, and nothing at all came after it. */
function commandUnanswered(log: Log): boolean {
  const sent = log.lines.findIndex((line) => line.level > 0 && line.body.startsWith('Sending command: '));
  if (sent < 0) return false;
  return log.lines.slice(sent + 1).every((line) => line.text === '' || (line.level > 0 && !fromServer.test(line.body)));
}

/** Messages of an open channel that only the other end begins. */
const fromServer = /^client_input_|rcvd |^receive packet: type (?:9[3-9]|100)|^channel \d+: (?:rcvd|output|ibuf)/;

/** What a person leaves or writes who gave up waiting; without brackets the words begin the line. */
const gaveUp =
  /^\^C$|^Killed by signal \d|^[([<].*(?:\bhangs?\b|\bstuck\b|\bfreezes\b|\bfrozen\b|\bnothing (?:more|happens|else)\b|\bCtrl-?C\b).*[)\]>]$|^(?:\.{2,}|\u2026|<?[-=]{1,10}>?|[#*]+)? ?(?:(?:and|then|it|here|now|just|where) ){0,4}(?:hangs?|(?:is |gets )?stuck|freezes|frozen|nothing (?:more|happens|else))\b/i;

/** Nothing of the other end came once the session had begun, and the person gave up. */
function brokenOff(log: Log): boolean {
  const session = log.lines.filter((l) => l.stage === 'session' && l.text !== '');
  const foreign = session.filter((l) => l.level === 0 && !isKnown(l));
  return (
    session.some((l) => gaveUp.test(l.text)) &&
    // Below such words a person writes on.
    (foreign[0] === undefined || gaveUp.test(foreign[0].text)) &&
    !session.some((l) => /^client_input_|^rcvd |^receive packet: type 9[3-9]/.test(l.body))
  );
}

/** The run ended for a reason that ssh names; that the connection closes then is no news. */
function isOver(log: Log): boolean {
  const reasons =
    /^Unable to negotiate |^Host key verification failed(?!\?)|^Bad server host key: |(?:^|: )Permission denied \([a-z)]|^no matching [A-Za-z ]{3,40} found/;
  return (
    said(log.lines, reasons).length > 0 || log.lines.some((line) => line.level > 0 && /^Exit status \d/.test(line.body))
  );
}

function firstBreak(log: Log): (Break & { readonly line: Line }) | null {
  for (const line of log.lines) {
    if (line.level > 0) continue;
    for (const [pattern, make] of rules) {
      const match = pattern.exec(line.text);
      if (match !== null) return { ...make(match.slice(1)), line };
    }
  }
  return null;
}

/** With -v the last debug line tells; without it only words that cannot come elsewhere. */
function stageOf(log: Log, line: Line): Stage | null {
  if (
    /Too many authentication failures|no authentication methods enabled|No supported authentication methods|Change of username or service|bad service request|(?:closed|reset) by \w+ user /.test(
      line.text,
    )
  )
    return 'auth';
  return log.verbose && line.stage !== 'config' ? line.stage : null;
}

function state(log: Log, stage: Stage, how: How, line: Line): readonly Observation[] {
  const text = line.text;
  const ms = sinceEntry(log, stage, line) ?? waitedBefore(log, line);
  if (stage === 'identification' || stage === 'tcp') return identificationEnd(log, how, line, ms);
  if (stage === 'kex') {
    const after = lastMessage(log, line);
    const agreed = hasAgreed(log, line) ? { agreed: true as const } : {};
    return [fact(log, 'kex.end', { how: ofKex(how), after, by: 'ssh', text, ...agreed, ...afterMs(ms) }, line)];
  }
  if (stage === 'auth')
    return [fact(log, 'auth.end', { ...authEnd(log, how, text), ...afterMs(ms), ...openMs(log, line, ms) }, line)];
  if (stage === 'session') return [fact(log, 'session.end', { how: ofSession(how), text, ...afterMs(ms) }, line)];
  return [];
}

/** On a quick path both are the same. */
function openMs(log: Log, line: Line, ms = Number.NaN): { openMs?: number } {
  const open = sinceEntry(log, 'identification', line);
  return open !== undefined && open - ms >= 400 ? { openMs: open } : {};
}

/** When the helper never reached the server, or its last hop still tries to, there was no wait for its version line. */
function identificationEnd(log: Log, how: How, line: Line, ms: number | undefined): readonly Observation[] {
  if (log.proxied && (failure(log) !== null || waitsBeyond(log) !== null || waitsAtHop(log) !== null)) return [];
  const known = { disconnect: 'closed', invalid: 'not-ssh', failed: 'closed' } as const;
  const end = how === 'disconnect' || how === 'invalid' || how === 'failed' ? known[how] : how;
  return [
    fact(
      log,
      'identification.end',
      { how: end, ...afterMs(ms), ...(log.verbose ? { bytes: octetsSeen(log) } : {}), by: 'ssh' },
      line,
    ),
  ];
}

/** We ended ssh while it waited for the server. */
function silence(log: Log): readonly Observation[] {
  const stage = reached(log);
  const line = log.lines.findLast((l) => l.text !== '');
  if (line === undefined || stage === null || stage === 'tcp' || stage === 'config') return [];
  const ms = sinceEntry(log, stage);
  if (stage === 'identification') return identificationEnd(log, 'silent', line, ms);
  if (stage === 'kex')
    return [fact(log, 'kex.end', { how: 'silent', after: lastMessage(log, line), by: 'ssh', ...afterMs(ms) }, line)];
  if (stage === 'auth') return [fact(log, 'auth.end', { how: 'silent', ...afterMs(ms) }, line)];
  return [fact(log, 'session.end', { how: 'silent', ...afterMs(ms) }, line)];
}

function disconnects(log: Log): readonly Observation[] {
  const messages = said(log.lines, /^Received disconnect from \S+?(?: port \d+)?: ?(\d+): (.*)$/);
  return messages.flatMap(({ line, words: [code = '', text = ''] }) => {
    const stage = stageOf(log, line);
    return stage === null ? [] : [fact(log, 'disconnect', { code: Number(code), text, stage }, line)];
  });
}

function byErrno(text: string): How {
  const errno = errnoOf(text);
  if (errno === 'ETIMEDOUT') return 'silent';
  return errno === 'EPIPE' ? 'closed' : 'reset';
}

function ofBanner(text: string): How {
  if (/^could not read protocol version|^protocol version mismatch/i.test(text)) return 'old-protocol';
  return /^invalid format/i.test(text) ? 'not-ssh' : byErrno(text);
}

/** What only a key exchange can say, and what any stage can. */
function ofDispatch(text: string): Break {
  if (/^(?:incorrect signature|DH GEX group out of range|Invalid key length|error in libcrypto)/i.test(text)) {
    return { how: 'failed', among: ['kex'] };
  }
  const errno = errnoOf(text);
  return inPackets(errno === undefined ? 'invalid' : byErrno(text))();
}

/** A packet length that is four letters: text stands where a packet is due, so nothing is encrypted yet. */
function isText(length: number): boolean {
  return [24, 16, 8, 0].every((shift) => {
    const octet = (length >>> shift) & 255;
    return (octet >= 32 && octet < 127) || octet === 10 || octet === 13;
  });
}

function ofKex(how: How): ObservationMap['kex.end']['how'] {
  return how === 'not-ssh' || how === 'endless' || how === 'old-protocol' ? 'invalid' : how;
}

function authEnd(log: Log, how: How, text: string): ObservationMap['auth.end'] {
  if (!/Too many authentication failures/.test(text))
    return { how: how === 'closed' || how === 'reset' || how === 'silent' ? how : 'disconnect', text };
  const method = debugged(log.lines, /^Next authentication method: (\S+)/).at(-1)?.words[0];
  const left = unoffered(log);
  const known = { ...(method === undefined ? {} : { method }), ...(left === null ? {} : { unoffered: left }) };
  return { how: 'too-many', text, ...known };
}

function ofSession(how: How): ObservationMap['session.end']['how'] {
  return how === 'reset' || how === 'silent' ? how : 'closed';
}
