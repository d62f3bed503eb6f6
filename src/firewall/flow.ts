/*
 * Rules from files, a connection, and what becomes of it.
 */
import {
  decidingPacket,
  type FlowOwner,
  type FlowPacket,
  type FlowReport,
  type FlowRule,
  type FlowWay,
  stoppedByRoute,
} from '../model/flow.ts';
import { familyOf } from '../wire/address.ts';
import { connect, type Handshake } from './connection.ts';
import { readIptables } from './iptables.ts';
import { jsonDepth, jsonStarts, saidByJson } from './json.ts';
import type { Decision, RulePlace, Ruleset } from './model.ts';
import { readNft } from './nft.ts';
import type { About, Told } from './owner.ts';
import { ownerOf, toldIn } from './owners.ts';
import { isRouting, type Routes, readRoutes } from './routes.ts';
import { Router } from './routing.ts';

export interface RulesFile {
  readonly name: string;
  readonly text: string;
  /** The command or the path of which it is the content, where it holds no rules and a tool that makes some tells it. */
  readonly as?: string;
}

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
  const bare = own.find(({ text }) => kindsOf(text.split('\n')).every((kind) => kind === 'other'));
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
  const told = (one: Decision | null): FlowWay | null => (one === null ? null : wayOf(one, rulesets, sources, flow));
  const said = { in: wayOf(ways.in, rulesets, sources, flow), out: told(ways.out), ack: told(ways.ack) };
  const packet = decidingPacket(said);
  const decides = said[packet] ?? said.in;
  return {
    format: 1,
    flow: { from: flow.from, to: flow.to, port: flow.port },
    action: decides.action,
    summary: summaryOf(flow, decides, packet),
    ...said,
    assumed: [...(router?.assumed == null ? [] : [router.assumed]), ...(assumed === null ? [] : [assumed])],
    unread: rulesets.flatMap(({ unread }) => unread.map(({ line, text }) => ({ ...sources.placeOf(line), text }))),
  };
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
  return alike(a.in, b.in) && alike(a.out, b.out) && alike(a.ack, b.ack);
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

/** What a tool tells of its rules in a file. `alone`: it holds no rules beside, or only such as the tool keeps for itself. */
function toldBy({ text, as }: RulesFile): { readonly told: readonly string[]; readonly alone: boolean } {
  if (as !== undefined) return { told: [as], alone: true };
  const told = toldIn(text);
  if (told.length === 0) return { told, alone: false };
  const loads = (kind: Kind): boolean => kind === 'nft' || kind === 'json' || kind === 'sets' || kind === 'routes';
  const loaded = /^# Generated by ip6?tables-save /m.test(text) || kindsOf(text.split('\n')).some(loads);
  return { told, alone: !loaded };
}

export type Kind = 'nft' | 'json' | 'xtables' | 'sets' | 'routes' | 'other';

