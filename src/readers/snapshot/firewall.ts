import { type Connection, connect, type Handshake } from '../../firewall/connection.ts';
import { byCount } from '../../firewall/count.ts';
import { type Cures, curesOf, redirectCures } from '../../firewall/cures.ts';
import type { Flow } from '../../firewall/flow.ts';
import type { Decision, RulePlace, Ruleset } from '../../firewall/model.ts';
import { ownerOf } from '../../firewall/owners.ts';
import { looksInside } from '../../firewall/payload.ts';
import type { RulesFile } from '../../firewall/sources.ts';
import { type FlowPacket, insides, type RuleOwner, type RulePosition } from '../../model/flow.ts';
import type { Observation, ObservationMap } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';
import { byOwner, hasMatched, nameOf } from '../rules.ts';
import { besideRules, fileOf } from './beside-rules.ts';
import { hasCome, isAlike } from './come.ts';
import { isOver } from './counted.ts';
import { type Filters, filtersOf } from './filters.ts';
import { isIdle, likely, namesAlone, packetsOf } from './idle.ts';
import { bridgeMayStop, fewHopsLeft } from './passing.ts';

/** What the packet filter of Linux makes of the packets that a connection is made of. */
export const part: Part = {
  id: 'firewall',
  read: (server) => {
    const filters = filtersOf(server);
    const connections = connectionsOf(server);
    const [connection] = connections;
    if (filters === null) return { covers: [], observations: [] };
    const ofHop = hopFacts(server, filters);
    const ways = agreed(filters, connections);
    // Where nobody knows from where it comes, the hop's own decision tells more than that it hinges on it.
    if (ofHop.length > 0 && (ways === null || !certain(ways.in))) return { covers: [], observations: ofHop };
    if (ways === null || connection === undefined) return { covers: [], observations: [] };
    const anybody = forAnybody(filters, connection, ways.in);
    const bridge = bridgeMayStop(server, filters, connection.inBy ?? undefined);
    const unmet = stopBehindUnmet(server, filters, connection, ways.in);
    const told = factsOf(server, filters, ways, connection).filter(
      (one) => !(bridge || unmet !== null) || !admits(one),
    );
    const idle = anybody === undefined && told.some((one) => isIdle(server, one));
    const observations = [...told, ...(unmet === null ? [] : [unmet])].map((one) => {
      if (one.kind !== 'firewall.decision' || one.value.hook !== 'in') return one;
      if (idle) return likely(one);
      return anybody ? { ...one, value: { ...one.value, anybody } } : one;
    });
    const settled = packets.every((packet) => {
      const way = ways[packet] ?? null;
      return way === null || (certain(way) && (!isInside(packet) || hasMatched(way.rule)));
    });
    return { covers: settled && !bridge && !idle && unmet === null ? ['firewall.decision'] : [], observations };
  },
};

const admits = (one: Observation): boolean => one.kind === 'firewall.decision' && one.value.action === 'accept';

/**
 * The client has tried, and by its counter nobody has met the rule that lets its address in, while what stands behind has stopped
 * packets: on the way here its address may have become another one. What stops them then; null where that is not so.
 */
function stopBehindUnmet(
  server: ServerView,
  filters: Filters,
  connection: Connection,
  { action, rule }: Decision,
): Observation | null {
  if (action !== 'accept' || rule?.packets !== 0) return null;
  if (server.from === null || hasCome(server.all('*'), server.from, server.port)) return null;
  const { action: others, path, policy } = connect(filters.rulesets, { ...connection, from: null }).in;
  if (others === 'accept') return null;
  const step = path.findLast(({ verdict }) => verdict === 'drop' || verdict === 'reject');
  const place = step?.place ?? policy;
  if (place === null) return null;
  const stop = step?.verdict === 'reject' ? 'reject' : 'drop';
  const one = fact(server, filters, { action: stop, hook: 'in', place, path });
  return one.kind !== 'firewall.decision' || packetsOf(one) === 0 ? null : likely(one);
}

/**
 * What stops each address that the hop before the server is known by. It is the decision where it can't hinge on that address;
 * else it is said of that address alone. That it is let in is not said at all: it may come from another one.
 */
