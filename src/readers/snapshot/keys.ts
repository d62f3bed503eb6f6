import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import type { KeyBar } from '../../model/server-observation.ts';
import { sameNetwork } from '../../wire/address.ts';
import { curesOfCommand, curesOfLine, curesOfLists } from './key-cures.ts';
import { servedBy, servedByOther } from './served.ts';
import { isBoundOver } from './unit-hides.ts';

/**
 * The lists of keys that sshd reads for the account, line by line: which open it for this login, and why others do not.
 * `keys:PATH` is the list, `prints:PATH` has `NUMBER SIZE FINGERPRINT COMMENT (TYPE)` for each line that is a key.
 */
export const part: Part = {
  id: 'keys',
  read: (server) => {
    const settings = settingsOf(server);
    const paths = settings === null ? null : listsOf(server, settings);
    if (settings === null || paths === null || paths.some((path) => isBoundOver(server, path)))
      return { covers: [], observations: [] };
    const lists = paths.map((path) => listOf(server, path, settings));
    const keys = lists.flatMap((list) => list?.keys ?? []);
    const whole = lists.every((list) => list !== null);
    const cures = whole ? curesOf(server, paths, lists, settings) : [];
    const summary = whole ? summaryOf(server, lists, settings).map((one) => ({ ...one, cures })) : [];
    const authorities = whole ? authoritiesOf(server, keys, settings) : null;
    return {
      covers: [
        ...(whole ? (['server.key', 'server.keys'] as const) : []),
        ...(authorities === null ? [] : (['server.authority'] as const)),
      ],
      observations: [...keys, ...(authorities ?? []), ...summary],
    };
  },
};

/** dropbear(8) and tinysshd(8) read this one list, and ask nobody else. */
const ofOther: Settings = new Map([['authorizedkeysfile', '.ssh/authorized_keys']]);

export type Settings = ReadonlyMap<string, string>;

/** `sshd -T` for the login in question: the form of its lists depends on the user. */
export function settingsOf(server: ServerView): Settings | null {
  if (servedByOther(server)) return ofOther;
  const section = server.whole('sshd-T-C');
  if (section === null || section.status !== 0) return null;
  return new Map(
    section.lines.map((line) => {
      const [keyword = '', ...words] = line.split(' ');
      return [keyword, words.join(' ')];
    }),
  );
}

/** The paths of AuthorizedKeysFile, or null when one of them cannot be told. sshd_config(5): TOKENS. */
export function listsOf(server: ServerView, settings: Settings): readonly string[] | null {
  const [name = '', , uid = '', , , home = ''] = server.whole('passwd')?.lines[0]?.split(':') ?? [];
  const words = settings.get('authorizedkeysfile')?.split(' ') ?? [];
  if (home === '' || words.length === 0) return null;
  const paths = words
    .filter((word) => word !== 'none')
    .map((word) => expanded(word, { h: home, u: name, U: uid }))
    .map((path) => (path.startsWith('/') ? path : `${home}/${path}`));
  return paths.some((path) => /[^\w./@+-]/.test(path)) ? null : paths;
}

function expanded(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (all, token: string) => (token === '%' ? '%' : (tokens[token] ?? all)));
}

interface List {
  readonly section: Section;
  readonly keys: readonly Observation<'server.key'>[];
  readonly damaged: number;
}

/** The collector opens nothing that could hang. */
const isNoFile = ({ state, why }: Section): boolean => state === 'skipped' && why === 'nofile';

