/*
 * The rules of the user as `ufw status numbered` lists them. The files that ufw keeps them in say the same, in that order.
 */
import { quoted } from '../../admit.ts';
import type { Told } from '../../owner.ts';

/** What `ufw status numbered` prints. */
export const statusCommand = 'ufw status numbered';
/** The files of ufw: the rules of IPv4 come first. */
export const ruleFiles = ['/etc/ufw/user.rules', '/etc/ufw/user6.rules'] as const;

/** One rule: `[ 3] 22/tcp   DENY IN   10.71.1.0/24`. */
export interface Row {
  readonly number: number;
  readonly six: boolean;
  readonly action: string;
  /** `IN`, `OUT`, `FWD`. */
  readonly way: string;
  /** `22/tcp`, `22`, a profile, `Anywhere`, behind an address where there is one. */
  readonly to: string;
  readonly from: string;
  readonly device: string | null;
  /** `log`, `log-all`. */
  readonly log: string | null;
  readonly comment: string | null;
}

/** As far as the tool, or its files, told them. */
export function rowsOf(told: Told): readonly Row[] {
  const status = told.get(statusCommand);
  if (status !== undefined) return status.split('\n').flatMap((line) => rowIn(line) ?? []);
  const [four, six] = ruleFiles.map((path) => told.get(path));
  // Numbers of the second file go on from the first.
  if (four === undefined) return [];
  return numbered([...tuplesIn(four, false), ...tuplesIn(six ?? '', true)]);
}

/** A line of `ufw status numbered`; null: another. */
export function rowIn(line: string): Row | null {
  const parts = /^\[ *(\d{1,6})\] (\S.*?) +(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))? +(\S.*?)(?: {2,}(.*))?$/.exec(
    line.slice(0, 500).trimEnd(),
  );
  if (parts === null) return null;
  const [, number = '', to = '', action = '', way = 'IN', from = '', rest = ''] = parts;
  const six = [to, from].some((side) => /\(v6\)/.test(side) || /:.*:/.test(side));
  const plain = (text: string): string => text.replace(/ \(v6\)/g, '').replace(/ on \S+$/, '');
  const on = [to, from].map((side) => / on (\S+)$/.exec(side)?.[1] ?? null);
  // What is routed comes in by one interface and goes out by another.
  const device = (way === 'FWD' ? (on[1] ?? on[0]) : (on[0] ?? on[1])) ?? null;
  const log = /^\((log(?:-all)?)\b/.exec(rest)?.[1] ?? null;
  const comment = /(?:^| )# (.*)$/.exec(rest)?.[1] ?? null;
  return { number: Number(number), six, action, way, to: plain(to), from: plain(from), device, log, comment };
}

type Unnumbered = Omit<Row, 'number'> & { readonly key: string };

/** `### tuple ### deny tcp 22 0.0.0.0/0 any 10.71.1.0/24 in`, above the lines of the rule. */
function tuplesIn(file: string, six: boolean): readonly Unnumbered[] {
  return file.split('\n').flatMap((line): readonly Unnumbered[] => {
    const [, tuple, hex = ''] = /^### tuple ### (\S.*?)(?: comment=([\da-f]*))?\s*$/.exec(line.slice(0, 1000)) ?? [];
    const words = tuple?.split(/\s+/);
    if (words === undefined || words.length < 6 || words.length > 9) return [];
    const [verb = '', protocol = '', dport = '', dst = '', sport = '', src = ''] = words;
    const apps = words.length > 7 ? words.slice(6, 8) : [];
    const [dapp, sapp] = [0, 1].map((i) =>
      apps[i] === undefined || apps[i] === '-' ? null : apps[i].replaceAll('%20', ' '),
    );
    const [, forward, action = '', log] = /^(?:(route):)?([a-z]+)(?:_(log(?:-all)?))?$/.exec(verb) ?? [];
    if (action === '') return [];
    const way = words.length === 7 || words.length === 9 ? (words.at(-1) ?? 'in') : 'in';
    const ends = {
      protocol: dapp == null && sapp == null ? protocol : 'any',
      alike: dport === sport,
      same: dst === src,
    };
    return [
      {
        six,
        action: action.toUpperCase(),
        way: forward !== undefined ? 'FWD' : /^out/.test(way) ? 'OUT' : 'IN',
        to: sideOf(dst, dapp ?? dport, ends),
        from: sideOf(src, sapp ?? sport, ends),
        device: /_([^!]+)/.exec(way)?.[1] ?? null,
        log: log ?? null,
        comment: hex === '' ? null : unhexed(hex),
        key: dapp == null && sapp == null ? '' : [dapp ?? dport, dst, sapp ?? sport, src, way].join(' '),
      },
    ];
  });
}

