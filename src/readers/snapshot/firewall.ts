import { type BothWays, type Connection, connect } from '../../firewall/connection.ts';
import { readIptables } from '../../firewall/iptables.ts';
import type { Decision, RulePlace, Ruleset, Table } from '../../firewall/model.ts';
import { readNft } from '../../firewall/nft.ts';
import type { Observation, ObservationMap } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';

/** What the packet filter of Linux makes of the client's first packet, and of the answer to it. */
export const part: Part = {
  id: 'firewall',
  read: (server) => {
    const filters = filtersOf(server);
    const ways = filters === null ? null : agreed(filters, connectionsOf(server));
    if (filters === null || ways === null) return { covers: [], observations: [] };
    const observations = factsOf(server, filters, ways);
    const settled = [ways.in, ways.out].every((way) => way === null || certain(way));
    return { covers: settled ? ['firewall.decision'] : [], observations };
  },
};

type Stated = ObservationMap['firewall.decision'];

/** Rules, and the section that each of them stands in. */
interface Filters {
  readonly rulesets: readonly Ruleset[];
  readonly sectionOf: ReadonlyMap<Ruleset, Section>;
}

/** What one tool says, and the tables of nftables that it says more about than nft(8) does. */
interface OfTool {
  readonly section: Section;
  readonly ruleset: Ruleset;
  covers(table: Table): boolean;
}

/** Null: not all of the rules were seen. */
function filtersOf(server: ServerView): Filters | null {
  if (!server.root) return null;
  const xtables = xtablesOf(server);
  if (xtables === null) return null;
  const nft = nftOf(server, xtables);
  if (nft === null) return null;
  const tools = [...nft, ...xtables.map(({ section, ruleset }) => ({ section, ruleset }))];
  return {
    rulesets: tools.map(({ ruleset }) => ruleset),
    sectionOf: new Map(tools.map(({ ruleset, section }) => [ruleset, section])),
  };
}

/** Empty: there is no nft(8), so only what other tools show is known to them. */
function nftOf(
  server: ServerView,
  xtables: readonly OfTool[],
): readonly { section: Section; ruleset: Ruleset }[] | null {
  const section = server.whole('nft');
  if (section === null)
    return server.all('nft').every(({ state }) => state === 'absent') && xtables.length > 0 ? [] : null;
  if (section.status !== 0) return null;
  const { tables, ...rest } = readNft(section.lines.join('\n'));
  const own = tables.filter((table) => !xtables.some((tool) => tool.covers(table)));
  return [{ section, ruleset: { ...rest, tables: own } }];
}

/**
 * What `iptables-save` and its kin say. Tables of iptables-nft are in the list of nft(8) too, those of iptables-legacy
 * are not. Null: there are rules that only they show, and that were not seen whole.
 */
function xtablesOf(server: ServerView): readonly OfTool[] | null {
  const ipset = server.whole('ipset')?.lines.join('\n') ?? '';
  const tools: OfTool[] = [];
  for (const family of [4, 6] as const) {
    const base = family === 4 ? 'iptables' : 'ip6tables';
    const usual = server.all(`${base}-save`)[0];
    // What the usual name shows is either kind; the other kind has a name of its own.
    const kinds = [usual, ...(usual === undefined || isNft(usual) ? server.all(`${base}-legacy-save`) : [])];
    for (const section of kinds) {
      if (section === undefined || isEmpty(section)) continue;
      if (section.state !== 'ran' || section.cut || section.damage !== null || section.status !== 0) return null;
      const ruleset = readIptables(`${ipset}\n${section.lines.join('\n')}`, { family });
      tools.push({
        section,
        ruleset: shifted(ruleset, ipset),
        covers: isNft(section) ? coveredBy(ruleset) : () => false,
      });
    }
  }
  return tools;
}

function isNft(section: Section | undefined): boolean {
  return section?.lines.some((line) => line.includes('(nf_tables)')) === true;
}

/** It has no rules, or the kernel no such tables: then the tool fails, and says so. */
function isEmpty({ state, status, lines }: Section): boolean {
  if (state === 'absent') return true;
  if (state !== 'ran') return false;
  if (status !== 0) return lines.some((line) => /does not exist|not found|unsupported|initialize/i.test(line));
  return !lines.some((line) => line.startsWith('*'));
}

function coveredBy({ tables }: Ruleset): (table: Table) => boolean {
  const own = new Set(tables.map((table) => `${table.family} ${table.name}`));
  return (table) => own.has(`${table.family} ${table.name}`);
}

/** Lines of the section itself: the sets stood before them. */
function shifted(ruleset: Ruleset, ipset: string): Ruleset {
  const by = ipset.split('\n').length;
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      line: chain.line - by,
      rules: chain.rules.map((rule) => ({ ...rule, place: { ...rule.place, line: rule.place.line - by } })),
    })),
  }));
  return { ...ruleset, tables };
}

/** An address of the host and the interface that has it. */
interface Own {
  readonly address: string;
  readonly device: string;
}

