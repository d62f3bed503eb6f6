/*
 * What OpenSSH's ssh prints, with and without -v, in any release. Pure and total: any text gives a reading.
 */
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { authFacts, fromPam } from './ssh-log/auth.ts';
import { clientFacts } from './ssh-log/client.ts';
import { configFacts, isComplaint } from './ssh-log/config.ts';
import { coverage } from './ssh-log/covers.ts';
import { endingFacts } from './ssh-log/endings.ts';
import { hostkeyFacts } from './ssh-log/hostkey.ts';
import { identificationFacts } from './ssh-log/identification.ts';
import { kexFacts } from './ssh-log/kex.ts';
import { keyFacts } from './ssh-log/keys.ts';
import { isKnown, messages } from './ssh-log/known.ts';
import type { Log } from './ssh-log/log.ts';
import { nameFacts } from './ssh-log/name.ts';
import { isHelperComplaint, isNotRun, proxyFacts } from './ssh-log/proxy.ts';
import { isNotIdentified, isVerbose, lastRun, type RunOptions, withoutServerDebug } from './ssh-log/runs.ts';
import { ofSession, sessionFacts } from './ssh-log/session.ts';
import { targetFacts } from './ssh-log/target.ts';
import { tcpFacts } from './ssh-log/tcp.ts';
import { type TextLine, textLines } from './ssh-log/text.ts';

/**
 * What is known beside the text. `times[i]`: ms since the start at which line i came. `cut`: we ended ssh while it
 * waited, so that silence at its end is a fact (it counts only together with `times`). `endMs`: when it ended.
 */
export type SshLogOptions = RunOptions;

const parts: readonly ((log: Log) => readonly Observation[])[] = [
  clientFacts,
  targetFacts,
  configFacts,
  proxyFacts,
  nameFacts,
  tcpFacts,
  identificationFacts,
  kexFacts,
  hostkeyFacts,
  authFacts,
  keyFacts,
  sessionFacts,
];

/** Reads the last run of ssh in the text. `evidence` is the id of the evidence that the text is. */
export function readSshLog(text: string, evidence: string, options: SshLogOptions = {}): Reading {
  const { log, runs } = lastRun(text, evidence, options);
  const ending = endingFacts(log);
  const facts = [...parts.flatMap((part) => part(log)), ...ending.observations];
  const several = runs > 1 ? [`The text holds ${runs} runs of ssh; only the last one was judged.`] : [];
  const notes = [...several, ...ending.notes];
  const observations = onlyFirstEnd(facts);
  return { covers: coverage(log), observations, ...(notes.length > 0 ? { notes } : {}) };
}

/** A run ends once: what ssh prints of a session that the server refused is followed by a closed connection. */
function onlyFirstEnd(observations: readonly Observation[]): readonly Observation[] {
  const ended = new Set<string>();
  return observations.filter((o) => {
    if (!/^(?:identification|kex|auth|session)\.end$/.test(o.kind)) return true;
    const first = !ended.has(o.kind);
    ended.add(o.kind);
    return first;
  });
}

export const reader: Reader = {
  id: 'ssh-log',
  title: 'output of ssh',
  knows: [{ program: 'ssh (OpenSSH)', texts: ['output of ssh -v, -vv and -vvv', ...messages] }],
  recognise,
  read: (evidence, stamps) =>
    readSshLog(typeof evidence.data === 'string' ? evidence.data : '', evidence.id, { stamps }),
};

/** With -v everything between the first and the last line of ssh, since banners and helpers print among it. */
function recognise(lines: readonly string[]): readonly number[] {
  const found = withoutServerDebug(textLines(lines.map((line) => line.replaceAll('\n', ' ')).join('\n')));
  const verbose = isVerbose(found);
  const lost = found.some((line) => isNotIdentified(line.text));
  const proxied = found.some(
    (line) =>
      line.text.includes('UNKNOWN port 65535') ||
      /^(?:posix_spawnp?: |proxy dialer did not pass back)/.test(line.text) ||
      (lost && isNotRun(line.text)),
  );
  const ours = (line: TextLine): boolean =>
    (isKnown(line) && (verbose || line.level === 0)) ||
    isComplaint(line.text) ||
    fromPam.test(line.text) ||
    ofSession.test(line.text) ||
    (proxied && isHelperComplaint(line.text));
  const known = [...new Set(found.filter(ours).map((line) => line.n - 1))];
  const first = known[0];
  const last = known.at(-1);
  if (!verbose || first === undefined || last === undefined) return known;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
    (i) => !/\bsshd(?:-\w+)?\[\d+\]: /.test(lines[i] ?? ''),
  );
}
