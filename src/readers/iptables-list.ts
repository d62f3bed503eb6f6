/*
 * The rules that `iptables -L -n -v` and `iptables -S` print: they are said again as iptables-save(8) says them, line by
 * line, and judged by the same engine.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf } from '../wire/address.ts';
import { bansIn } from './iptables-list/bans.ts';
import { type Columns, ruleOf } from './iptables-list/row.ts';
import { aimIn, ownRule } from './own-rules.ts';
import { apartLines, clientLines, commandAbove, dialledIn, factAt, hasMark } from './pasted.ts';
import { decided, flowIn } from './rules.ts';
import { socketRow } from './sockets/rows.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'iptables-list',
  title: 'firewall rules of the server (iptables)',
  knows: [
    {
      program: 'iptables',
      texts: ['iptables -L -n -v, with or without --line-numbers', 'iptables -S, with or without -v'],
    },
  ],
  vantage: 'server',
  recognise: (lines) => listingsIn(lines).flatMap(({ rules }) => [...rules.keys()]),
  read,
};

/** One table of one family; `rules`: each line (from 0) in the words of iptables-save(8). */
interface Listing {
  readonly family: 4 | 6;
  readonly table: string;
  readonly rules: Map<number, string>;
  readonly chains: Set<string>;
  /** It is the list without interfaces. */
  narrow: boolean;
}

const chainHead = /^Chain (\S+) \((?:policy ([A-Z]+)(?: \d+\S* packets, \d+\S* bytes)?|\d+ references?)\)$/;
const columnHead = /^(num +)?(?:(pkts) +bytes +)?target +prot +opt +/;
const shortForm = /^(?:-P ([A-Z]+) ([A-Z]+)(?: -c \d+ \d+)?|-N (\S+)|-A (\S+) (.*))$/;
const bases = ['INPUT', 'FORWARD', 'OUTPUT', 'PREROUTING', 'POSTROUTING'];

