/*
 * PATTERNS of ssh_config(5), and the addresses of a Match line: match.c and addrmatch.c of OpenSSH.
 */

/** `*` stands for any characters or none, `?` for one. */
export function matchPattern(text: string, pattern: string): boolean {
  let t = 0;
  let p = 0;
  let star = -1;
  let retry = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      retry = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** A list with commas: 1 it matches, 0 not, -1 an entry with `!` matches, which ends the search. */
export function matchList(text: string, list: string): 1 | 0 | -1 {
  let found: 0 | 1 = 0;
  for (const entry of list.split(',')) {
    const negated = entry.startsWith('!');
    if (!matchPattern(text, negated ? entry.slice(1) : entry)) continue;
    if (negated) return -1;
    found = 1;
  }
  return found;
}

/** Any of the groups is on the list, and none is refused by it. */
export function matchGroups(groups: readonly string[], list: string): boolean {
  const found = groups.map((group) => matchList(group, list));
  return !found.includes(-1) && found.includes(1);
}

/**
 * addr_match_list(): 1, 0, -1 as above; -2 for a list that sshd refuses: an entry that is empty, a mask that is too
 * long, or a network with bits behind its mask. With null for the address the list alone is looked at.
 */
export function matchAddresses(address: string | null, list: string): 1 | 0 | -1 | -2 {
  const own = address === null ? null : octetsOf(address);
  if (address !== null && own === null) return 0;
  let found: 0 | 1 = 0;
  for (const entry of list.split(',')) {
    const negated = entry.startsWith('!');
    const text = negated ? entry.slice(1) : entry;
    if (text === '') return -2;
    const network = networkOf(text);
    if (network === 'inconsistent') return -2;
    const hit =
      address !== null &&
      own !== null &&
      (network === null ? matchPattern(address, text) : within(own, network.octets, network.bits));
    if (!hit) continue;
    if (negated) return -1;
    found = 1;
  }
  return found;
}

interface Network {
  readonly octets: readonly number[];
  readonly bits: number;
}

function networkOf(text: string): Network | 'inconsistent' | null {
  const slash = text.indexOf('/');
  const mask = slash < 0 ? null : text.slice(slash + 1);
  if (mask !== null && (!/^\d+$/.test(mask) || Number(mask) > 128)) return null;
  const octets = octetsOf(slash < 0 ? text : text.slice(0, slash));
  if (octets === null) return null;
  const bits = mask === null ? octets.length * 8 : Number(mask);
  if (bits > octets.length * 8) return 'inconsistent';
  const host = octets.some((octet, i) => (octet & ~maskOf(bits, i) & 0xff) !== 0);
  return host ? 'inconsistent' : { octets, bits };
}

/** The octet `i` of a mask of so many bits. */
function maskOf(bits: number, i: number): number {
  const here = Math.min(8, Math.max(0, bits - i * 8));
  return (0xff << (8 - here)) & 0xff;
}

function within(address: readonly number[], network: readonly number[], bits: number): boolean {
  if (address.length !== network.length) return false;
  return network.every((octet, i) => ((octet ^ (address[i] ?? 0)) & maskOf(bits, i)) === 0);
}

/** 4 or 16 octets of a numeric address, as getaddrinfo(3) takes it; null for anything else. */
export function octetsOf(text: string): readonly number[] | null {
  return text.includes(':') ? sixteen(text) : four(text);
}

/** inet_aton(3): one to four numbers, the last fills what is left; octal and hexadecimal as in C. */
function four(text: string): readonly number[] | null {
  const parts = text.split('.');
  const numbers = parts.map((part) =>
    /^0x[\da-f]+$/i.test(part) ? Number(part) : /^0[0-7]*$/.test(part) ? Number.parseInt(part, 8) : decimal(part),
  );
  const last = numbers.at(-1) ?? Number.NaN;
  const left = 5 - parts.length;
  if (parts.length > 4 || numbers.some(Number.isNaN) || last >= 256 ** left) return null;
  if (numbers.slice(0, -1).some((n) => n > 255)) return null;
  const tail = Array.from({ length: left }, (_, i) => Math.floor(last / 256 ** (left - 1 - i)) % 256);
  return [...numbers.slice(0, -1), ...tail];
}

function decimal(part: string): number {
  return /^[1-9]\d*$/.test(part) ? Number(part) : Number.NaN;
}

/** RFC 4291 §2.2. A zone (`%eth0`) is left out of it. */
function sixteen(text: string): readonly number[] | null {
  const plain = text.replace(/%[^%]*$/, '');
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map(words);
  if (head === null || tail === null) return null;
  const fill = 8 - head.length - tail.length;
  if (halves.length === 2 ? fill < 1 : fill !== 0) return null;
  const all = [...head, ...Array.from({ length: fill }, () => 0), ...tail];
  return all.flatMap((word) => [word >> 8, word & 0xff]);
}

function words(half: string): readonly number[] | null {
  if (half === '') return [];
  const parts = half.split(':');
  const out: number[] = [];
  for (const [i, part] of parts.entries()) {
    const dotted = i === parts.length - 1 && /^\d+\.\d+\.\d+\.\d+$/.test(part) ? four(part) : null;
    if (dotted !== null) out.push(...pairs(dotted));
    else if (/^[\da-f]{1,4}$/i.test(part)) out.push(Number.parseInt(part, 16));
    else return null;
  }
  return out;
}

function pairs([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly number[] {
  return [a * 256 + b, c * 256 + d];
}
