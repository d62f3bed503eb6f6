import type { KexList, Observation } from '../../model/observation.ts';
import { type KexLists, kexLists } from '../../wire/kexinit.ts';
import { keywords, negotiate } from '../../wire/negotiate.ts';
import { afterMs, debugged, fact, type Hit, type Line, type Log, said, sinceEntry } from './log.ts';

type Proposal = Readonly<Partial<Record<KexList, { readonly algorithms: string; readonly line: Line }>>>;

const labels: Readonly<Record<string, KexList>> = {
  'KEX algorithms': 'kex',
  'host key algorithms': 'host-key',
  'ciphers ctos': 'cipher-c2s',
  'ciphers stoc': 'cipher-s2c',
  'MACs ctos': 'mac-c2s',
  'MACs stoc': 'mac-s2c',
  'compression ctos': 'compression-c2s',
  'compression stoc': 'compression-s2c',
};

/** The offers, the end of a good key exchange, and what has no match. */
export function kexFacts(log: Log): readonly Observation[] {
  const server = proposal(log, 'peer server KEXINIT proposal');
  const offers = Object.entries(server).map(([what, { algorithms, line }]) =>
    fact(log, 'kex.offer', { what: what as KexList, algorithms }, line),
  );
  const newkeys = debugged(log.lines, /^SSH2_MSG_NEWKEYS received/)
    .slice(0, 1)
    .map(({ line }) =>
      fact(
        log,
        'kex.end',
        { how: 'newkeys', after: 'newkeys', by: 'ssh', ...afterMs(sinceEntry(log, 'kex', line)) },
        line,
      ),
    );
  return [...offers, ...newkeys, ...mismatch(log, server)];
}

/** The lists that -vv prints below a heading. */
function proposal(log: Log, heading: string): Proposal {
  const start = log.lines.findIndex((line) => line.level > 0 && line.body === heading);
  // In a text that was put in another order what stands below is of another heading.
  if (start < 0 || log.lines[start + 1]?.body.startsWith('KEX algorithms: ') !== true) return {};
  const lists: Partial<Record<KexList, { algorithms: string; line: Line }>> = {};
  for (const line of log.lines.slice(start + 1, start + 20)) {
    if (line.body.endsWith('KEXINIT proposal')) break;
    const [, label = '', algorithms = ''] = /^([^:]+): ?(.*)$/.exec(line.body) ?? [];
    const what = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (what !== undefined && lists[what] === undefined) lists[what] = { algorithms, line };
  }
  return lists;
}

const unmatched: readonly (readonly [RegExp, KexList, KexList])[] = [
  [/key exchange method/, 'kex', 'kex'],
  [/host key type/, 'host-key', 'host-key'],
  // ssh looks at what it receives first.
  [/cipher/, 'cipher-s2c', 'cipher-c2s'],
  [/mac/i, 'mac-s2c', 'mac-c2s'],
  [/compression/, 'compression-s2c', 'compression-c2s'],
];

function mismatch(log: Log, server: Proposal): readonly Observation[] {
  const refused = said(
    log.lines,
    /^(?:Unable to negotiate with .*: )?no matching ([A-Za-z ]{3,40}) found\.? Their offer: ?(.*)$/,
  );
  const client = proposal(log, 'local client KEXINIT proposal');
  return refused.flatMap((hit) => [...lists(log, hit, client, server), noMatch(log, hit)]).concat(oldMismatch(log));
}

function noMatch(log: Log, { line }: Hit): Observation {
  const ms = afterMs(sinceEntry(log, 'kex', line));
  return fact(log, 'kex.end', { how: 'no-match', after: 'kexinit', by: 'ssh', text: line.text, ...ms }, line);
}