function listingsIn(raw: readonly string[]): readonly Listing[] {
  if (!hasMark(raw, /Chain \S+ \(|-[PA] [A-Za-z]/)) return [];
  const lines = raw.map(clean);
  // Files and outputs of iptables-save are read elsewhere.
  if (lines.some((line) => /^\*(?:filter|nat|mangle|raw|security)$/.test(line))) return [];
  const found: Listing[] = [];
  let open: Listing | null = null;
  let chain = '';
  let columns: Columns = { numbered: false, full: false };
  const begin = (i: number, name: string): Listing => {
    if (open !== null && !open.chains.has(name)) return open;
    const command = commandAbove(lines, i - 1, 1) ?? '';
    const table = /-t (\w+)/.exec(command)?.[1] ?? 'filter';
    const made: Listing = {
      family: command.includes('ip6tables') ? 6 : 4,
      table,
      rules: new Map(),
      chains: new Set(),
      narrow: false,
    };
    found.push(made);
    return made;
  };
  for (const [i, line] of lines.entries()) {
    const [head, name = '', policy] = chainHead.exec(line) ?? [];
    const short = shortForm.exec(line);
    if (head !== undefined) {
      open = begin(i, name);
      open.chains.add(name);
      chain = name;
      open.rules.set(i, `:${name} ${policy ?? '-'} [0:0]`);
    } else if (short !== null && (open !== null || short[1] !== undefined || short[4] !== undefined)) {
      const declared: string = short[1] ?? short[3] ?? '';
      open = declared === '' ? (open ?? begin(i, '')) : begin(i, declared);
      if (declared !== '') open.chains.add(declared);
      open.rules.set(i, saved(short));
      chain = '';
    } else if (columnHead.test(line)) {
      const [, numbered, full] = columnHead.exec(line) ?? [];
      columns = { numbered: numbered !== undefined, full: full !== undefined };
      if (open !== null && !columns.full) open.narrow = true;
      open?.rules.set(i, '');
    } else if (line !== '' && open !== null && chain !== '') {
      const rule = ruleOf(line.slice(0, 4000), chain, columns);
      if (rule !== null) open.rules.set(i, rule);
      else [open, chain] = [null, ''];
    } else if (line !== '') open = null;
  }
  return found.filter(({ rules }) => [...rules.values()].some((rule) => rule !== ''));
}

/** A line of `iptables -S`; with -v the counters stand in its midst. */
function saved([, base, policy, made, chain, rest = '']: RegExpExecArray): string {
  if (base !== undefined) return `:${base} ${policy} [0:0]`;
  if (made !== undefined) return `:${made} - [0:0]`;
  const [, packets, bytes] = / -c (\d+) (\d+)(?= |$)/.exec(` ${rest}`) ?? [];
  if (packets === undefined) return `-A ${chain} ${rest}`;
  return `[${packets}:${bytes}] -A ${chain} ${` ${rest}`.replace(/ -c \d+ \d+(?= |$)/, '').trim()}`;
}

function read(evidence: Evidence): Reading {
  const raw = typeof evidence.data === 'string' ? evidence.data.split('\n') : [];
  const flow = flowIn(raw);
  const isApart = apartLines(raw);
  const listings = listingsIn(raw).filter(({ rules }) => ![...rules.keys()].some(isApart));
  const bans = [...bansOf(listings, raw, evidence.id), ...clientsOwn(listingsIn(raw), raw, evidence.id)];
  if (flow === null) return bans.length > 0 ? { covers: [], observations: bans } : decided(null, evidence);
  const family = flow.to.includes(':') ? 6 : 4;
  // Other tables seldom stop a packet, and of a list of chains nobody knows whose they are.
  const asked = listings.filter(
    (one) => one.table === 'filter' && one.family === family && ![...one.chains].some((c) => bases.indexOf(c) > 2),
  );
  const translating = listings.find(
    (one) => one.table === 'nat' && one.family === family && one.chains.has('PREROUTING') && !one.narrow,
  );
  const readings = asked.map((one) => {
    const by = translating === undefined ? null : takenBefore(one, translating, flow.port);
    return judged(one, translating, raw, evidence, by === null ? flow : { ...flow, device: by });
  });
  const notes = readings.flatMap((reading) => reading.notes ?? []);
  const narrow = asked.some((one) => one.narrow)
    ? ['iptables -L without -v hides the interfaces that its rules are for: paste what `sudo iptables -S` prints']
    : [];
  const observations = readings.flatMap((reading) => reading.observations);
  return {
    covers: [],
    observations: [...observations, ...bans],
    notes: observations.length > 0 ? [] : narrow.length > 0 ? narrow : [...new Set(notes)],
  };
}

/** A list of bans on a public server is never empty: an address counts only where the text names it besides. */
function bansOf(listings: readonly Listing[], raw: readonly string[], id: string): readonly Observation[] {
  const [port = 22, ...ports] = dialledIn(raw).ports;
  if (ports.length > 0) return [];
  const bans = listings.filter(({ table }) => table === 'filter').flatMap(({ rules }) => bansIn(rules, port));
  const listed = new Set(listings.flatMap(({ rules }) => [...rules.keys()]));
  const said = raw.flatMap((line, i) => (listed.has(i) ? [] : line.split(/[^\da-f.:]+/i)));
  const words = new Set(said.map((word) => word.replace(/[.:]$/, '')));
  return bans
    .filter(({ address }) => words.has(address))
    .map(({ index, chain, address }) => factAt(id, raw, index, 'server.ban', { by: `the chain ${chain}`, address }));
}

/** Rules of the machine that ssh was called on. */
function clientsOwn(all: readonly Listing[], raw: readonly string[], id: string): readonly Observation[] {
  const onClient = clientLines(raw);
  const aim = aimIn(raw);
  if (aim === null) return [];
  return all.flatMap(({ family, table, rules }): readonly Observation[] => {
    if (table !== 'filter' || family !== familyOf(aim.address) || ![...rules.keys()].every(onClient)) return [];
    const text = ['*filter', ...raw.map((_, i) => rules.get(i) ?? ''), 'COMMIT'].join('\n');
    const placed = (words: string): number =>
      raw.findIndex((_, i) => rules.get(i)?.replace(/^\[\d+:\d+\] /, '') === words);
    return ownRule(text, aim, raw, id, placed);
  });
}

const counted = /^\[(\d+):\d+\] -A (\S+) (.*)$/;

/**
 * The one interface whose connections to the port a rule translates; null: none, several, or some still came to the port itself.
 * By the counters nobody comes to it by another.
 */
function takenBefore(filter: Listing, nat: Listing, port: number): string | null {
  const own = new RegExp(` --dports? (?:\\S*,)?${port}(?:,|\\b)`);
  const of = ({ rules }: Listing): readonly { readonly packets: number; readonly rule: string }[] =>
    [...rules.values()].flatMap((text) => {
      const [, packets, , rule = ''] = counted.exec(text) ?? [];
      return packets === undefined || !own.test(rule) ? [] : [{ packets: Number(packets), rule }];
    });
  const there = of(filter).filter(({ rule }) => rule.includes('-j ACCEPT'));
  if (there.length === 0 || there.some(({ packets }) => packets > 0)) return null;
  const moved = of(nat).filter(({ packets, rule }) => packets > 0 && /-j (?:REDIRECT|DNAT)\b/.test(rule));
  const devices = new Set(moved.map(({ rule }) => /(?:^| )(?<!! )-i (\S+)/.exec(rule)?.[1]));
  const [device] = devices;
  return devices.size === 1 && device !== undefined && !device.endsWith('+') ? device : null;
}

function judged(
  filter: Listing,
  nat: Listing | undefined,
  raw: readonly string[],
  evidence: Evidence,
  flow: NonNullable<ReturnType<typeof flowIn>>,
): Reading {
  // The table is named in a line before the first; the chains that are told after their use are known all the same.
  const files = [filter, ...(nat === undefined ? [] : [nat])].map(({ table, rules }) => ({
    name: 'the text',
    text: [`*${table}`, ...raw.map((_, i) => rules.get(i) ?? ''), 'COMMIT'].join('\n'),
  }));
  const reading = decided({ files, flow }, evidence);
  const placed = (o: Observation): Observation => {
    if (o.at.line === undefined) return o;
    const line = o.at.line - 1;
    return { ...o, at: { ...o.at, line, quote: (raw[line - 1] ?? '').trim() } };
  };
  return { ...reading, observations: reading.observations.map((o) => withTaker(placed(o), raw)) };
}

/** Who listens at the port of this host that a rule leads to, where the text lists the sockets. */
function withTaker(o: Observation, raw: readonly string[]): Observation {
  if (o.kind !== 'firewall.decision' || o.value.action !== 'redirect') return o;
  const port = Number(/ --to-ports (\d+)$/.exec(o.value.rule)?.[1]);
  const rows = raw.flatMap((line, i) => socketRow(clean(line), i) ?? []);
  const owners = new Set(rows.filter((row) => row.state === 'LISTEN' && row.port === port).map(({ owner }) => owner));
  const [taker] = owners;
  return owners.size !== 1 || taker === undefined || taker === '' ? o : { ...o, value: { ...o.value, taker } };
}
