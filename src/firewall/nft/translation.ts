import type { Sets } from '../elements.ts';
import type { Verdict } from '../model.ts';
import { asksOf, type Key, keyAt, lookedUp, portsOf, setAt } from '../relation.ts';
import { ipv4, ipv6 } from '../values.ts';
import type { Cursor } from '../words.ts';
import type { Draft, Where } from './draft.ts';

export function flags(cursor: Cursor): void {
  while (/^(?:random|fully-random|persistent)$/.test(cursor.word)) {
    cursor.next();
    cursor.take(',');
  }
}

export function redirect(cursor: Cursor, draft: Draft): boolean {
  let toPort: number | null = null;
  let open = false;
  if (cursor.take('to')) {
    const [, port, last] = /^:(\d{1,5})(?:-(\d{1,5}))?$/.exec(cursor.next()) ?? [];
    if (port === undefined) return false;
    toPort = Number(port);
    open = last !== undefined && last !== port;
  }
  flags(cursor);
  draft.verdict = { is: 'dnat', to: null, toPort, redirect: true, ...(open ? { open } : {}) };
  return true;
}

/** `dnat [ip|ip6] [addr . port|prefix] to TARGET`, where the target is written or looked up. */
export function translation(cursor: Cursor, draft: Draft, { sets }: Where): boolean {
  const dnat = cursor.peek(-1) === 'dnat';
  const family = cursor.take('ip') ? 4 : cursor.take('ip6') ? 6 : null;
  if (family !== null) draft.order.push({ text: `nfproto ${family}`, test: (packet) => packet.family === family });
  while (/^(?:addr|\.|port|prefix|interval)$/.test(cursor.word)) cursor.next();
  if (!cursor.take('to')) return false;
  const key = keyAt(cursor);
  if (key === null) {
    const target = targetOf(cursor.next());
    if (target === null) return false;
    draft.verdict = translated(dnat, target);
  } else if (!mapped(cursor, draft, key, dnat, sets)) return false;
  flags(cursor);
  return true;
}

/** The target by a map: `tcp dport map { 25 : 192.0.2.2 }`. */
function mapped(cursor: Cursor, draft: Draft, key: Key, dnat: boolean, sets: Sets): boolean {
  if (!cursor.take('map')) return false;
  const set = setAt(cursor, key, sets, true);
  if (set === null) return false;
  draft.asks = asksOf(key, set);
  draft.ports = portsOf(key, set);
  draft.verdict = (packet): Verdict => {
    const map = set();
    const found = lookedUp(key, map, packet);
    if (found === 'unknown') return { is: 'unknown', why: 'the map is asked for what is not known' };
    const data = found === null ? undefined : map?.data[found];
    if (data === undefined) return { is: 'continue' };
    const [address = '', , port] = data;
    const target = targetOf(
      port === undefined ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    );
    return target === null ? { is: 'unknown', why: data.join(' ') } : translated(dnat, target);
  };
  return true;
}

interface Target {
  readonly to: string | null;
  readonly toPort: number | null;
  readonly open: boolean;
}

function targetOf(word: string): Target | null {
  const [, bracketed, plain, port, last] =
    /^(?:\[([0-9a-f:.]+)\]|([0-9.]+(?:-[0-9.]+)?|[0-9a-f:.]+?:[0-9a-f:.]*?(?:-[0-9a-f:.]+)?)?)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/i.exec(
      ipv6(word) === undefined ? word : `[${word}]`,
    ) ?? [];
  const [first, end] = (bracketed ?? plain ?? '').split('-');
  const address = first === undefined || first === '' ? null : first;
  if (address === null && port === undefined) return null;
  if (address !== null && ipv4(address) === undefined && ipv6(address) === undefined) return null;
  return {
    to: address,
    toPort: port === undefined ? null : Number(port),
    open: end !== undefined || last !== undefined,
  };
}

function translated(dnat: boolean, { to, toPort, open }: Target): Verdict {
  if (!dnat) return { is: 'snat', to: open ? null : to };
  return { is: 'dnat', to, toPort, ...(open ? { open } : {}) };
}
