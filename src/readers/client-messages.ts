/*
 * The messages of SSH clients other than OpenSSH, in any text. They are single lines, so a message that is absent
 * proves nothing.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { type Stage, stages } from '../model/stage.ts';
import { beyond, unlessFailing } from './client-messages/beyond.ts';
import { desktop } from './client-messages/desktop.ts';
import { dotnet } from './client-messages/dotnet.ts';
import { languages } from './client-messages/languages.ts';
import { libraries } from './client-messages/libraries.ts';
import { above, filezilla, programInside, programs, wrappers } from './client-messages/programs.ts';
import type { Place, Programs, Rule, Said } from './client-messages/rule.ts';
import { clean } from './ssh-log/text.ts';
import { readSshLog, reader as sshLog } from './ssh-log.ts';
import { sshdMessage } from './sshd-log.ts';

const clients: Programs = {
  ...desktop,
  FileZilla: filezilla,
  'rsync, Ansible': above,
  'beyond a login that works: git, scp, sftp, rsync': beyond,
  ...libraries,
  ...dotnet,
  ...languages,
};
const rules: readonly Rule[] = Object.values(clients).flat();

/** A traceback stands above its message, the place that was dialled above both. */
const reach = 60;

interface Found {
  /** From 0. */
  readonly i: number;
  readonly observations: readonly Observation[];
  readonly notes: readonly string[];
}

export const reader: Reader = {
  id: 'client-messages',
  title: 'messages of an SSH client',
  knows: [
    ...Object.entries(clients).map(([program, own]) => ({ program, texts: own.map(([pattern]) => pattern) })),
    { program: 'programs above ssh: git, rsync, scp, clouds', texts: programs.map(([pattern]) => pattern) },
    { program: 'wrappers around a line of ssh: Ansible, Docker, VS Code', texts: wrappers },
  ],
  recognise,
  read,
};

function recognise(lines: readonly string[]): readonly number[] {
  return found(lines, '').map(({ i }) => i);
}

function read(evidence: Evidence): Reading {
  const text = typeof evidence.data === 'string' ? evidence.data : '';
  const lines = text.split('\n');
  const all = unlessFailing(found(lines, evidence.id), text);
  const seen = all.flatMap((one) => one.observations);
  const told = isAlone(all, lines) ? seen : seen.map(going);
  // What another line tells for sure needs nothing of a line that tells less.
  const sure = lastRun(told.filter((o) => o.kind !== 'connection.end'));
  const ends = told.filter((o) => o.kind === 'connection.end');
  const later = ends.slice(-1).filter(isAfterLogin(sure));
  if (later.length > 0) {
    const observations = later.every(isOfSession) ? [...sure, ...later] : later;
    return { covers: [], observations, ...notesOf(all.filter(saysOneOf(later))) };
  }
  if (sure.some((o) => !isOwn(o)) || (sure.some((o) => o.kind === 'client.key') && ends.length === 0))
    return { covers: [], observations: sure, ...notesOf(all.filter(saysOneOf(sure))) };
  const own = sure.filter((o) => o.kind === 'client.key');
  return { covers: [], observations: [...own, ...ends.slice(-1)], ...notesOf(all) };
}

/** Said below a login that worked: of its session, or of the next try. */
function isAfterLogin(sure: readonly Observation[]): (end: Observation) => boolean {
  const login = sure.findLast((o) => o.kind === 'auth.end' && o.value.how === 'success');
  return (end) => login !== undefined && (end.at.line ?? 0) > (login.at.line ?? 0);
}

function isOfSession(end: Observation): boolean {
  return end.kind === 'connection.end' && end.value.may.every((symptom) => symptom.startsWith('session.'));
}

function saysOneOf(sure: readonly Observation[]): (one: Found) => boolean {
  return ({ observations }) => observations.some((o) => sure.includes(o));
}

function notesOf(all: readonly Found[]): { readonly notes?: readonly string[] } {
  const notes = [...new Set(all.flatMap((one) => one.notes))];
  return notes.length > 0 ? { notes } : {};
}

/** Whether all that the text tells of a connection is a key that could not be used. */
function isAlone(all: readonly Found[], lines: readonly string[]): boolean {
  const others = all.some((one) => one.observations.some((o) => !isOwn(o)) || one.notes.length > 0);
  return !others && sshLog.recognise(lines).length === 0 && !lines.some((line) => sshdMessage(line) !== null);
}

/** A program that says more has gone on, or was called again. */
function going(o: Observation): Observation {
  if (o.kind !== 'client.key') return o;
  const { ends: _, ...value } = o.value;
  return { ...o, value };
}

