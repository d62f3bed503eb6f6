/*
 * Rules from files, a connection, and what becomes of it.
 */
import {
  decidingPacket,
  type FlowInside,
  type FlowOwner,
  type FlowPacket,
  type FlowReport,
  type FlowRule,
  type FlowWay,
  insides,
  stoppedByRoute,
} from '../model/flow.ts';
import { familyOf } from '../wire/address.ts';
import { connect, type Handshake } from './connection.ts';
import type { Decision, RulePlace, Ruleset } from './model.ts';
import { hiddenBy, whetherFound } from './neighbours.ts';
import type { About } from './owner.ts';
import { ownerOf } from './owners.ts';
import { Router } from './routing.ts';
import { bareAmong, type RulesFile, Sources, toldBy } from './sources.ts';

export interface Flow {
  /** As it arrives; null: nobody knows what the client's address becomes on the way. */
  readonly from: string | null;
  /** An address of the host that has the rules. */
  readonly to: string;
  /** `to` stands for any address of that host and of its family. */
  readonly toAny?: boolean;
  readonly port: number;
  /** Interface that it comes in by, and that the answer leaves by; absent: nobody told. */
  readonly device?: string;
}

/** The first of the files that holds no rules; null: each of them does. */
export function withoutRules(files: readonly RulesFile[]): string | null {
  const own = files.filter((file) => !toldBy(file).alone);
  const bare = bareAmong(own);
  return bare?.name ?? (own.length === 0 ? (files[0]?.name ?? null) : null);
}

/** The routes that were given, as far as they are. */
export function routerOf(sources: Sources, { to, toAny }: Pick<Flow, 'to' | 'toAny'>): Router | null {
  return toAny === true ? null : Router.of(sources.routes(), familyOf(to) === 6 ? 6 : 4);
}

/** Says what the rules do with the packets that the connection is made of. */
export function judgeFlow(files: readonly RulesFile[], flow: Flow): FlowReport {
  const { sources, rulesets } = loaded(files, familyOf(flow.to) === 6 ? 6 : 4);
  const lacking = sources.lacking(rulesets, familyOf(flow.to) === 6 ? 6 : 4);
  const router = routerOf(sources, flow);
  const { ways: decided, assumed } = decide(rulesets, flow, sources, router);
  // Whatever rules there are besides, what the routes stop is stopped.
  const ways: Handshake = lacking === null || routed(decided) ? decided : undecided(decided.in, lacking);
  const passes = [ways.in, ways.out, ways.ack].every((one) => one === null || one.action === 'accept');
  const hidden = passes ? hiddenIn(rulesets, flow) : null;
  const told = (one: Decision | null): FlowWay | null => (one === null ? null : wayOf(one, rulesets, sources, flow));
  const said = {
    in: wayOf(hidden ?? ways.in, rulesets, sources, flow),
    out: told(ways.out),
    ack: told(ways.ack),
    ...insideOf(ways, (one) => wayOf(one, rulesets, sources, flow)),
  };
  const packet = decidingPacket(said);
  const decides = said[packet] ?? said.in;
  return {
    format: 1,
    flow: { from: flow.from, to: flow.to, port: flow.port },
    action: decides.action,
    summary: summaryOf(flow, decides, packet),
    ...said,
    assumed: [
      ...sources.assumed,
      ...(router?.assumed == null ? [] : [router.assumed]),
      ...(assumed === null ? [] : [assumed]),
    ],
    unread: rulesets.flatMap(({ unread }) => unread.map(({ line, text }) => ({ ...sources.placeOf(line), text }))),
  };
}

/** Of what packets carry, as far as it is told of. */
export function insideOf<T, R>(
  ways: Partial<Record<FlowInside, T>>,
  make: (way: T) => R,
): Partial<Record<FlowInside, R>> {
  return Object.fromEntries(
    insides.flatMap((packet) => {
      const way = ways[packet];
      return way === undefined ? [] : [[packet, make(way)]];
    }),
  );
}