function hopFacts(server: ServerView, filters: Filters): readonly Observation[] {
  if (server.from !== null || server.hop.length === 0) return [];
  const asFrom = server.hop.map((address) => ({ ...server, from: address }));
  // Of the other family there is no way to this server.
  const each = asFrom.filter((one) => connectionsOf(one).length > 0).map((one) => stopOf(one, filters));
  const [first] = each;
  if (first == null || each.some((one) => one?.fact.at.line !== first.fact.at.line)) return [];
  const { fact, ways, address } = first;
  if (fact.kind !== 'firewall.decision') return [];
  const { action, rule } = fact.value;
  if (action !== 'drop' && action !== 'reject') return [];
  const stop = { rule, packets: packetsOf(fact) };
  const alike = isAlike(server.whole('addresses')?.lines ?? [], address);
  if (alike && (namesAlone(stop, address) || nobodyElseMet(filters, ways, stop, fact))) return [fact];
  return [{ kind: 'firewall.hop', value: { address, action, rule }, at: fact.at }];
}

interface Stop {
  readonly fact: Observation;
  readonly ways: readonly Connection[];
  readonly address: string;
}

/** The rule or policy that stops what comes from `from` for certain, by whichever card. */
function stopOf(server: ServerView & { readonly from: string }, filters: Filters): Stop | null {
  const cards = [...new Set(ownOf(server).map(({ device }) => device))].filter((device) => device !== 'lo');
  if (cards.length > mostCards) return null;
  const ways = connectionsOf(server).flatMap((one) => cards.map((card) => ({ ...one, inBy: card, outBy: card })));
  const [connection] = ways;
  const decided = agreed(filters, ways);
  if (connection === undefined || decided === null || decided.in.end !== undefined) return null;
  if (decided.in.action !== 'drop' && decided.in.action !== 'reject') return null;
  const { from } = server;
  const fact = factsOf(server, filters, decided, connection).find(
    (o) => o.kind === 'firewall.decision' && o.value.hook === 'in' && o.value.action === decided.in.action,
  );
  return fact === undefined ? null : { fact, ways, address: from };
}

const mostCards = 16;

/**
 * It stops whoever comes to it and has stopped packets, and by their counters no rule before it has ever met one that it was
 * for: whoever came was stopped here, from whichever address.
 */
function nobodyElseMet(
  { rulesets }: Filters,
  ways: readonly Connection[],
  { packets }: { readonly packets: number },
  { at: { rule } }: Observation,
): boolean {
  if (packets === 0) return false;
  return ways.every((way) => {
    const { path } = connect(rulesets, { ...way, from: null }).in;
    return (
      path.length < mostSteps && path.every((step) => (isAt(step.place, rule) ? step.matched === true : isUnmet(step)))
    );
  });
}

/** A chain that some are sent to, by their address, may be the one with the rule. */
const isUnmet = ({ verdict, matched, place }: Decision['path'][number]): boolean =>
  verdict === 'continue' || (verdict === 'jump' ? matched === true : place.packets === 0);

const mostSteps = 1000;

const isAt = (place: RulePlace, rule: RulePosition | undefined): boolean =>
  rule !== undefined &&
  place.table === rule.table &&
  place.family === rule.family &&
  place.chain === rule.chain &&
  place.number === rule.number;

type Stated = ObservationMap['firewall.decision'];

const packets: readonly FlowPacket[] = ['in', 'out', 'ack', ...insides];
const isInside = (packet: FlowPacket): boolean => insides.some((one) => one === packet);

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
  const says = identifiedBy(server);
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
    .map(({ address }) => ({ from: server.from, to: address, toPort: server.port, ...devices, ...all, ...says }));
}

