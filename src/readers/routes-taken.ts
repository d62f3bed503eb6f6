/*
 * What `ip route get` prints of the address that ssh dialled: where it leads aside, into a tunnel or a container network.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress } from '../wire/address.ts';
import { deviceKind } from '../wire/device.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

const answer = /^([\da-f.:]{2,45})(?: via (?:inet6 )?([\da-f.:]{2,45}))? dev ([\w.@-]{1,20})\b.* (?:src|uid|table) \S/i;

export const reader: Reader = {
  id: 'routes-taken',
  title: 'the way to the server (ip route get)',
  knows: [{ program: 'ip', texts: ['ip route get ADDRESS, of the address that was dialled'] }],
  recognise: (lines) => routesIn(lines, '').map(({ i }) => i),
  read,
};

interface Route {
  /** From 0. */
  readonly i: number;
  readonly fact: Observation;
}

/** On whose machine it was asked the text does not tell, unless the way is no common one: the server's own is local. */
function routesIn(raw: readonly string[], evidence: string): readonly Route[] {
  if (!hasMark(raw, / dev \S+ /)) return [];
  const { hosts } = dialledIn(raw);
  return raw.flatMap((line, i): readonly Route[] => {
    const [, address = '', via, device = ''] = answer.exec(clean(line).slice(0, 400)) ?? [];
    const kind = deviceKind(device);
    if (!isAddress(address) || !hosts.has(address) || (kind !== 'tunnel' && kind !== 'bridge')) return [];
    const way = { address, state: 'found', device, kind, onLink: via === undefined } as const;
    const value = via === undefined ? way : { ...way, via };
    return [{ i, fact: factAt(evidence, raw, i, 'route.lookup', value) }];
  });
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  return { covers: [], observations: routesIn(raw, id).map(({ fact }) => fact) };
}