function ownOf(server: ServerView): readonly Own[] {
  let device = '';
  return (server.whole('addresses')?.lines ?? []).flatMap((line) => {
    device = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? device;
    const address = /^\s+inet6? ([0-9a-f.:]+)/i.exec(line)?.[1];
    return address === undefined ? [] : [{ address, device }];
  });
}

/** Each way that the connection may come: the address that it goes to is known when the client is. */
function connectionsOf(server: ServerView): readonly Connection[] {
  const own = ownOf(server);
  const bound = listenedAt(server);
  const family = server.from === null ? null : familyOf(server.from);
  const all = own.length > 0 ? { own: own.map(({ address }) => address) } : {};
  const route = /(?:^| )dev (\S+)(?:.*? src (\S+))?/.exec(server.whole('route.back')?.lines[0] ?? '');
  const device = route?.[1];
  const devices = device === undefined || server.from === null ? {} : { inBy: device, outBy: device };
  const source = route?.[2];
  const reachable = own.filter(({ address }) => {
    const scope = scopeOf(address);
    return scope !== 'loopback' && scope !== 'link-local' && (family === null || familyOf(address) === family);
  });
  const near = server.from === null ? undefined : reachable.find(({ address }) => address === source);
  const targets = near === undefined ? reachable : [near];
  const listened = targets.filter(({ address }) => bound.length === 0 || bound.includes(address));
  return (listened.length > 0 ? listened : targets)
    .slice(0, 16)
    .map(({ address }) => ({ from: server.from, to: address, toPort: server.port, ...devices, ...all }));
}

/** Addresses that the port is bound to; empty: any, or nobody knows. */
function listenedAt(server: ServerView): readonly string[] {
  const lines = server.whole('listeners')?.lines ?? [];
  const at = lines.flatMap((line) => {
    const [, address, port] = /^(?:LISTEN\s+)?\d+\s+\d+\s+\[?([^\s\]%]+)(?:%\S+?)?\]?:(\d+)\s/.exec(line) ?? [];
    return address !== undefined && Number(port) === server.port ? [address] : [];
  });
  return at.some((address) => /^(?:\*|0\.0\.0\.0|::)$/.test(address)) ? [] : at;
}

/** What is decided whichever way it comes; null when that differs, or when nobody knows a way. */
function agreed({ rulesets }: Filters, connections: readonly Connection[]): BothWays | null {
  const [first, ...others] = connections.map((connection) => connect(rulesets, connection));
  if (first === undefined) return null;
  const same = (a: Decision | null, b: Decision | null): boolean =>
    a?.action === b?.action &&
    a?.rule === b?.rule &&
    a?.policy?.line === b?.policy?.line &&
    a?.translated?.place === b?.translated?.place;
  return others.every((other) => same(first.in, other.in) && same(first.out, other.out)) ? first : null;
}

const certain = ({ action }: Decision): boolean => action === 'accept' || action === 'drop' || action === 'reject';

function factsOf(server: ServerView, filters: Filters, { in: there, out }: BothWays): readonly Observation[] {
  const { translated } = there;
  const moved = translated !== null && (translated.toPort !== server.port || there.packet.toHere === false);
  const nat =
    moved && translated.condition === undefined ? [fact(server, filters, 'redirect', 'nat', translated.place)] : [];
  return [
    ...nat,
    ...stated(server, filters, 'in', there),
    ...(out === null ? [] : stated(server, filters, 'out', out)),
  ];
}

/** Rules that let only so much through. */
const counts = /\b(?:limit|hashlimit|connlimit|recent|ct count|meter|quota)\b/;

function stated(server: ServerView, filters: Filters, hook: 'in' | 'out', decision: Decision): readonly Observation[] {
  const { action, rule, policy, condition } = decision;
  if (action === 'may-drop' && counts.test(condition ?? ''))
    return [fact(server, filters, 'limit', hook, rule ?? policy)];
  if (action !== 'accept' && action !== 'drop' && action !== 'reject') return [];
  return [fact(server, filters, action, hook, rule ?? policy)];
}

type Place = RulePlace | Decision['policy'];

/** With the rule as its tool prints it, behind the chain that it stands in. */
function fact(
  server: ServerView,
  filters: Filters,
  action: Stated['action'],
  hook: Stated['hook'],
  place: Place,
): Observation {
  const where = filters.rulesets.find(
    ({ tables }) =>
      place !== null && tables.some(({ family, name }) => family === place.family && name === place.table),
  );
  const section =
    (where === undefined ? undefined : filters.sectionOf.get(where)) ?? [...filters.sectionOf.values()][0];
  const chain = place === null ? '' : `${place.family} ${place.table} ${place.chain}: `;
  const text = place === null ? 'no rule stops it' : 'text' in place ? place.text : 'policy drop';
  const value: Stated = { where: 'server', action, hook, rule: `${chain}${text}` };
  return server.fact('firewall.decision', value, section as Section, place === null ? undefined : place.line - 1);
}
