/*
 * What a person says in a sentence: how long it is before the password is asked for, what ssh says in the end, and when.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';
import { ended, endedAtOnce, endedAtPrompt, endedIdle } from './told-words/ends.ts';
import { measured } from './told-words/measured.ts';
import { remedied } from './told-words/remedies.ts';
import { type Said, sentenceIn, type Time, timeIn } from './told-words/sentence.ts';
import { waited } from './told-words/waits.ts';

export const reader: Reader = {
  id: 'told-words',
  title: 'what somebody says of it',
  knows: [
    {
      program: 'a person',
      texts: [
        'it takes 30 seconds before it asks for the password',
        'ssh says connection refused',
        'the password prompt is there, and after two minutes the connection is closed',
        'my session drops after 10 minutes idle',
        'I log in and it closes immediately',
        'with ssh -o IPQoS=none it works',
      ],
    },
  ],
  recognise: (lines) => [
    ...new Set([
      ...lines.flatMap((_, i) => (saidAt(lines, i).length > 0 ? [i] : [])),
      ...measured(lines, '').map(({ at }) => (at.line ?? 1) - 1),
    ]),
  ],
  read,
};

/** No person writes more in a line about one option. */
const longest = 200;

function saidAt(lines: readonly string[], i: number): readonly Said[] {
  const text = sentenceIn(lines[i] ?? '');
  if (text === null) return remedied(clean(lines[i] ?? '').slice(0, longest));
  const time = timeIn(text);
  const timed = time === null ? [] : timedIn(text, time, clean(lines[i + 1] ?? ''));
  if (timed.length > 0) return timed;
  const told = ended(text);
  const end = told.length > 0 ? told : endedAtOnce(text, lines);
  return end.length > 0 ? end : remedied(text);
}

function timedIn(text: string, time: Time, next: string): readonly Said[] {
  const end = [...endedAtPrompt(text, time, next), ...endedIdle(text, time)];
  return end.length > 0 ? end.slice(0, 1) : waited(text, time);
}

/** Never covers anything. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = raw.flatMap((_, i) => saidAt(raw, i).map(([kind, value]) => factAt(id, raw, i, kind, value)));
  const remedies = observations.filter(({ kind }) => kind === 'client.remedy').slice(-1);
  const others = observations.filter(({ kind }) => kind !== 'client.remedy').slice(0, 1);
  return { covers: [], observations: [...others, ...remedies, ...measured(raw, id)] };
}
