/*
 * The command that a person typed: ssh, scp or sftp with its destination. The messages of a close before the version line
 * do not name it in old releases.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, hasMark, linesOf } from './pasted.ts';
import { plain } from './ssh-log/target.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'typed-commands',
  title: 'the command that was typed',
  knows: [{ program: 'ssh, sftp', texts: ['ssh [-p PORT] [USER@]HOST'] }],
  recognise,
  read,
};

type Target = ObservationMap['client.target'];

const typed = /^(?:[^\s$#%>]{0,80}(?: [^\s$#%>]{1,80})? ?[$#%>] ?)?(?:time )?(?:ssh|sftp)(?:\.exe)? (.+)$/;
/** What ssh itself says in a line that begins with its name. */
const says = /^ssh: /;

/** The destination of one line; null when it is no command, or goes another way than straight to it. */
export function targetIn(line: string): Target | null {
  const text = clean(line).slice(0, 1000);
  if (says.test(text)) return null;
  const words = typed.exec(text)?.[1]?.split(/\s+/) ?? [];
  let port: number | undefined;
  let user: string | undefined;
  for (let i = 0; i < Math.min(words.length, 40); i += 1) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) return destination(word, words.length - i, user, port);
    const [, letter = '', own = ''] = /^-[A-Za-z]*?([BbcDEeFIiJLlmOoPpQRSWw])(.*)$/.exec(word) ?? [];
    if (letter === '') continue;
    if (own === '') i += 1;
    const value = own !== '' ? own : (words[i] ?? '');
    if (letter === 'J' || letter === 'W' || letter === 'Q' || /^Proxy(?:Command|Jump)/i.test(value)) return null;
    if (letter === 'p' || letter === 'P') port = Number(value);
    if (letter === 'l') user = value;
  }
  return null;
}

function destination(word: string, left: number, login: string | undefined, number: number | undefined): Target | null {
  const [, name, host = ''] = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?([^@\s/]+)$/.exec(word) ?? [];
  const user = name ?? login;
  // Prose that begins with the name of the program has more words, and no sign of a machine in the first.
  const machine = name !== undefined || number !== undefined || /[.\d:]/.test(host) || left === 1;
  if (!machine || !plain.test(host)) return null;
  const named = user !== undefined && plain.test(user) ? { user } : {};
  const port = number !== undefined && number > 0 && number < 65_536 ? { port: number } : {};
  return { host, ...named, ...port };
}

function recognise(lines: readonly string[]): readonly number[] {
  if (!hasMark(lines, /(?:ssh|sftp)(?:\.exe)? \S/)) return [];
  return lines.flatMap((line, i) => (targetIn(line) === null ? [] : [i]));
}

/** The hosts of all the commands, as they were typed. */
export function typedHosts(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => targetIn(line)?.host ?? []);
}

/** Never covers anything. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = raw.flatMap((line, i): readonly Observation[] => {
    const target = targetIn(line);
    return target === null ? [] : [factAt(id, raw, i, 'client.target', target)];
  });
  return { covers: [], observations: [...observations.slice(0, 20), ...methodsAsked(raw, id)] };
}

const methodOption =
  /^(?:[^$#%>]{0,80}[$#%>] ?)?(?:ssh|sftp|scp) (?:.* )?-o ?["']?(PubkeyAuthentication|PreferredAuthentications)[ =]([\w,-]+)/i;

/** Which ways of logging in the last call left, where the server then refused that one. */
function methodsAsked(raw: readonly string[], id: string): readonly Observation[] {
  const calls = raw.flatMap((line, i) =>
    typed.test(clean(line).slice(0, 1000)) && !says.test(clean(line)) ? [i] : [],
  );
  const last = calls.at(-1);
  if (last === undefined || !raw.slice(last + 1).some((line) => /Permission denied \([a-z]/.test(line.slice(0, 1000))))
    return [];
  const [, keyword, value] = methodOption.exec(clean(raw[last] ?? '').slice(0, 1000)) ?? [];
  if (keyword === undefined || value === undefined) return [];
  return [factAt(id, raw, last, 'config.setting', { keyword: keyword.toLowerCase(), value: value.toLowerCase() })];
}