/** Lines that are OpenSSH's own are read elsewhere, with what they need around them. */
function found(lines: readonly string[], evidence: string): readonly Found[] {
  const others = new Set(sshLog.recognise(lines));
  return lines.flatMap((line, i): readonly Found[] => {
    if (line.trim() === '' || sshdMessage(line) !== null) return [];
    const inner = wrapped(line, evidence, i + 1);
    if (inner !== null) return [{ i, observations: inner.observations, notes: inner.notes ?? [] }];
    if (others.has(i)) return [];
    const own = message(rules, lines, i, evidence);
    // Beside a line of ssh what a program above it says is nothing new.
    return own.length > 0 || others.size > 0 ? own : message(programs, lines, i, evidence);
  });
}

/** The line of ssh that a program has put into a line of its own, when ssh's own reader does not know the whole. */
function wrapped(line: string, evidence: string, n: number): Reading | null {
  const inner = programInside(line);
  if (inner === null || readSshLog(line, evidence).observations.length > 0) return null;
  const { observations, notes = [] } = readSshLog(inner, evidence);
  if (observations.length === 0 && notes.length === 0) return null;
  const placed = observations.map((o): Observation => ({ ...o, at: { ...o.at, line: n } }));
  return { covers: [], observations: placed, notes };
}

function message(known: readonly Rule[], lines: readonly string[], i: number, evidence: string): readonly Found[] {
  const text = unstamped(lines[i] ?? '');
  for (const [pattern, make] of known) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const before = lines.slice(Math.max(0, i - reach), i).map(unstamped);
    const after = lines.slice(i + 1, i + 4).map(unstamped);
    const words = match.slice(1).map((word: string | undefined) => word ?? '');
    const statement = make(words, { text, before, after, place: placeIn(before) });
    if (statement === null) continue;
    const target = targetIn(text);
    const { note } = statement;
    const said = target === null ? statement.said : [target, ...statement.said];
    const at = { evidence, line: i + 1, quote: text };
    const observations = said.map(([kind, value]) => ({ kind, value, at }) as Observation);
    return [{ i, observations, notes: note === undefined ? [] : [note] }];
  }
  return [];
}

/** Programs that name the account in the message itself. */
const naming: readonly RegExp[] = [
  /\bConnection to (?<user>[\w.-]+)@(?<host>[\w.-]+):(?<port>\d+) exited: /,
  /\bPermission denied for user (?<user>[\w.-]+) on host (?<host>[\w.-]+)$/,
  /\bSSH authentication failed \((?<user>[\w.-]+)@(?<host>[\w.-]+):(?<port>\d+)\)/,
  /\bNet::SSH::AuthenticationFailed: Authentication failed for user (?<user>[\w.-]+)@(?<host>[\w.-]+)$/,
];

function targetIn(text: string): Said | null {
  for (const pattern of naming) {
    const { user, host, port } = pattern.exec(text)?.groups ?? {};
    if (user === undefined || host === undefined) continue;
    return ['client.target', { host, user, ...(port === undefined ? {} : { port: Number(port) }) }];
  }
  return null;
}

/** WinSCP marks each line of its log with a sign and a time; a person makes a list. */
function unstamped(line: string): string {
  return clean(line).replace(/^[.!<>*] (?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? )?/, '');
}

/** PuTTY and WinSCP log what they look up and dial. Most messages name no place; 22 is what they stand for then. */
function placeIn(before: readonly string[]): Place {
  const last = (pattern: RegExp): RegExpExecArray | null =>
    before.map((line) => pattern.exec(line)).findLast((match) => match !== null) ?? null;
  const dialled = last(/^(?:Connecting|Trying to connect) to (\S+) port (\d+)/);
  const name = last(/^Looking up host "([^"\s]+)"/)?.[1] ?? '';
  return { address: dialled?.[1] ?? (name === '' ? 'the server' : name), port: Number(dialled?.[2] ?? 22), name };
}

/** A client that tries again prints one message for each attempt; only the last stage that was reached is judged. */
function lastRun(observations: readonly Observation[]): readonly Observation[] {
  const last = observations.findLast((o) => o.kind !== 'client.target');
  if (last === undefined) return [];
  // What a client cannot do with its own files it says before it dials: it is of the run that comes after it.
  const before = observations.findLastIndex((o) => !isOwn(o) && stageOf(o) !== stageOf(last));
  const seen = new Set<string>();
  if (last.kind === 'auth.end' && last.value.how === 'success')
    return observations.filter((o) => o === last || o.kind === 'client.target');
  return observations
    .filter((o, i) => o.kind === 'client.target' || stageOf(o) === stageOf(last) || (isOwn(o) && i > before))
    .filter((o) => {
      const { kind } = o;
      const once = kind.endsWith('.end') ? kind : JSON.stringify([kind, o.value]);
      const first = !seen.has(once);
      seen.add(once);
      return first;
    });
}

function isOwn({ kind }: Observation): boolean {
  return kind.startsWith('client.');
}

function stageOf(observation: Observation): Stage | undefined {
  if (observation.kind === 'disconnect') return observation.value.stage;
  return stages.find((stage) => observation.kind.startsWith(`${stage}.`));
}
