import { parseDestination } from '../../infer/target.ts';
import type { Bundle } from '../../model/bundle.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { AddressScope } from '../../model/observation.ts';
import type { SshOptions } from '../../model/target.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';

/** What names the machine on which a bundle was made, and the person. */
export interface Machine {
  readonly hostName: string;
  readonly userName: string;
  readonly home: string;
}

/** What stands for what. */
interface Names {
  readonly paths: ReadonlyMap<string, string>;
  /** Hosts and users. */
  readonly words: ReadonlyMap<string, string>;
}

/**
 * The same bundle without the machine, the people and the networks it is about: hosts are web1, web2 …, addresses lie in
 * 192.0.2.0/24 and 2001:db8::/32, users are alice, bob …, homes are /home/alice. The same thing has the same name
 * everywhere. What an address is good for stays: a private one becomes another private one, loopback stays.
 */
export function anonymous(bundle: Bundle, machine: Machine): Bundle {
  const names = namesIn(bundle, machine);
  const rewrite = rewriter(names, JSON.stringify(bundle));
  const shift = Date.parse(bundle.startedAt) - Date.parse('2026-01-31T12:00:00.000Z');
  return walk(bundle, (text) => (isTime(text) ? moved(text, shift) : rewrite(text)));
}

/** What of the machine is still in the bundle. */
export function leaksOf(bundle: Bundle, { hostName, userName, home }: Machine): readonly string[] {
  const text = JSON.stringify(bundle);
  return [hostName, home, userName].filter((name) => name !== '' && !people.includes(name) && holdsWord(text, name));
}

const domain = /(?<![\w./-])(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}(?![\w/-])/gi;
const known = /^(?:openssh\.com|libssh\.org|lysator\.liu\.se|.*\.(?:conf|config|pub|pem|sock|so))$/;

/** What looks like the name of a host and was not replaced: a person must say whether it may stay. */
export function namesLeft(bundle: Bundle): readonly string[] {
  const found = JSON.stringify(bundle).match(domain) ?? [];
  return [...new Set(found)].filter((name) => !known.test(name));
}

// ── which names there are ────────────────────────────────────────────────────────────────────────────────────────────

function namesIn(bundle: Bundle, machine: Machine): Names {
  const all = bundlesIn(bundle);
  const settings = all.flatMap((b) => b.evidence.flatMap(settingsIn));
  const value = (keyword: string): readonly string[] =>
    settings.filter(([key]) => key === keyword).map(([, text]) => text);
  const typed = all.flatMap((b) => (b.ssh === null ? [] : [parseDestination(b.ssh.destination)]));
  const jumps = [
    ...value('proxyjump').flatMap((text) => text.split(',')),
    ...all.flatMap((b) => b.hops.map((h) => h.hop)),
  ];
  const hops = jumps.map((jump) => parseDestination(jump.replace(/^(?!ssh:)(.*):\d+$/, '$1')));
  const hosts = [...typed, ...hops].map((d) => d.host).concat(value('hostname'), value('host'), value('hostkeyalias'));
  const users = [...typed, ...hops].flatMap((d) => d.user ?? []).concat(value('user'));
  const named = hosts.filter((host) => familyOf(host) === null && host !== 'none');
  const words = new Map([
    ...renamed([machine.userName, ...users], people),
    ...renamed(named, servers),
    ...(named.includes(machine.hostName) ? [] : [[machine.hostName, 'client1'] as const]),
  ]);
  const home = `/home/${words.get(machine.userName) ?? 'alice'}`;
  return {
    words,
    paths: pathsIn(
      all.flatMap((b) => b.ssh ?? []),
      machine.home,
      home,
    ),
  };
}

const people: readonly string[] = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];
const servers: readonly string[] = Array.from({ length: 30 }, (_, i) => `web${i + 1}`);

/** Each gets the first name that is free; what has such a name keeps it. */
function renamed(from: readonly string[], names: readonly string[]): readonly (readonly [string, string])[] {
  const distinct = [...new Set(from)].filter((name) => name !== '');
  const free = names.filter((name) => !distinct.includes(name));
  return distinct.map((name) => [name, names.includes(name) ? name : (free.shift() ?? name)] as const);
}

function bundlesIn(bundle: Bundle): readonly Bundle[] {
  return [bundle, ...bundle.hops.flatMap((hop) => bundlesIn(hop.bundle))];
}

function settingsIn({ kind, data }: Evidence): readonly (readonly [string, string])[] {
  if (kind !== 'ssh-config' || data === null || typeof data !== 'object' || !('stdout' in data)) return [];
  return String(data['stdout'])
    .split('\n')
    .map((line) => [line.split(' ')[0] ?? '', line.trimEnd().split(' ').slice(1).join(' ')] as const);
}

