/*
 * What the rules of every cloud have in common. One file a provider, in clouds/.
 */
import type { FlowRule, FlowWay } from '../model/flow.ts';
import { familyOf, sameNetwork, scopeOf } from '../wire/address.ts';
import type { Located } from './located.ts';

/** One value of JSON that a provider's command printed. */
export interface Doc {
  readonly file: string;
  readonly root: Located;
}

/** A TCP connection to a machine of the cloud. */
export interface CloudFlow {
  /** As it arrives at the cloud; null: nobody knows it. */
  readonly from: string | null;
  readonly to: string;
  readonly port: number;
  readonly family: 4 | 6;
  /**
   * The client comes with a public IPv4 address, which no group, tag or private network of a cloud holds. With IPv6 the
   * machines of a cloud have public addresses, too.
   */
  readonly outside: boolean;
  /** `to` is the address that the machine itself knows. */
  readonly inner: boolean;
}

export function cloudFlow(from: string | null, to: string, port: number): CloudFlow {
  const family = familyOf(to) === 6 ? 6 : 4;
  const isPublic = ['public', 'documentation'].includes(scopeOf(from ?? to));
  return {
    from,
    to,
    port,
    family,
    outside: family === 4 && isPublic,
    inner: family === 6 || scopeOf(to) === 'private',
  };
}

/** One thing that a packet has to pass, such as the security groups of a machine. */
export interface Layer {
  /** In the provider's words: `network ACL`. */
  readonly hook: string;
  readonly action: 'accept' | 'drop' | 'may-drop' | 'unknown';
  /** What decides; null: nothing of what was given. */
  readonly rule: FlowRule | null;
  /** What it hinges on, when it is not certain. */
  readonly condition: string | null;
  readonly owner: FlowWay['owner'];
  /** What was taken for granted since nobody told it. */
  readonly assumed: readonly string[];
  /** A way that is not there, and no rule that stops. */
  readonly route?: true;
}

/** A layer that is always there and of which no rules were given. */
export function unseen(hook: string, condition: string): Layer {
  return { hook, action: 'unknown', rule: null, condition, owner: null, assumed: [] };
}

export interface CloudAnswer {
  /** In the order that the packet meets them. */
  readonly in: readonly Layer[];
  readonly out: readonly Layer[];
  /** The address of the machine that its own rules know; null: nobody told. */
  readonly inside: string | null;
  /** What could still stop it and was not given. */
  readonly lacking: readonly string[];
}

export interface Cloud {
  /** = file name. */
  readonly id: string;
  /** As the provider is called. */
  readonly name: string;
  /** The command that prints what is read here. */
  readonly command: string;
  knows(root: Located): boolean;
  /** Lines of the same in a form that is not read: a table, YAML. */
  readonly otherForm: RegExp;
  judge(docs: readonly Doc[], flow: CloudFlow): CloudAnswer;
}

/** True, false, or the words for what nobody knows and it hinges on. */
export type Known = boolean | string;

export function every(...all: readonly Known[]): Known {
  if (all.includes(false)) return false;
  return all.find((one) => typeof one === 'string') ?? true;
}

export function some(...all: readonly Known[]): Known {
  if (all.includes(true)) return true;
  return all.find((one) => typeof one === 'string') ?? false;
}

const arrival = 'the address that the client arrives from';

/** Whether an address, null when unknown, lies in a range. */
export function within(address: string | null, cidr: string, family: 4 | 6, unknown: string = arrival): Known {
  const [text = '', prefix = text.includes(':') ? '128' : '32', ...more] = cidr.split('/');
  const low = quad(text);
  const of = low === null ? familyOf(text) : 4;
  const fits = /^\d{1,3}$/.test(prefix) && Number(prefix) <= (text.includes(':') ? 128 : 32);
  if (of === null || more.length > 0 || !fits) return `the range ${cidr}, which is not understood`;
  if (of !== family) return false;
  if (prefix === '0') return true;
  if (address === null) return unknown;
  const at = quad(address);
  if (low === null || at === null) return sameNetwork(address, cidr);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(at / size) === Math.floor(low / size);
}

/** Four octets as one number; null for what is written otherwise. */
function quad(text: string): number | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) || text.endsWith('.')) return null;
  const octets = text.split('.').map(Number);
  return octets.some((one) => one > 255) ? null : octets.reduce((sum, one) => sum * 256 + one, 0);
}

/** `22`, `20-25`, `*`; words for what is none of these. */
export function portIn(port: number, range: string): Known {
  if (range === '*') return true;
  const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
  if (low === undefined) return `the ports ${range}, which are not understood`;
  return port >= Number(low) && port <= Number(high);
}

export interface Entry {
  readonly holds: Known;
  readonly accept: boolean;
  readonly rule: FlowRule;
}

export interface Found {
  readonly action: 'accept' | 'drop' | 'unknown';
  readonly rule: FlowRule | null;
  readonly condition: string | null;
}

/** Rules of which the first that holds decides. One that may hold leaves it open, unless those behind it say the same. */
export function firstMatch(entries: Iterable<Entry>): Found {
  const open: Entry[] = [];
  for (const entry of entries) {
    if (entry.holds === false) continue;
    if (entry.holds !== true) {
      if (!open.some(({ accept }) => accept === entry.accept)) open.push(entry);
      continue;
    }
    const other = open.find(({ accept }) => accept !== entry.accept);
    if (other !== undefined) return { action: 'unknown', rule: other.rule, condition: String(other.holds) };
    return { action: entry.accept ? 'accept' : 'drop', rule: entry.rule, condition: null };
  }
  return { action: 'unknown', rule: open[0]?.rule ?? null, condition: 'what happens when no rule holds' };
}

export interface Choice extends Found {
  readonly owner?: FlowWay['owner'];
}

/** One of several holds, and nobody told which: it is settled where all say the same. */
export function oneOf<T extends { readonly action: Layer['action'] }>(choices: readonly T[]): T | null {
  const [first] = choices;
  return first !== undefined && choices.every(({ action }) => action === first.action) ? first : null;
}

/** `sg-1, sg-2 and 5 more`. */
export function named(ids: readonly string[]): string {
  const more = ids.length - 3;
  return more > 0 ? `${ids.slice(0, 3).join(', ')} and ${more} more` : ids.join(', ');
}

/** A name as a word of a command; what a shell would take apart is left to be filled in, as `blank` says. */
export function word(name: string, blank: string): string {
  return /^[\w.:/@][\w.:/@-]{0,200}$/.test(name) ? name : blank;
}

/** The client as a range: what a rule would have to admit. */
export function clientRange({ from, to }: CloudFlow): string {
  return `${word(from ?? '', 'YOUR_ADDRESS')}/${(from ?? to).includes(':') ? 128 : 32}`;
}

/** The machine as a range of one address, by the address that rules know it by; null: nobody told. */
export function machineRange({ to, inner }: CloudFlow, inside: string | null): string | null {
  const address = inner ? to : inside;
  return address === null ? null : `${word(address, 'ADDRESS')}/${address.includes(':') ? 128 : 32}`;
}

/** `a client` where nobody knows its address. */
export function clientOf({ from }: CloudFlow): string {
  return from ?? 'a client';
}