/** What is let in comes only if the machines beside it find the host. */
export function hiddenIn(rulesets: readonly Ruleset[], { from, to, toAny, device }: Flow): Decision | null {
  if (!to.includes(':') || (from === to && toAny !== true) || device === 'lo') return null;
  const stop = hiddenBy(rulesets, device);
  return stop === null ? null : { ...stop, action: 'may-drop', condition: whetherFound };
}

/** Rules as they were read. */
export interface Loaded {
  readonly sources: Sources;
  readonly rulesets: readonly Ruleset[];
}

const known = new WeakMap<readonly RulesFile[], Map<4 | 6, Loaded>>();

/** The rules in files; the same files are asked more than once, and read once. */
export function loaded(files: readonly RulesFile[], family: 4 | 6): Loaded {
  const before = known.get(files) ?? new Map<4 | 6, Loaded>();
  known.set(files, before);
  const own = before.get(family);
  if (own !== undefined) return own;
  const sources = [...before.values()][0]?.sources ?? new Sources(files);
  const all = { sources, rulesets: sources.read(family) };
  before.set(family, all);
  return all;
}

/** What decides, and of which packet. */
export function judged(
  ways: Handshake,
  lacking: string | null,
): { readonly decision: Decision; readonly way: FlowPacket } {
  const known = lacking === null || routed(ways) ? ways : undecided(ways.in, lacking);
  const way = decidingPacket(known);
  return { decision: known[way] ?? known.in, way };
}

/** Whether the routes stop it, whatever else. */
const routed = (ways: Handshake): boolean => stoppedByRoute(ways.in) || stoppedByRoute(ways.out);

/** Nobody can tell what becomes of the first packet. */
function undecided(there: Decision, condition: string): Handshake {
  return { in: { ...there, action: 'unknown', condition }, out: null, ack: null };
}

/** More interfaces than this are not tried one by one. */
const maxDevices = 32;

/** `assumed`: what the answer takes for granted. */
interface Decided {
  readonly ways: Handshake;
  readonly assumed: string | null;
}

/**
 * Which interface it comes in by seldom matters, and where it does, only the interfaces that the rules name and one that
 * they do not name differ: each of these is tried. What comes from another host does not come in by `lo`. Where it
 * matters and the way back is known, it is taken to come in by the interface that the way back leaves by.
 */
export function decide(rulesets: readonly Ruleset[], flow: Flow, sources: Sources, router: Router | null): Decided {
  const { from, to, toAny = false, port, device } = flow;
  const own = router?.own ?? null;
  const known = {
    from,
    to,
    toAny,
    toPort: port,
    ...(router === null ? {} : { router }),
    ...(own === null ? {} : { own }),
  };
  const by = (name?: string): Handshake =>
    connect(rulesets, { ...known, ...(name === undefined ? {} : { inBy: name, outBy: name }) });
  const certain = (ways: Handshake): Decided => ({ ways, assumed: null });
  if (device !== undefined) return certain(by(device));
  if (from === to && !toAny) return certain(by('lo'));
  const usual = from === null ? null : (router?.backBy(from, to) ?? null);
  const named = [...new Set([...sources.devices(), ...(usual === null ? [] : [usual])])];
  if (named.length > maxDevices) return certain(by());
  const [first, ...others] = [...named, unnamed].map(by);
  if (first === undefined) return certain(by());
  if (others.every((other) => allAlike(first, other))) return certain(first);
  if (usual !== null) {
    const assumed = `it comes in by ${usual}, which the way back to ${from} leaves by (--iif names another)`;
    return { ways: by(usual), assumed };
  }
  return certain(undecided(by().in, whichDevice));
}

/** A name that no interface has: the kernel refuses the slash. */
const unnamed = 'any/other';
const whichDevice = 'the interface that it comes in by (--iif names it)';

function allAlike(a: Handshake, b: Handshake): boolean {
  const packets: readonly FlowPacket[] = ['in', 'out', 'ack', ...insides];
  return packets.every((packet) => alike(a[packet] ?? null, b[packet] ?? null));
}

function alike(a: Decision | null, b: Decision | null): boolean {
  return (
    a?.action === b?.action &&
    sameRule(a, b) &&
    a?.policy?.line === b?.policy?.line &&
    a?.how === b?.how &&
    a?.route === b?.route
  );
}