/** The line names the first list without a match; with -vv both proposals are there, and all of them can be told at once. */
function lists(log: Log, { line, words }: Hit, client: Proposal, server: Proposal): readonly Observation[] {
  const own = whole(client);
  const theirs = whole(server);
  const [name = '', offer = ''] = words;
  const all = own === null || theirs === null ? [] : negotiate(own, theirs).mismatches;
  if (all.length > 0)
    return all.map((m) => mismatchOf(log, m.what, m.client.join(','), m.server.join(','), line, m.option));
  const found = unmatched.find(([pattern]) => pattern.test(name));
  if (found === undefined) return [];
  const [, first, second] = found;
  const what = hasCommon(client[first]?.algorithms, server[first]?.algorithms) ? second : first;
  return [mismatchOf(log, what, client[what]?.algorithms ?? '', offer, line)];
}

function mismatchOf(log: Log, what: KexList, client: string, server: string, line: Line, cured?: string): Observation {
  const option = cured ?? cure(log, what, server);
  return fact(log, 'kex.mismatch', { what, client, server, ...(option === undefined ? {} : { option }) }, line);
}

/** The eight lists, if the log holds them all. */
function whole(proposal: Proposal): KexLists | null {
  const lists = kexLists.map((what) => [what, proposal[what]?.algorithms.split(',').filter((a) => a !== '')] as const);
  return lists.every(([, list]) => list !== undefined) ? (Object.fromEntries(lists) as unknown as KexLists) : null;
}

function hasCommon(client: string | undefined, server: string | undefined): boolean {
  if (client === undefined || server === undefined) return false;
  const offered = new Set(server.split(','));
  return client.split(',').some((algorithm) => offered.has(algorithm));
}

/** Up to 6.7: `no matching cipher found: client A server B`, and for the key exchange no list at all. */
function oldMismatch(log: Log): readonly Observation[] {
  const named = said(log.lines, /^no matching (cipher|mac|comp) found: client (\S+) server (\S+)/);
  const bare = said(log.lines, /^Unable to negotiate a key exchange method|^no (?:hostkey|kex) alg$/);
  return [
    ...named.flatMap((hit) => {
      const [name = '', client = '', server = ''] = hit.words;
      const what = unmatched.find(([pattern]) => pattern.test(name === 'comp' ? 'compression' : name))?.[1] ?? 'kex';
      const option = cure(log, what, server);
      const value = { what, client, server, ...(option === undefined ? {} : { option }) };
      return [fact(log, 'kex.mismatch', value, hit.line), noMatch(log, hit)];
    }),
    ...bare.flatMap((hit) => [
      fact(log, 'kex.mismatch', { what: 'kex', client: '', server: '' }, hit.line),
      noMatch(log, hit),
    ]),
  ];
}

/** The option that makes ssh take the first algorithm of the offer; none for what its release can't do. */
function cure(log: Log, what: KexList, offer: string): string | undefined {
  const algorithms = offer.split(',').filter((name) => name !== '' && !/^(?:kex-strict-|ext-info-)/.test(name));
  const major = Number(said(log.lines, /^OpenSSH_(?:for_Windows_)?(\d+)\./)[0]?.words[0] ?? 0);
  const first = algorithms.find((name) => !(major >= 10 && name === 'ssh-dss'));
  if (first === undefined) return undefined;
  if (keywords[what] === 'Compression') return `-o Compression=${first === 'none' ? 'no' : 'yes'}`;
  return `-o ${keywords[what]}=+${first}`;
}

/** Whether an algorithm of each list was found: without one of each ssh does not begin to exchange keys. */
export function hasAgreed(log: Log, line: Line): boolean {
  return debugged(log.lines, /^expecting SSH2_MSG_KEX/).some((hit) => hit.line.n < line.n);
}

/** The last message of the key exchange that passed, by the debug lines up to `line`. */
export function lastMessage(log: Log, line: Line): 'version' | 'kexinit' | 'kex-reply' {
  const before = log.lines.filter((l) => l.n <= line.n && l.level > 0);
  if (before.some((l) => /^SSH2_MSG_KEX\w*_REPLY received|^Server host key: /.test(l.body))) return 'kex-reply';
  return before.some((l) => /^SSH2_MSG_KEXINIT received/.test(l.body)) ? 'kexinit' : 'version';
}