/** Homes, and the folders of the files that the user named. */
function pathsIn(all: readonly SshOptions[], home: string, into: string): ReadonlyMap<string, string> {
  const files = all
    .flatMap((ssh) => ssh.words)
    .flatMap((word) => word.replace(/^\w+=/, '').split(/\s+/))
    .filter((word) => word.startsWith('/') && !word.startsWith(`${home}/`) && !/^\/(?:etc|dev)\//.test(word));
  const folders = files.map((file) => file.slice(0, file.lastIndexOf('/'))).filter((folder) => folder !== '');
  return new Map([...folders.map((folder) => [folder, `${into}/.ssh`] as const), [home, into]]);
}

// ── what is put in their place ───────────────────────────────────────────────────────────────────────────────────────

const dotted = /\d{1,3}(?:\.\d{1,3}){3}/.source;
const colons = /[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/.source;
const address = new RegExp(
  `(?<![\\w.:])${colons}(?::${dotted})?(?![\\w:]|\\.\\d)|(?<![\\w.])${dotted}(?!\\w|\\.\\d)`,
  'gi',
);
const hardware = /(?<![\w:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![\w:])/gi;
const fingerprint = /SHA256:[A-Za-z0-9+/]{43}/g;
const temporary = /(?:\/private)?\/(?:var\/folders\/\w+\/\w+\/T|tmp)\/[^\s/"':]+/g;

function rewriter(names: Names, whole: string): (text: string) => string {
  const addresses = addressBook(whole);
  const cards = book((n) => `02:00:00:00:00:${n.toString(16).padStart(2, '0')}`);
  const keys = book((n) => `SHA256:${String(n).padStart(43, 'x')}`);
  const places = book((n) => `/tmp/lab-${n}`);
  const paths = replacer(names.paths);
  const words = replacer(names.words);
  return (text) =>
    words(paths(text))
      .replace(hardware, cards)
      .replace(address, addresses)
      .replace(fingerprint, keys)
      .replace(temporary, places);
}

/** All at once, the longest first: a name that one gets may be the name that another had. */
function replacer(names: ReadonlyMap<string, string>): (text: string) => string {
  const known = [...names.keys()].filter((from) => from !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  const pattern = word(known.map(escaped).join('|'));
  return (text) => text.replace(pattern, (from) => names.get(from) ?? from);
}

/** The same name for the same thing, in the order in which they come up. */
function book(make: (n: number) => string): (from: string) => string {
  const given = new Map<string, string>();
  return (from) => {
    const to = given.get(from) ?? make(given.size + 1);
    given.set(from, to);
    return to;
  };
}

/** These say nothing of anybody. */
const harmless: readonly AddressScope[] = ['documentation', 'loopback', 'unspecified', 'multicast', 'benchmarking'];

const networks: Partial<Record<AddressScope, string>> = {
  private: '192.168.1.',
  cgnat: '100.64.0.',
  container: '172.17.0.',
  'unique-local': 'fd00::',
  'link-local': 'fe80::',
  nat64: '64:ff9b::c000:2',
};

function addressBook(whole: string): (from: string) => string {
  const next = new Map<string, number>();
  const known = new Map<string, string>();
  return (from) => {
    const family = familyOf(from);
    const scope = scopeOf(from);
    if (family === null || harmless.includes(scope)) return from;
    const before = known.get(from);
    if (before !== undefined) return before;
    const link4 = scope === 'link-local' && family === 4 ? '169.254.1.' : undefined;
    const network = link4 ?? networks[scope] ?? (family === 4 ? '192.0.2.' : '2001:db8::');
    let n = next.get(network) ?? 10;
    // What has its number already keeps it.
    while (`${network}${n}` !== from && holdsWord(whole, `${network}${n}`)) n += 1;
    next.set(network, n + 1);
    known.set(from, `${network}${n}`);
    return `${network}${n}`;
  };
}

// ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where it stands by itself: `root` is not in `chroot` nor in `root-only`. */
function word(pattern: string): RegExp {
  return new RegExp(`(?<![\\w-])(?:${pattern})(?![\\w-])`, 'g');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function holdsWord(text: string, wanted: string): boolean {
  return word(escaped(wanted)).test(text);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
}

function moved(text: string, ms: number): string {
  return new Date(Date.parse(text) - ms).toISOString();
}

/** Vocabulary, not content. */
const kept: readonly string[] = ['id', 'kind', 'vantage', 'title', 'version', 'os'];

function walk<T>(value: T, rewrite: (text: string) => string, key: string = ''): T {
  if (typeof value === 'string') return (kept.includes(key) ? value : rewrite(withoutBuild(value, key))) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, rewrite)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, rewrite, name)])) as T;
}

/** `6.1.0-32-amd64` is 6.1.0: the rest may name whoever built the kernel. */
function withoutBuild(text: string, key: string): string {
  return key === 'release' ? text.replace(/^(\d+(?:\.\d+)*).*$/, '$1') : text;
}