/** Where sshd itself has the port its line begins so (sshd.c); which version runs, the file on the disk can't tell. */
function identifiedBy(server: ServerView): Pick<Connection, 'serverSays'> {
  const at = new RegExp(`:${server.port}\\s.*"sshd"`);
  const openssh = server.all('sshd.version').some(({ lines }) => lines.some((line) => /^OpenSSH_\d/.test(line)));
  const listens = server.whole('listeners')?.lines.some((line) => at.test(line)) === true;
  return openssh && listens ? { serverSays: 'SSH-2.0-OpenSSH_' } : {};
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
function agreed({ rulesets }: Filters, connections: readonly Connection[]): Handshake | null {
  const [first, ...others] = connections.map((connection) => connect(rulesets, connection));
  if (first === undefined) return null;
  const same = (a: Decision | null, b: Decision | null): boolean =>
    a?.action === b?.action &&
    a?.rule === b?.rule &&
    a?.policy?.line === b?.policy?.line &&
    a?.translated?.place === b?.translated?.place;
  return others.every((other) => packets.every((packet) => same(first[packet] ?? null, other[packet] ?? null)))
    ? first
    : null;
}

/** The same rule stops it, whoever comes, and by whichever interface. */
function forAnybody(
  { rulesets }: Filters,
  connection: Connection,
  { action, rule, policy }: Decision,
): true | undefined {
  if (action !== 'drop' && action !== 'reject') return undefined;
  const { inBy: _, outBy: __, ...any } = connection;
  const there = connect(rulesets, { ...any, from: null }).in;
  return there.action === action && there.rule === rule && there.policy?.line === policy?.line ? true : undefined;
}

const certain = ({ action }: Decision): boolean => action === 'accept' || action === 'drop' || action === 'reject';

function factsOf(
  server: ServerView,
  filters: Filters,
  ways: Handshake,
  connection: Connection,
): readonly Observation[] {
  const { in: there, out, ack, lineIn, lineOut } = ways;
  const { translated } = there;
  const moved = translated !== null && (translated.toPort !== server.port || there.packet.toHere === false);
  // Made where something stops it, and read once.
  let made: readonly RulesFile[] | null = null;
  const files = (): readonly RulesFile[] => {
    made ??= filesOf(server, filters);
    return made;
  };
  const flow: Flow = {
    ...connection,
    port: server.port,
    ...(connection.inBy === undefined ? {} : { device: connection.inBy }),
  };
  const empty = translated !== null && there.packet.toHere === true && nobodyAt(server, translated.toPort);
  const nat =
    moved && translated.condition === undefined
      ? [fact(server, filters, { action: 'redirect', hook: 'nat', place: translated.place, path: there.path, empty })]
      : [];
  const cures = (): Cures => curesOf(files(), flow);
  const shut = ack?.action === 'drop' || ack?.action === 'reject';
  return [
    ...nat.map((one) => cured(one, translated?.place ?? null, () => redirectCures(files(), flow))),
    ...stated(server, filters, 'in', there, cures),
    ...(out === null || (out.action === 'accept' && fewHopsLeft(out))
      ? []
      : stated(server, filters, 'out', out, cures)),
    ...(shut ? stated(server, filters, 'ack', ack, cures) : []),
    ...(lineIn !== undefined && stops(lineIn) ? stated(server, filters, 'line-in', lineIn, cures) : []),
    ...(lineOut !== undefined && stops(lineOut) ? stated(server, filters, 'line-out', lineOut, cures) : []),
    ...inspecting(server, filters, ways),
  ];
}

/** Rules that look into packets, have found something by their counters, and may stop what nobody knows the content of. */
function inspecting(server: ServerView, filters: Filters, { ack, ...ways }: Handshake): readonly Observation[] {
  const open = (way: Decision | null | undefined): Decision['path'] =>
    way == null || certain(way)
      ? []
      : way.path.filter(
          ({ place, verdict }) =>
            looksInside(place.text) && place.packets !== 0 && verdict !== 'accept' && verdict !== 'continue',
        );
  const stated = (
    hook: 'rest-in' | 'rest-out',
    of: readonly (Decision | null | undefined)[],
  ): readonly Observation[] => {
    const places = new Set(of.flatMap((way) => open(way).map(({ place }) => place)));
    return [...places].map((place) => fact(server, filters, { action: 'inspect', hook, place, path: [] }));
  };
  return [...stated('rest-in', [ack, ways.lineIn, ways.restIn]), ...stated('rest-out', [ways.lineOut, ways.restOut])];
}

/** It is stopped for certain, and by its counter the rule has stopped something. */
const stops = ({ action, rule }: Decision): boolean => (action === 'drop' || action === 'reject') && hasMatched(rule);

/** The rules once more, as files, with what stands beside them. */
function filesOf(server: ServerView, { sectionOf }: Filters): readonly RulesFile[] {
  const sets = server.whole('ipset');
  const rules = [...(sets === null ? [] : [sets]), ...new Set(sectionOf.values())];
  return [...rules.map((section) => fileOf('', section)), ...besideRules(server.all('*'), '')];
}

function stated(
  server: ServerView,
  filters: Filters,
  hook: Stated['hook'],
  { action, rule, policy, condition, path, end }: Decision,
  cures: () => Cures,
): readonly Observation[] {
  const place = rule ?? policy;
  if (action === 'may-drop' && byCount(condition))
    return [cured(fact(server, filters, { action: 'limit', hook, place, path }), place, cures)];
  // How the client is stopped tells whether it came so far.
  if (end !== undefined) return stated(server, filters, hook, end, cures);
  if (action !== 'accept' && action !== 'drop' && action !== 'reject') return [];
  const one = fact(server, filters, { action, hook, place, path });
  return [action === 'accept' ? one : cured(one, place, cures)];
}

/** With what helps against it, where the same rule was found to stop it. */
function cured(one: Observation, place: Place, cures: () => Cures): Observation {
  const { at, fixes } = cures();
  const same = at !== null && place !== null && at.text === ('text' in place ? place.text : null);
  return same && fixes.length > 0 ? { ...one, cures: fixes } : one;
}

type Place = RulePlace | Decision['policy'];

interface Stating {
  readonly action: Stated['action'];
  readonly hook: Stated['hook'];
  readonly place: Place;
  readonly path: Decision['path'];
  /** It leads to a port of the server at which nobody listens. */
  readonly empty?: boolean;
}

function nobodyAt(server: ServerView, port: number): boolean {
  const listeners = server.whole('listeners');
  if (listeners === null || listeners.status !== 0 || !server.root) return false;
  return !listeners.lines.some((line) => new RegExp(`[:.]${port}\\s`).test(line));
}

/** With the rule as its tool prints it, behind the chain that it stands in, and whose it is. */
function fact(server: ServerView, filters: Filters, { action, hook, place, path, empty }: Stating): Observation {
  const ruleset = filters.rulesets.find(
    ({ tables }) =>
      place !== null && tables.some(({ family, name }) => family === place.family && name === place.table),
  );
  const section =
    (ruleset === undefined ? undefined : filters.sectionOf.get(ruleset)) ?? [...filters.sectionOf.values()][0];
  const owner =
    action === 'accept' || place === null || ruleset === undefined ? null : ownerIn(server, ruleset, place, path);
  const chain = place === null ? '' : `${place.family} ${place.table} ${place.chain}: `;
  const text = place === null ? 'no rule stops it' : 'text' in place ? place.text : 'policy drop';
  const over = action === 'limit' && isOver(server, text) ? ({ over: true } as const) : {};
  const leads = empty === true ? ({ empty } as const) : {};
  const value: Stated = { where: 'server', action, hook, rule: `${chain}${text}${byOwner(owner)}`, ...over, ...leads };
  const i = place === null ? undefined : place.line - 1;
  const plain = server.fact('firewall.decision', value, section as Section, i);
  if (place === null) return plain;
  return {
    ...plain,
    at: { ...plain.at, rule: positionIn(place), ...(owner === null ? {} : { owner: nameOf(owner) }) },
  };
}

function ownerIn(
  server: ServerView,
  ruleset: Ruleset,
  place: NonNullable<Place>,
  path: Decision['path'],
): RuleOwner | null {
  const beside = besideRules(server.all('*'), '');
  const told = new Map(beside.flatMap(({ as, text }) => (as === undefined ? [] : [[as, text] as const])));
  const about = { told, port: server.port, client: server.from, path: path.map((step) => step.place) };
  return ownerOf(place, ruleset, about);
}

function positionIn(place: NonNullable<Place>): RulePosition {
  const { family, table, chain } = place;
  if (!('text' in place)) return { family, table, chain };
  const { handle, number, packets } = place;
  const marks = { ...(handle === undefined ? {} : { handle }), ...(packets === undefined ? {} : { packets }) };
  return { family, table, chain, number, ...marks };
}
