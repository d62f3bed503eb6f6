/*
 * What `ip route get` prints on the server: by which interface it would answer the client.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress } from '../wire/address.ts';
import { clientLines, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceAt } from './source.ts';
import { clean } from './ssh-log/text.ts';

const answer =
  /^([\da-f.:]{2,45})(?: from [\da-f.:]{2,45})?(?: via (?:inet6 )?[\da-f.:]{2,45})? dev ([\w.@-]{1,20})\b.* (?:src|uid|table) \S/i;

const asked = /^(?:.{0,120}[$#%>] ?)?(?:sudo )?ip (?:-[46] )?r(?:oute)? get (?:to )?([\da-f.:]{2,45})(?: |$)/i;
/** EHOSTUNREACH is what a route of the type unreachable says, EINVAL a blackhole. */
const noWay = /^RTNETLINK answers: (?:Network is unreachable|No route to host|Invalid argument)$/;

export const reader: Reader = {
  id: 'routes-asked',
  title: 'the way back of the server (ip route get)',
  knows: [{ program: 'ip', texts: ['ip route get ADDRESS'] }],
  vantage: 'server',
  recognise: (lines) => [...answersIn(lines), ...deadEnds(lines)],
  read,
};

/** A way to the machine that ssh dialled is the client's, and so is one whose command stands below the client's prompt. */
function answersIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, / dev \S+ /)) return [];
  const { hosts } = dialledIn(raw);
  const told = [...hosts].some(isAddress);
  const onClient = clientLines(raw);
  return raw.flatMap((line, i) => {
    const [, address = ''] = answer.exec(clean(line).slice(0, 400)) ?? [];
    if (!isAddress(address) || hosts.has(address) || onClient(i)) return [];
    return told || knocksAtSsh(raw, address) ? [i] : [];
  });
}

/** A capture has first packets of that address to a port of SSH, and none from it elsewhere. */
function knocksAtSsh(raw: readonly string[], address: string): boolean {
  const to = raw.flatMap((line) => {
    const [, from, port] = / (\S+)\.\d+ > \S+\.(\w+): Flags \[S/.exec(line.slice(0, 1000)) ?? [];
    return from === address ? [port] : [];
  });
  return to.length > 0 && to.every((port) => port === '22' || port === 'ssh');
}

/** The server was asked for the way to the very address that the client comes from, and has none. */
function deadEnds(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /^RTNETLINK answers: /)) return [];
  const { hosts } = dialledIn(raw);
  const onClient = clientLines(raw);
  return raw.flatMap((line, i) => {
    const address = asked.exec(clean(raw[i - 1] ?? '').slice(0, 400))?.[1];
    if (address === undefined || !noWay.test(clean(line)) || onClient(i) || hosts.has(address)) return [];
    // Near each other, a forwarder may stand between them that the server knows the way to.
    return sourceAt(raw) === address || knocks(raw, address, hosts) ? [i] : [];
  });
}

/** A capture has its first packet to the host that was dialled. */
function knocks(raw: readonly string[], address: string, hosts: ReadonlySet<string>): boolean {
  return raw.some((line) => {
    const [, from, to = ''] = / (\S+)\.\d+ > (\S+)\.\w+: Flags \[S/.exec(line.slice(0, 1000)) ?? [];
    return from === address && hosts.has(to);
  });
}

/** Never covers anything: the text does not tell that the address is the client's. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = answersIn(raw).map((i): Observation => {
    const message = clean(raw[i] ?? '').slice(0, 400);
    return factAt(id, raw, i, 'server.log', { program: 'ip', message });
  });
  const ends = deadEnds(raw).map((i) =>
    factAt(id, raw, i, 'server.route', { state: 'none', text: clean(raw[i] ?? '') }),
  );
  return { covers: [], observations: [...observations, ...ends] };
}
