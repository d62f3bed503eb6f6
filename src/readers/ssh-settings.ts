/*
 * What `ssh -G` prints: the settings of ssh that are in force for one destination.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, hasMark, linesOf, settingsIn } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'ssh-settings',
  title: 'settings of ssh in force (ssh -G)',
  knows: [{ program: 'ssh (OpenSSH)', texts: ['ssh -G HOST'] }],
  recognise: (lines) => dumpIn(lines),
  read,
};

/** Keywords that each dump has, and that no ssh_config sets all of. */
const always = [
  'user',
  'hostname',
  'port',
  'addressfamily',
  'batchmode',
  'canonicalizehostname',
  'identitiesonly',
  'tcpkeepalive',
];

function dumpIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /canonicalizehostname /)) return [];
  return settingsIn(raw.map(clean), always);
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = dumpIn(raw).map((i): Observation => {
    const [keyword = '', ...words] = clean(raw[i] ?? '').split(' ');
    return factAt(id, raw, i, 'config.setting', { keyword, value: words.join(' ') });
  });
  return { covers: observations.length > 0 ? ['config.setting'] : [], observations };
}
