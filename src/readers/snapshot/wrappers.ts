import type { Observation } from '../../model/observation.ts';
import type { ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';

/** Whether a pattern takes the client in; `maybe`: what that hinges on is not known here. */
type Match = 'yes' | 'no' | 'maybe';

/** The name that the server's own look-up gives the client, null when it gives none, undefined when nobody has looked. */
type Name = string | null | undefined;

/**
 * The line of hosts.allow or hosts.deny by which TCP wrappers turn the client away, as hosts_access(5) finds it: the first one
 * that is for sshd and for the client decides, in hosts.allow before hosts.deny.
 */
export function wrappers(server: ServerView, from: string): readonly Observation[] {
  const libraries = server.whole('sshd.libs')?.lines ?? [];
  if (libraries.some((line) => line.includes('libc.so')) && !libraries.some((l) => l.includes('libwrap'))) return [];
  const who: Ends = { from, name: nameOf(server), own: ownAddresses(server) };
  for (const file of ['hosts.allow', 'hosts.deny']) {
    // The collector tells of those that are there.
    if (server.all(`file:/etc/${file}`).every(({ state }) => state === 'absent')) continue;
    const section = server.whole(`file:/etc/${file}`);
    if (section === null) return [];
    const rule = rulesOf(section.lines).find(({ text }) => isFor(fieldsOf(text), who) !== 'no');
    if (rule === undefined) continue;
    const fields = fieldsOf(rule.text);
    if (isFor(fields, who) === 'maybe' || !refuses(fields, file)) return [];
    const address = wordsOf(fields[1] ?? '').find((word) => isClient(word, who) === 'yes') ?? '';
    return [server.fact('server.ban', { by: file, address }, section, rule.i)];
  }
  return [];
}

interface Ends {
  readonly from: string;
  readonly name: Name;
  /** Of the host; none where they were not read. */
  readonly own: readonly string[];
}

function ownAddresses(server: ServerView): readonly string[] {
  const lines = server.whole('addresses')?.lines ?? [];
  return lines.flatMap((line) => /^\s+inet6? ([\da-fA-F.:]+)\/\d+ .*\bscope global\b/.exec(line)?.[1] ?? []);
}

function nameOf(server: ServerView): Name {
  const section = server.whole('reverse');
  if (section?.status === 2) return null;
  return section?.status === 0 ? /^\S+\s+(\S+)/.exec(section.lines[0] ?? '')?.[1] : undefined;
}

/** The lines that say something; a backslash at the end takes the next one in. */
function rulesOf(lines: readonly string[]): readonly { readonly text: string; readonly i: number }[] {
  const whole = lines.flatMap((_, i) => {
    if (lines[i - 1]?.endsWith('\\') === true) return [];
    const last = lines.findIndex((other, n) => n >= i && !other.endsWith('\\'));
    const text = lines.slice(i, last === -1 ? undefined : last + 1).map((one) => one.replace(/\\$/, ' '));
    return [{ text: text.join(''), i }];
  });
  return whole.filter(({ text }) => !/^\s*(?:#|$)/.test(text));
}

/** `DAEMONS : CLIENTS [: OPTION …]`; colons within brackets are of an address. */
const fieldsOf = (text: string): readonly string[] =>
  (text.match(/(?:\[[^\]]*\]|[^:[])+/g) ?? []).map((field) => field.trim());

const wordsOf = (list: string): readonly string[] => list.split(/[\s,]+/).filter((word) => word !== '');

/** hosts_options(5). A script that is asked may say either. */
function refuses([, , ...options]: readonly string[], file: string): boolean {
  if (options.some((option) => /^(?:allow|aclexec)\b/i.test(option))) return false;
  return file === 'hosts.deny' || options.some((option) => /^(?:deny|twist)\b/i.test(option));
}

function isFor([daemons = '', clients = '']: readonly string[], who: Ends): Match {
  const daemon = matchOf(wordsOf(daemons), (word) => {
    if (word === 'sshd' || word === 'ALL') return 'yes';
    return word.startsWith('sshd@') ? isDialled(word.slice('sshd@'.length).replace(/[[\]]/g, ''), who) : 'no';
  });
  if (daemon === 'no') return 'no';
  const client = matchOf(wordsOf(clients), (word) => isClient(word, who));
  return client === 'yes' ? daemon : client;
}

/** `sshd@ADDRESS`: of the host's own addresses the one that is dialled. With several of a family nobody knows which one that was. */
function isDialled(word: string, { from, own }: Ends): Match {
  const isV6 = from.includes(':');
  const family = own.filter((address) => address.includes(':') === isV6);
  if (own.length === 0 || !/^(?:[\d.]+|[\da-f:]*:[\da-f:]*)$/i.test(word)) return 'maybe';
  if (word.includes(':') !== isV6 || !family.includes(word)) return word.endsWith('.') ? 'maybe' : 'no';
  return family.length === 1 ? 'yes' : 'maybe';
}

/** A list, without what stands behind EXCEPT. */
function matchOf(words: readonly string[], one: (word: string) => Match): Match {
  const at = words.indexOf('EXCEPT');
  const found = (at === -1 ? words : words.slice(0, at)).map(one);
  const first = found.includes('yes') ? 'yes' : found.includes('maybe') ? 'maybe' : 'no';
  if (at === -1 || first === 'no') return first;
  const excepted = matchOf(words.slice(at + 1), one);
  if (excepted === 'yes') return 'no';
  return excepted === 'maybe' ? 'maybe' : first;
}

function isClient(word: string, { from, name }: Ends): Match {
  if (word === 'ALL') return 'yes';
  // Files, groups of NIS, users by ident, and names that do not lead back: nobody knows these here.
  if (/^[/@]|@|[*?]|^PARANOID$/.test(word)) return 'maybe';
  if (word.endsWith('.')) return from.startsWith(word) ? 'yes' : 'no';
  const address = word.replace(/[[\]]/g, '');
  if (/^[\d.]+(?:\/|$)|:/.test(address)) return sameNetwork(from, withBits(address)) ? 'yes' : 'no';
  if (name === undefined) return 'maybe';
  return isNamed(word, name) ? 'yes' : 'no';
}

function isNamed(word: string, name: string | null): boolean {
  if (word === 'UNKNOWN') return name === null;
  if (name === null) return false;
  if (word === 'KNOWN') return true;
  if (word === 'LOCAL') return !name.includes('.');
  const [own, asked] = [name.toLowerCase(), word.toLowerCase()];
  return asked.startsWith('.') ? own.endsWith(asked) : own === asked;
}

/** `192.0.2.0/255.255.255.0`, as hosts_access(5) writes a network, with the length of its prefix. */
function withBits(network: string): string {
  const [, address = '', mask] = /^(.*)\/(\d+\.\d+\.\d+\.\d+)$/.exec(network) ?? [];
  if (mask === undefined) return network;
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? `${address}/${bits.lastIndexOf('1') + 1}` : network;
}