/** Null when it was not read, or not to its end. */
function listOf(server: ServerView, path: string, settings: Settings): List | null {
  const found = server.all(`keys:${path}`)[0];
  // What is no plain file sshd does not read (auth2-pubkeyfile.c, auth_openfile).
  if (found !== undefined && (found.state === 'absent' || isNoFile(found)))
    return { section: found, keys: [], damaged: 0 };
  const section = server.whole(`keys:${path}`);
  const prints = server.whole(`prints:${path}`);
  if (section === null || section.status !== 0 || prints === null || section.lines.length > 200) return null;
  const byLine = new Map(prints.lines.map((line) => [Number(/^\d+/.exec(line)?.[0]), line]));
  const rows = section.lines.flatMap((text, i) => (/^\s*(?:#|$)/.test(text) ? [] : [{ text, i }]));
  const keys = rows.flatMap(({ text, i }): readonly Observation<'server.key'>[] => {
    const [, fingerprint, type] = /^\d+ \d+ (SHA256:\S+) .*\(([\w-]+)\)$/.exec(byLine.get(i + 1) ?? '') ?? [];
    if (fingerprint === undefined || type === undefined) return [];
    const options = optionsOf(text);
    const bar = barOf(options, type, server, settings);
    const command = options.get('command');
    const forces = command == null ? {} : ({ forces: onlyEnds.test(command) ? 'an-end' : 'a-command' } as const);
    const more = { ...(bar === null ? {} : { bar }), ...forces };
    const value = { list: path, line: i + 1, type, fingerprint, ...more };
    const cures = bar === null ? [] : curesOfLine(path, i + 1, bar);
    return [{ ...(server.fact('server.key', value, section, i) as Observation<'server.key'>), cures }];
  });
  return { section, keys, damaged: rows.length - keys.length };
}

/** A command that does nothing but end. */
const onlyEnds = /^\s*(?:exit(?:\s+\d+)?|(?:\/\S*\/)?(?:false|true|nologin))\s*;?\s*$/;

/** What stands before the type of the key: `name` or `name="value"`, with commas between; names in any case. Null: without a value. */
function optionsOf(line: string): ReadonlyMap<string, string | null> {
  const options = new Map<string, string | null>();
  let rest = line.trimStart();
  if (/^(?:ssh-|ecdsa-|sk-)/.test(rest)) return options;
  for (;;) {
    const [all = '', name = '', value] = /^([\w-]+)(?:="((?:[^"\\]|\\.)*)")?/.exec(rest) ?? [];
    if (all === '') return options;
    options.set(name.toLowerCase(), value === undefined ? null : value.replace(/\\"/g, '"'));
    rest = rest.slice(all.length);
    if (!rest.startsWith(',')) return options;
    rest = rest.slice(1);
  }
}

function barOf(
  options: ReadonlyMap<string, string | null>,
  type: string,
  server: ServerView,
  settings: Settings,
): KeyBar | null {
  // TinySSH wants the type of the key at the beginning of the line.
  if (servedBy(server) === 'tinysshd' && options.size > 0) return 'option';
  if (!servedByOther(server) && !areKnown(options)) return 'option';
  if (options.has('cert-authority')) return 'authority';
  const expiry = options.get('expiry-time');
  if (expiry != null && isPast(expiry, server)) return 'expiry-time';
  const from = options.get('from');
  if (from != null && server.from !== null && !isFrom(server.from, from, settings)) return 'from';
  return signsFor(type, settings) ? null : 'algorithm';
}

/** sshd(8), AUTHORIZED_KEYS FILE FORMAT: those that may be negated, those that stand alone, and those with a value. */
const flags =
  /^(?:(?:no-)?(?:port-forwarding|agent-forwarding|x11-forwarding|touch-required|verify-required|pty|user-rc)|restrict|cert-authority)$/;
const valued = /^(?:command|principals|from|expiry-time|environment|permitopen|permitlisten|tunnel)$/;

function areKnown(options: ReadonlyMap<string, string | null>): boolean {
  const known = [...options].every(([name, value]) => (value === null ? flags.test(name) : valued.test(name)));
  const expiry = options.get('expiry-time');
  const dated = expiry == null || /^(?:\d{8}|\d{12}|\d{14})(?:Z|UTC)?$/i.test(expiry);
  // Principals are those of a certificate.
  return known && dated && (!options.has('principals') || options.has('cert-authority'));
}

/** `YYYYMMDD[HHMM[SS]][Z]`, in the local time of the server without Z. */
function isPast(text: string, { now, zoneMs }: ServerView): boolean {
  const [, year, month, day, hour = '0', minute = '0', second = '0', utc] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|UTC)?$/i.exec(text) ?? [];
  if (year === undefined || now === null) return false;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return at - (utc === undefined ? zoneMs : 0) < now;
}

/** A pattern list, ssh_config(5) PATTERNS, of addresses. Of names only the server's resolver can judge. */
function isFrom(address: string, list: string, settings: Settings): boolean {
  const patterns = list.split(',').map((word) => word.trim());
  const matching = (pattern: string): boolean => {
    if (/^[\da-f:.]+(?:\/\d+)?$/i.test(pattern)) return sameNetwork(address, pattern);
    if (/^[\da-f:.*?]+$/i.test(pattern)) return wildcard(pattern).test(address);
    return settings.get('usedns') !== 'no';
  };
  if (patterns.some((word) => word.startsWith('!') && matching(word.slice(1)))) return false;
  return patterns.some((word) => !word.startsWith('!') && matching(word));
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}

/** How a key of each type signs, by the names of the IANA registry. */
const signatures: Readonly<Record<string, RegExp>> = {
  RSA: /^(?:rsa-sha2-256|rsa-sha2-512|ssh-rsa)$/,
  ED25519: /^ssh-ed25519$/,
  ECDSA: /^ecdsa-sha2-nistp\d+$/,
  DSA: /^ssh-dss$/,
  'ED25519-SK': /^sk-ssh-ed25519@openssh\.com$/,
  'ECDSA-SK': /^sk-ecdsa-sha2-nistp256@openssh\.com$/,
};

function signsFor(type: string, settings: Settings): boolean {
  const accepted = settings.get('pubkeyacceptedalgorithms') ?? settings.get('pubkeyacceptedkeytypes');
  const known = signatures[type];
  if (accepted === undefined || known === undefined) return true;
  return accepted.split(',').some((name) => known.test(name));
}

/** Those of TrustedUserCAKeys and those that a line names; null when the file was not read whole. */
function authoritiesOf(
  server: ServerView,
  keys: readonly Observation<'server.key'>[],
  settings: Settings,
): readonly Observation[] | null {
  const marked = keys
    .filter(({ value }) => value.bar === 'authority')
    .map((key): Observation => ({ ...key, kind: 'server.authority', value: { fingerprint: key.value.fingerprint } }));
  const path = settings.get('trustedusercakeys') ?? 'none';
  if (/^(?:none)?$/.test(path)) return marked;
  const section = server.whole(`ca:${path}`);
  if (section === null || (section.status !== 0 && !isHollow(server, path))) return null;
  const trusted = section.lines.flatMap((line, i) => {
    const fingerprint = /^\d+ (SHA256:\S+) /.exec(line)?.[1];
    return fingerprint === undefined ? [] : [server.fact('server.authority', { fingerprint }, section, i)];
  });
  return [...marked, ...trusted];
}

/** `ca:PATH` is `ssh-keygen -l` of the authorities that sshd trusts: the file is not there, or has no key in it. */
function isHollow(server: ServerView, path: string): boolean {
  const section = server.whole(`ca:${path}`);
  return section !== null && /: No such file or directory$| is not a public key file\.$/.test(section.lines[0] ?? '');
}

/** Those of each line that keeps a key out; else of the lists, and of the program that is asked. */
function curesOf(
  server: ServerView,
  paths: readonly string[],
  lists: readonly (List | null)[],
  settings: Settings,
): readonly Fix[] {
  const [name = '', , uid = '', , , home = ''] = server.whole('passwd')?.lines[0]?.split(':') ?? [];
  const keys = lists.flatMap((list) => list?.keys ?? []);
  const command = settings.get('authorizedkeyscommand') ?? 'none';
  const words = expanded(command, { h: home, u: name, U: uid });
  // sshd adds the user to a command without words of its own (sshd_config(5)).
  const asked = command.includes(' ') ? words : `${words} ${name}`;
  const runner = settings.get('authorizedkeyscommanduser') ?? '';
  return [
    ...(keys.length > 0 && keys.every(({ value }) => value.bar !== undefined)
      ? keys.flatMap(({ cures = [] }) => cures)
      : curesOfLists(
          paths,
          home,
          lists.some((list) => list !== null && list.damaged > 0),
        )),
    ...(command === 'none' ? [] : curesOfCommand(asked, runner, name)),
  ];
}

function summaryOf(server: ServerView, lists: readonly (List | null)[], settings: Settings): readonly Observation[] {
  const all = lists.flatMap((list) => list ?? []);
  const keys = all.flatMap((list) => list.keys);
  const bars = keys.flatMap(({ value }) => value.bar ?? []);
  const set = (keyword: string): boolean => !/^(?:none)?$/.test(settings.get(keyword) ?? '');
  const vouched = set('trustedusercakeys') && !isHollow(server, settings.get('trustedusercakeys') ?? '');
  const asks = set('authorizedkeyscommand');
  const others = asks || vouched || bars.includes('authority');
  const whose = { others, ...(others && !asks ? { certificates: true as const } : {}) };
  const section =
    all.find((list) => list.section.state === 'ran')?.section ?? all[0]?.section ?? server.whole('sshd-T-C');
  if (section === null) return [];
  if (keys.some(({ value }) => value.bar === undefined)) {
    return [server.fact('server.keys', { is: 'some', ...whose }, section)];
  }
  const damaged = all.some((list) => list.damaged > 0);
  const there = all.some((list) => list.section.state === 'ran');
  const because = bars.find((bar) => bar !== 'authority') ?? (damaged ? 'damaged' : there ? 'empty' : 'missing');
  return [server.fact('server.keys', { is: 'none', because, ...whose }, section)];
}
