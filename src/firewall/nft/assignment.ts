import { fieldAt } from '../fields.ts';
import type { Packet } from '../model.ts';
import { bits, bitwise, maxOperators } from '../relation.ts';
import type { Value } from '../values.ts';
import type { Cursor } from '../words.ts';
import { cannotTell, type Draft } from './draft.ts';

const marks = { mark: 'mark' } as const;

/** `meta mark set …`; other things that meta sets do not bear on what is decided. */
export function assignment(cursor: Cursor, draft: Draft): boolean | null {
  const key = cursor.peek(-1) === 'mark' ? 'mark' : cursor.next();
  if (!cursor.take('set')) return null;
  const value = valueAt(cursor, draft);
  if (value === null) return false;
  if (key === 'pkttype') return false;
  if (!Object.hasOwn(marks, key)) return true;
  draft.order.push({ change: (packet) => marked(packet, 'mark', value(packet)) });
  return true;
}

/** `ct mark set …`, `ct count`; other things of a connection are read, or set without bearing on what is decided. */
export function connection(cursor: Cursor, draft: Draft): boolean | null {
  const from = cursor.at - 1;
  const key = cursor.next();
  if (key === 'count') {
    cursor.take('over');
    if (!/^\d+$/.test(cursor.next())) return false;
    return cannotTell(draft, cursor.text(from, cursor.at));
  }
  if (!cursor.take('set')) return null;
  if (key === 'mark') {
    const value = valueAt(cursor, draft);
    if (value === null) return false;
    draft.order.push({
      change: (packet) =>
        packet.state === 'invalid' || packet.state === 'untracked' ? packet : marked(packet, 'ctMark', value(packet)),
    });
    return true;
  }
  if (!/^(?:label|helper|timeout|event|expectation)$/.test(key)) return false;
  do cursor.next();
  while (cursor.take(','));
  return true;
}

function marked(packet: Packet, key: 'mark' | 'ctMark', value: number | undefined): Packet {
  const unknown = new Set(packet.unknown ?? []);
  if (value === undefined) unknown.add(key);
  else unknown.delete(key);
  const { unknown: _, ...rest } = packet;
  return { ...rest, [key]: value ?? 0, ...(unknown.size > 0 ? { unknown } : {}) };
}

type Number32 = (packet: Packet) => number | undefined;

/** A number, or a mark, behind operators. Null: something else. */
export function valueAt(cursor: Cursor, draft: Draft, depth = 0): Number32 | null {
  const first = depth > 16 ? null : operand(cursor, draft, depth);
  if (first === null) return null;
  let value: Number32 = first;
  for (let nth = 0; nth < maxOperators; nth++) {
    const op = Object.hasOwn(bitwise, cursor.word) ? bitwise[cursor.word] : undefined;
    if (op === undefined) return cursor.word === 'map' || cursor.word === 'mod' ? null : value;
    cursor.next();
    const left: Number32 = value;
    const right = operand(cursor, draft, depth);
    if (right === null) return null;
    value = (packet) => {
      const a = left(packet);
      const b = right(packet);
      const both: Value | undefined = a === undefined || b === undefined ? undefined : bits(a, op, b);
      return typeof both === 'number' ? both : undefined;
    };
  }
  return null;
}

function operand(cursor: Cursor, draft: Draft, depth: number): Number32 | null {
  if (cursor.take('(')) {
    const inner = valueAt(cursor, draft, depth + 1);
    return inner !== null && cursor.take(')') ? inner : null;
  }
  if (/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(cursor.word)) {
    const value = Number(cursor.next()) >>> 0;
    return () => value;
  }
  const field = fieldAt(cursor);
  if (field === null) {
    const { word } = cursor;
    if (cursor.done || !/^["\w]/.test(word)) return null;
    cursor.next();
    return () => undefined;
  }
  if (field.address !== undefined) draft.addressed = true;
  // Without the thing that it reads the rule ends here (NFT_BREAK).
  draft.order.push({
    text: 'set',
    test: (packet) => field.present?.(packet) ?? field.read(packet) !== null,
  });
  return (packet) => {
    const known = field.sets === undefined || packet.unknown?.has(field.sets) !== true;
    const value = known ? field.read(packet) : undefined;
    return typeof value === 'number' && (field.open?.(packet) ?? 0) === 0 ? value : undefined;
  };
}
