/*
 * Expressions of libnftables-json(5) in the words of nft(8).
 */
import { type Fields, isObject, maxDepth, notUnderstood, only, own, quoted, word } from './word.ts';

const operators: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>']);
/** Keys of meta that nft(8) prints without the word. */
const bare: ReadonlySet<string> = new Set(['iif', 'oif', 'iifname', 'oifname', 'iifgroup', 'oifgroup']);
/** Types and keys whose values are names of interfaces. */
const deviceNames = /^(?:iif|oif|iifname|oifname|ibrname|obrname|ifname|iface_index)$/;

/** What is compared or set: a field of the packet, several side by side, or an operation on one. */
export function expression(value: unknown, depth = 0): string {
  const field = only(value);
  if (field === null || depth > maxDepth) return depth > maxDepth ? notUnderstood(null) : plain(value, false, depth);
  const [name, about] = field;
  if (operators.has(name)) return operation(name, about, depth);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  const reads = isObject(about) ? knows(name, about) : Array.isArray(about);
  return (reads ? reader?.(about as Fields, depth) : undefined) ?? notUnderstood(value);
}

/** What is told of each; with more than that it is something else, such as a field within a tunnel. */
const keys: Readonly<Record<string, string>> = {
  meta: 'key',
  payload: 'base offset len protocol field',
  ct: 'key dir family',
  fib: 'flags result',
  'tcp option': 'name field',
  socket: 'key',
  rt: 'key family',
  numgen: 'mode mod offset',
  map: 'key data',
};

function knows(name: string, about: Fields): boolean {
  const known = (Object.hasOwn(keys, name) ? keys[name] : undefined)?.split(' ') ?? [];
  return Object.keys(about).every((key) => known.includes(key));
}

type Reader = (about: Fields, depth: number) => string | undefined;

const readers: Readonly<Record<string, Reader>> = {
  meta: (about) => {
    const key = word(own(about, 'key'));
    return bare.has(key) ? key : `meta ${key}`;
  },
  payload: (about) => {
    const base = own(about, 'base');
    if (base !== undefined) return `@${word(base)},${word(own(about, 'offset'))},${word(own(about, 'len'))}`;
    return `${word(own(about, 'protocol'))} ${word(own(about, 'field'))}`;
  },
  ct: (about) => {
    const key = own(about, 'key');
    const dir = own(about, 'dir');
    const words = typeof key === 'string' ? key.split(' ').map(word).join(' ') : word(key);
    return dir === undefined ? `ct ${words}` : `ct ${word(dir)} ${words}`;
  },
  fib: (about) => {
    const flags = own(about, 'flags');
    const list = Array.isArray(flags) ? flags : [flags];
    return `fib ${list.map(word).join(' . ')} ${word(own(about, 'result'))}`;
  },
  'tcp option': (about) => {
    const [name, field] = [own(about, 'name'), own(about, 'field')];
    if (name === undefined) return undefined;
    return field === undefined ? `tcp option ${word(name)}` : `tcp option ${word(name)} ${word(field)}`;
  },
  socket: (about) => `socket ${word(own(about, 'key'))}`,
  rt: (about) => (own(about, 'family') === undefined ? `rt ${word(own(about, 'key'))}` : undefined),
  numgen: (about) => {
    const offset = own(about, 'offset') ?? 0;
    const start = `numgen ${word(own(about, 'mode'))} mod ${word(own(about, 'mod'))}`;
    return offset === 0 ? start : `${start} offset ${word(offset)}`;
  },
  concat: (about, depth) =>
    Array.isArray(about) && about.length > 0 ? about.map((part) => expression(part, depth + 1)).join(' . ') : undefined,
  map: (about, depth) => `${expression(own(about, 'key'), depth + 1)} map ${lookup(about, depth)}`,
};

/** `KEY vmap DATA`, `KEY map DATA`: what is looked up, and where. */
export function lookup(about: Fields, depth = 0): string {
  return operand(own(about, 'data'), own(about, 'key'), depth + 1, true);
}

/** From left to right, as nft(8) reads them: what is on the right has parentheses of its own. */
function operation(name: string, about: unknown, depth: number): string {
  if (!Array.isArray(about) || about.length < 2) return notUnderstood({ [name]: about });
  const [first, ...others] = about.map((part, i) => {
    const nested = operators.has(only(part)?.[0] ?? '') || Array.isArray(part);
    const text = Array.isArray(part) ? part.map(word).join(' | ') : expression(part, depth + 1);
    return nested && i > 0 ? `(${text})` : text;
  });
  return [first, ...others.map((text) => `${name} ${text}`)].join(' ');
}

