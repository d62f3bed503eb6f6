/*
 * What `ip route get` prints on the server: by which interface it would answer the client.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress } from '../wire/address.ts';
import { clientLines, dialledIn, factAt, hasMark } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

const answer =
  /^([\da-f.:]{2,45})(?: from [\da-f.:]{2,45})?(?: via (?:inet6 )?[\da-f.:]{2,45})? dev ([\w.@-]{1,20})\b.* (?:src|uid|table) \S/i;

export const reader: Reader = {
  id: 'routes-asked',
  title: 'the way back of the server (ip route get)',
  knows: [{ program: 'ip', texts: ['ip route get ADDRESS'] }],
  vantage: 'server',
  recognise: (lines) => answersIn(lines),
  read,
};

/** A way to the machine that ssh dialled is the client's, and so is one whose command stands below the client's prompt. */
function answersIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, / dev \S+ /)) return [];
  const { hosts } = dialledIn(raw);
  if (![...hosts].some(isAddress)) return [];
  const onClient = clientLines(raw);
  return raw.flatMap((line, i) => {
    const [, address = ''] = answer.exec(clean(line).slice(0, 400)) ?? [];
    return isAddress(address) && !hosts.has(address) && !onClient(i) ? [i] : [];
  });
}

/** Never covers anything: the text does not tell that the address is the client's. */
function read({ id, data }: Evidence): Reading {
  const raw = typeof data === 'string' ? data.split('\n') : [];
  const observations = answersIn(raw).map((i): Observation => {
    const message = clean(raw[i] ?? '').slice(0, 400);
    return factAt(id, raw, i, 'server.log', { program: 'ip', message });
  });
  return { covers: [], observations };
}