function sameRule(a: Decision | null, b: Decision | null): boolean {
  return a?.rule === b?.rule || (a?.rule?.routing !== undefined && a.rule.line === b?.rule?.line);
}

export function wayOf(
  decision: Decision,
  rulesets: readonly Ruleset[],
  sources: Sources,
  { port, from = null }: Partial<Pick<Flow, 'port' | 'from'>>,
): FlowWay {
  const { action, how, condition, translated, path, route = null } = decision;
  const owned = (one: Place): FlowOwner | null =>
    ownership(one, rulesets, {
      told: sources.told,
      ...(port === undefined ? {} : { port }),
      client: from,
      path: path.map((step) => step.place),
    });
  const place = decision.rule ?? decision.policy;
  const stops = action !== 'accept';
  return {
    action,
    how: how ?? null,
    route,
    rule: place === null ? null : ruleOf(place, sources),
    condition,
    translated:
      translated === null
        ? null
        : {
            rule: ruleOf(translated.place, sources),
            to: translated.to,
            port: translated.toPort,
            owner: owned(translated.place),
          },
    owner: place === null || !stops || route !== null ? null : owned(place),
    path: path.map((step) => ({
      hook: step.hook,
      rule: ruleOf(step.place, sources),
      matched: step.matched,
      verdict: step.verdict,
    })),
  };
}

type Place = RulePlace | NonNullable<Decision['policy']>;

function ruleOf(place: Place, sources: Sources): FlowRule {
  const { family, table, chain, line } = place;
  const where = { ...sources.placeOf(line), family, table, chain };
  if (!('text' in place)) return where;
  const { handle, number, packets, routing } = place;
  const text = sources.quoteOf(line) ?? place.text;
  if (routing !== undefined) return { ...where, text, routing };
  return {
    ...where,
    ...(handle === undefined ? {} : { handle }),
    number,
    text,
    ...(packets === undefined ? {} : { packets }),
  };
}

/** Who made a rule or a policy that stands in one of the rulesets. */
function ownership(place: Place, rulesets: readonly Ruleset[], about: Omit<About, 'table'>): FlowOwner | null {
  const ruleset = rulesets.find(({ tables }) =>
    tables.some(
      ({ family, name, chains }) =>
        family === place.family && name === place.table && chains.some((chain) => chain.name === place.chain),
    ),
  );
  return ruleset === undefined ? null : ownerOf(place, ruleset, about);
}

/** What becomes of a packet, in a sentence. */
export const said: Readonly<Record<FlowWay['action'], string>> = {
  accept: 'is accepted',
  drop: 'is dropped',
  reject: 'is rejected',
  'may-drop': 'may be dropped',
  unknown: 'cannot be decided from these rules',
};

/** What is stopped, as the subject of a sentence. */
export const subjects: Readonly<Record<FlowPacket, string>> = {
  in: 'The connection',
  out: 'The answer to the connection',
  ack: 'All that comes after the first packet of the connection',
  lineOut: "The server's version line in the connection",
  lineIn: "The client's version line in the connection",
  restOut: 'Something that the server sends in the connection',
  restIn: 'Something that the client sends in the connection',
};

function summaryOf({ from, to, port }: Flow, way: FlowWay, packet: FlowPacket): string {
  const flow = `${from ?? 'a client'} to ${to} port ${port}`;
  const what = `${subjects[packet]} from ${flow}`;
  if (way.action === 'accept') {
    const { translated } = way;
    const on = translated === null ? '' : `, and sent on to ${translated.to} port ${translated.port}`;
    return `The connection from ${flow} is accepted, and so is its answer${on}.`;
  }
  const by =
    way.route !== null
      ? `: ${way.route}`
      : way.rule === null
        ? ''
        : ` by ${way.rule.text === undefined ? 'the policy' : 'a rule'} of the chain ${way.rule.chain}`;
  const why = way.condition === null || way.condition === way.route ? '' : `: it hinges on ${way.condition}`;
  return `${what} ${said[way.action]}${way.action === 'unknown' ? '' : by}${why}.`;
}