/** What each line is of. Nobody's lines are left to nft's reader, which names what it does not understand. */
export function kindsOf(lines: readonly string[]): readonly Kind[] {
  let block = 0;
  let json = 0;
  return lines.map((line, i): Kind => {
    if (json > 0 || (block === 0 && jsonStarts(line, lines[i + 1]))) {
      json = Math.max(0, json + jsonDepth(line));
      return 'json';
    }
    if (block === 0 && !/^\s*table\s+(?:(?:ip6?|inet|netdev|arp|bridge)\s+)?\S+\s*\{/.test(line)) {
      if (/^(?:create|add) \S+ /.test(line)) return 'sets';
      if (/^(?:\*[a-z]+|COMMIT|# (?:Generated|Completed) (?:on|by)|:\S+ \S+|(?:\[\d+:\d+\] )?-[AIPN] )/.test(line))
        return 'xtables';
      return isRouting(line) ? 'routes' : 'other';
    }
    // Most lines by far.
    if (block > 0 && !line.includes('{') && !line.includes('}')) return 'nft';
    const bare = line.replace(/"[^"]*"/g, '').replace(/#.*/, '');
    block += bare.split('{').length - bare.split('}').length;
    return 'nft';
  });
}

/** All files behind each other as one text, so that each line has one number. Sets stand before the rules that use them. */
export class Sources {
  readonly #lines: { readonly text: string; readonly kind: Kind; readonly file: string; readonly line: number }[] = [];

  /** What the tools that make rules told of them. */
  readonly told: Told;

  #devices: readonly string[] | null = null;

  constructor(files: readonly RulesFile[]) {
    const tellings = files.map((file) => ({ file, ...toldBy(file) }));
    this.told = new Map(tellings.flatMap(({ file, told }) => told.map((as) => [as, file.text] as const)));
    const rules = tellings.filter(({ alone }) => !alone).map(({ file }) => file);
    const parts = rules.map(({ name, text }) => {
      const lines = text.split(/\r?\n/);
      return { name, lines, kinds: kindsOf(lines) };
    });
    const rank = ({ kinds }: { kinds: readonly Kind[] }): number =>
      kinds.includes('sets') && !kinds.includes('xtables') ? 0 : 1;
    for (const { name, lines, kinds } of parts.sort((a, b) => rank(a) - rank(b))) {
      for (let i = 0; i < lines.length; i++) {
        const kind = kinds[i] ?? 'other';
        if (kind !== 'json') this.#lines.push({ text: lines[i] ?? '', kind, file: name, line: i + 1 });
        else i = this.#said(lines, kinds, name, i);
      }
    }
  }

  /** One document of JSON, in the words of nft(8); gives its last line. */
  #said(lines: readonly string[], kinds: readonly Kind[], file: string, from: number): number {
    let to = from + 1;
    while (kinds[to] === 'json' && !jsonStarts(lines[to] ?? '', lines[to + 1])) to++;
    for (const { text, line } of saidByJson(lines.slice(from, to).join('\n')))
      this.#lines.push({ text, kind: 'nft', file, line: from + line });
    return to - 1;
  }

  read(family: 4 | 6): readonly Ruleset[] {
    const text = this.#only('xtables', 'sets');
    const xtables = readIptables(text, { family });
    const nft = readNft(this.#only('nft', 'other'));
    if (xtables.tables.length === 0) return [nft];
    // What iptables-nft makes is in the list of nft(8), too; what iptables-legacy makes is not.
    const apart = /^# Generated by ip6?tables-save v[\d.]+ on /m.test(text) && !text.includes('(nf_tables)');
    const shared = new Set(apart ? [] : xtables.tables.map(({ family: of, name }) => `${of} ${name}`));
    const own = nft.tables.filter(({ family: of, name }) => !shared.has(`${of} ${name}`));
    return [{ ...nft, tables: own }, xtables];
  }

  /** The lines that tell of routes, as they are. */
  routing(): readonly string[] {
    return this.#lines.flatMap(({ text, kind }) => (kind === 'routes' ? [text] : []));
  }

  /** What was told of the routes. Null: nothing. */
  routes(): Routes | null {
    return readRoutes(this.#lines.flatMap(({ text, kind }, i) => (kind === 'routes' ? [{ text, line: i + 1 }] : [])));
  }

  /** The list of nft(8) has every family; each program of iptables shows one. Null: nothing lacks. */
  lacking(rulesets: readonly Ruleset[], family: 4 | 6): string | null {
    const of = family === 6 ? 'ip6' : 'ip';
    const has = rulesets.some(({ tables }) => tables.some((table) => table.family === of));
    return has || this.#has('nft') ? null : `the rules of IPv${family}, which ${of}tables-save prints`;
  }

  /** Interfaces that the rules name, but `lo`. One that a pattern stands for is made of it. */
  devices(): readonly string[] {
    this.#devices ??= this.#named();
    return this.#devices;
  }

  #named(): readonly string[] {
    const names = new Set<string>();
    for (const { text, kind } of this.#lines) {
      if (!text.includes(kind === 'nft' ? '"' : ' -')) continue;
      const found =
        kind === 'nft' ? text.matchAll(/"([^"\s]{1,16})"/g) : kind === 'xtables' ? text.matchAll(/ -[io] (\S+)/g) : [];
      for (const [, name = ''] of found) names.add(name.replace(/[*+]$/, '0'));
    }
    names.delete('lo');
    return [...names];
  }

  placeOf(line: number): { readonly file: string; readonly line: number } {
    const at = this.#lines[line - 1];
    return { file: at?.file ?? '', line: at?.line ?? line };
  }

  #has(kind: Kind): boolean {
    return this.#lines.some((line) => line.kind === kind);
  }

  #only(...kinds: readonly Kind[]): string {
    if (!kinds.some((kind) => this.#has(kind))) return '';
    return this.#lines.map(({ text, kind }) => (kinds.includes(kind) ? text : '')).join('\n');
  }
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
  const { handle, number, text, packets, routing } = place;
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
export function ownership(place: Place, rulesets: readonly Ruleset[], about: Omit<About, 'table'>): FlowOwner | null {
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