/** What `left` is compared with, or looked up in. `pairs`: it is a map. */
export function operand(value: unknown, left: unknown, depth = 0, pairs = false): string {
  const [name, about] = only(value) ?? [];
  if (name === 'set' && Array.isArray(about)) return elements(about, devicesOf(left), pairs, depth);
  return plain(value, devicesOf(left), depth);
}

/** Elements of a set, in braces; `devices`: which parts of their keys are interfaces. */
export function elements(
  list: readonly unknown[],
  devices: readonly boolean[] | false,
  pairs: boolean,
  depth = 0,
): string {
  return list.length === 0 ? '{ }' : `{ ${list.map((one) => element(one, devices, pairs, depth + 1)).join(', ')} }`;
}

function element(value: unknown, devices: readonly boolean[] | false, pairs: boolean, depth: number): string {
  if (!pairs) return keyed(value, devices, depth);
  if (!Array.isArray(value) || value.length !== 2) return notUnderstood(value);
  return `${keyed(value[0], devices, depth)} : ${data(value[1], depth)}`;
}

/** What an element carries besides its key; of the rest it is not known whether the element holds. */
function keyed(value: unknown, devices: readonly boolean[] | false, depth: number): string {
  const [name, about] = only(value) ?? [];
  if (name !== 'elem' || !isObject(about))
    return Array.isArray(value) ? value.map(word).join(' | ') : plain(value, devices, depth);
  let text = keyed(own(about, 'val'), devices, depth + 1);
  for (const [key, more] of Object.entries(about)) {
    if (key === 'val') continue;
    if (key === 'timeout' || key === 'expires') text += ` ${key} ${word(more)}s`;
    else if (key === 'comment') text += ` comment ${quoted(String(more))}`;
    else if (key === 'counter') text += ' counter';
    else if (key === 'last') text += ' last';
    else if (key === 'limit' || key === 'quota' || key === 'ct count') text += ` ${key}`;
    else text += ` ${notUnderstood({ [key]: more })}`;
  }
  return text;
}

/** Where an element of a map leads. */
function data(value: unknown, depth: number): string {
  return verdict(value) ?? plain(value, false, depth);
}

/** `accept`, `jump CHAIN`; undefined: it is none. */
export function verdict(value: unknown): string | undefined {
  const [name, about] = only(value) ?? [];
  if (name === 'accept' || name === 'drop' || name === 'continue' || name === 'return') return name;
  if (name !== 'jump' && name !== 'goto') return undefined;
  return isObject(about) ? `${name} ${word(own(about, 'target'))}` : undefined;
}

/** Which parts of a key are names of interfaces. */
function devicesOf(left: unknown): readonly boolean[] {
  const [name, about] = only(left) ?? [];
  const parts: readonly unknown[] = name === 'concat' && Array.isArray(about) ? about : [left];
  return parts.map((part) => {
    const [kind, field] = only(part) ?? [];
    return kind === 'meta' && isObject(field) && deviceNames.test(String(own(field, 'key')));
  });
}

/** The same by the names of types. */
export function deviceTypes(names: readonly string[]): readonly boolean[] {
  return names.map((name) => deviceNames.test(name));
}

/** A value, a prefix, a range, values side by side, or flags. */
function plain(value: unknown, devices: readonly boolean[] | false, depth: number): string {
  if (depth > maxDepth) return notUnderstood(null);
  if (typeof value === 'boolean') return value ? 'exists' : 'missing';
  if (typeof value === 'string')
    return devices !== false && devices[0] === true && value[0] !== '@' ? quoted(value) : word(value);
  if (typeof value === 'number') return word(value);
  if (Array.isArray(value)) return value.length > 0 ? value.map(word).join(',') : notUnderstood(value);
  const [name, about] = only(value) ?? [];
  if (name === 'prefix' && isObject(about))
    return `${plain(own(about, 'addr'), false, depth + 1)}/${word(own(about, 'len'))}`;
  if (name === 'range' && Array.isArray(about) && about.length === 2)
    return about.map((end) => plain(end, devices, depth + 1)).join('-');
  if (name === 'concat' && Array.isArray(about))
    return about
      .map((part, i) => plain(part, devices !== false && devices[i] === true ? [true] : false, depth + 1))
      .join(' . ');
  if (name === '|' && Array.isArray(about)) return about.map((part) => plain(part, false, depth + 1)).join(' | ');
  if (name === 'set' && Array.isArray(about)) return elements(about, devices, false, depth + 1);
  return depth > 0 || name === undefined ? notUnderstood(value) : expression(value, depth + 1);
}
