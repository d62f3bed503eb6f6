/*
 * Lines of authorized_keys that somebody shows: a command before the key runs in the place of any other.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

const type = '(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\\d+|sk-(?:ssh|ecdsa)-[\\w@.-]+) AAAA';
const key = new RegExp(
  `(?:^|[\\s:])((?:[a-z][\\w-]*(?:="(?:[^"\\\\]|\\\\.)*")?,)*[a-z][\\w-]*(?:="(?:[^"\\\\]|\\\\.)*")?) ${type}`,
);
const bare = new RegExp(`(?:^|[\\s:])${type}`);

export const reader: Reader = {
  id: 'listed-commands',
  title: 'a command before a key (authorized_keys)',
  knows: [{ program: 'sshd', texts: ['lines of authorized_keys with command='] }],
  vantage: 'server',
  recognise: (lines) => commandsIn(lines),
  read,
};

/** Whose key was shown to the server the text does not tell: where one of them has no command, none counts. */
function commandsIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /command="/)) return [];
  const lines = raw.map((line) => clean(line).slice(0, 2000));
  const keys = lines.flatMap((line, i) => (bare.test(line) && !line.startsWith('#') ? [i] : []));
  const forced = keys.filter((i) => /(?:^|,)command="/.test(key.exec(lines[i] ?? '')?.[1] ?? ''));
  return forced.length === keys.length ? forced : [];
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = commandsIn(raw).map((i): Observation => {
    const text = clean(raw[i] ?? '').slice(0, 400);
    return factAt(id, raw, i, 'session.restriction', { what: 'listed-command', text });
  });
  return { covers: [], observations };
}
