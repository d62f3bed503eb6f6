/*
 * A step of ssh -v that a person quotes in a sentence, without the mark of the debug line: where it hangs.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import type { Symptom } from '../model/stage.ts';
import { factAt, hasMark, linesOf, unreal } from './pasted.ts';

export const reader: Reader = {
  id: 'quoted-steps',
  title: 'a step of ssh that is quoted',
  knows: [{ program: 'ssh (OpenSSH)', texts: ['expecting SSH2_MSG_KEX_ECDH_REPLY', 'SSH2_MSG_KEXINIT sent'] }],
  recognise,
  read,
};

/** Only ssh as the client says so, and what it waits for there is a packet of the server. */
const steps: readonly (readonly [RegExp, Symptom])[] = [
  [/\bexpecting SSH2_MSG_KEX_?\w*_(?:REPLY|GROUP)\b/, 'kex.silent'],
  [/\bSSH2_MSG_KEXINIT sent\b/, 'kex.silent'],
  [/\bLocal version string SSH-|\bConnection established\b/, 'identification.silent'],
  [/\bSSH2_MSG_SERVICE_ACCEPT received|\bOffering public key\b|\bServer accepts key\b/, 'auth.silent'],
  [/\bAuthenticated to \S+ |\bEntering interactive session\b|\bpledge: (?:network|filesystem)\b/, 'session.silent'],
];
const waits = /\b(?:hangs?|hanging|hung|stuck|stops|freezes|frozen|waits|waiting|timeout|times? out)\b/i;

/** The greeting of FTP, which the client waits for. */
const ofFtp = /\bwaiting for welcome message\b/;

function stepAt(line: string): Symptom | null {
  const text = line.slice(0, 2000);
  if (ofFtp.test(text)) return null;
  const at = waits.exec(text)?.index ?? -1;
  return at >= 0 && !unreal.test(text.slice(0, at))
    ? (steps.find(([pattern]) => pattern.test(text))?.[1] ?? null)
    : null;
}

/** Where ssh's own debug lines are there, they tell more. */
function recognise(lines: readonly string[]): readonly number[] {
  if (!hasMark(lines, waits) || lines.some((line) => /^\s*debug\d: /.test(line))) return [];
  return lines.flatMap((line, i) => (stepAt(line) === null ? [] : [i]));
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const [i] = recognise(raw).slice(-1);
  const is = i === undefined ? null : stepAt(raw[i] ?? '');
  if (i === undefined || is === null) return { covers: [], observations: [] };
  const text = (raw[i] ?? '').trim().slice(0, 400);
  const end: Observation = factAt(id, raw, i, 'connection.end', { may: [is], text, cut: true });
  return { covers: [], observations: [end] };
}