function unhexed(hex: string): string {
  return hex.replace(/../g, (octet) => String.fromCharCode(Number.parseInt(octet, 16)));
}

/** One end as ufw words it (UFWBackend.get_status). */
function sideOf(
  address: string,
  port: string,
  { protocol, alike, same }: { readonly protocol: string; readonly alike: boolean; readonly same: boolean },
): string {
  const any = address === '0.0.0.0/0' || address === '::/0';
  const behind = protocol === 'any' ? '' : `/${protocol}`;
  if (port !== 'any') return `${any ? '' : `${address} `}${port}${behind}`;
  if (any) return same && alike ? `Anywhere${behind}` : 'Anywhere';
  return `${address}${alike ? behind : ''}`;
}

/** A profile with several ports is several rules, and one in the list. */
function numbered(rows: readonly Unnumbered[]): readonly Row[] {
  const known = new Set<string>();
  const single = rows.filter(({ key }) => {
    const again = key !== '' && known.has(key);
    known.add(key);
    return !again;
  });
  return single.map(({ key: _, ...row }, i) => ({ ...row, number: i + 1 }));
}

/** The rule as the words behind `ufw`, with another action where one is given; null: they cannot be told from the list. */
export function specOf(row: Row, action: string = row.action): string | null {
  const [to, from] = [row.to, row.from].map(endOf);
  if (row.way === 'FWD' || to == null || from == null) return null;
  const way = row.way === 'OUT' ? ' out' : row.device === null ? '' : ' in';
  const device = row.device === null ? '' : ` on ${quoted(row.device)}`;
  const protocol = to.protocol ?? from.protocol;
  const ends = [
    ...(protocol === null ? [] : [`proto ${protocol}`]),
    ...[`from ${from.address}`, ...from.port],
    ...[`to ${to.address}`, ...to.port],
  ];
  return `${action.toLowerCase()}${way}${device}${row.log === null ? '' : ` ${row.log}`} ${ends.join(' ')}`;
}

interface End {
  readonly address: string;
  readonly port: readonly string[];
  readonly protocol: string | null;
}

function endOf(text: string): End | null {
  const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(?:\/\d{1,3})?(?=$| |\/[a-z])/.exec(text)?.[0];
  const rest = text.slice(address?.length ?? 0).trim();
  const any = /^Anywhere(?:\/([a-z]+))?$/.exec(rest);
  if (any !== null) return { address: 'any', port: [], protocol: any[1] ?? null };
  const own = { address: address ?? 'any' };
  const bare = /^(?:\/([a-z]+))?$/.exec(rest);
  if (bare !== null) return { ...own, port: [], protocol: bare[1] ?? null };
  const [, port, protocol] = /^([\d,:]+)(?:\/([a-z]+))?$/.exec(rest) ?? [];
  if (port !== undefined) return { ...own, port: [`port ${port}`], protocol: protocol ?? null };
  return /^[\w][\w .+-]{0,60}$/.test(rest) ? { ...own, port: [`app ${quoted(rest)}`], protocol: null } : null;
}

/** What takes the rule out, and what puts it back where it was: `insert` takes no place behind the last of a family. */
export function deletionOf(row: Row, rows: readonly Row[]): { readonly command: string; readonly undo: string | null } {
  const spec = specOf(row);
  const followed = rows.some(({ number, six }) => six === row.six && number > row.number);
  const undo = spec === null ? null : `ufw ${followed ? `insert ${row.number} ` : ''}${spec}`;
  return { command: `ufw delete ${row.number}`, undo };
}
