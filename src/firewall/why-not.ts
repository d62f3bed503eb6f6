/*
 * What would let a connection in: the change is made in the rules that were read, and the walk says whether it does.
 */
import type { FlowChange, FlowPacket, FlowReport, WhyNot } from '../model/flow.ts';
import { familyOf } from '../wire/address.ts';
import { type Admission, byHand, type Edit, edited, forAll, holds, liftedByHand, type Stop, termsOf } from './admit.ts';
import { decide, type Flow, hiddenIn, judged, loaded, routerOf } from './flow.ts';
import { forgotten } from './forget.ts';
import type { Decision, Ruleset } from './model.ts';
import type { Told } from './owner.ts';
import { remediesOf } from './owners.ts';
import type { RulesFile, Sources } from './sources.ts';
import { valueFor } from './span.ts';
import { differences, partsOf } from './who.ts';

/** Rules in a row that may each need a change. */
const maxChanges = 8;
/** More rules than this are not asked again about every other source. */
const maxCompared = 20_000;
/** Ports that are asked about again. */
const maxPorts = 64;

/** Rules as they are, or as a change leaves them. */
export interface State {
  readonly files: readonly RulesFile[];
  readonly sources: Sources;
  readonly rulesets: readonly Ruleset[];
  /** What the tools tell: numbers in it hold until a rule of theirs is taken out. */
  readonly told: Told;
}

/** For whom the way is made free: the one client, or whoever comes as it does. */
export type Whom = 'client' | 'all';

const forNeighbours =
  'The connection itself is let in. Let ICMPv6 types 135 and 136 (neighbour solicitation and advertisement) pass in and out as well.';

const besides =
  ' (And its neighbours must find the host: let ICMPv6 types 135 and 136 pass in and out as well, if nothing does.)';

/** The smallest change that admits the flow, in the words of the tool that owns the deciding rules. */
export function whyNot(
  files: readonly RulesFile[],
  flow: Flow & { readonly from: string },
  report: FlowReport,
): WhyNot {
  if (report.action === 'accept')
    return {
      status: 'admitted',
      say: 'These rules let it in already: there is nothing to change.',
      changes: [],
      also: null,
    };
  const start = stateOf(files, flow);
  const { changes, state, end } = changesOf(start, flow, 'client');
  if (changes.length === 0 && end.action === 'accept')
    return { status: 'none', say: forNeighbours, changes: [], also: null };
  if (end.action === 'accept')
    return {
      status: 'change',
      say: `${said(changes)}${hiddenIn(state.rulesets, flow) === null ? '' : besides}`,
      changes,
      also: alsoIn(start, state, flow),
    };
  if (end.action === 'unknown') return open(end.condition, changes);
  const say = 'No change was found here that lets it in for certain.';
  return { status: 'none', say, changes: [], also: null };
}

export interface Made {
  readonly changes: readonly FlowChange[];
  readonly state: State;
  /** What becomes of the connection then. */
  readonly end: Decision;
}

/** One change for each rule that stops it, one behind the other, as far as one is found that gets it past the rule. */
export function changesOf(start: State, flow: Flow, whom: Whom): Made {
  let state = start;
  const changes: FlowChange[] = [];
  for (let i = 0; ; i++) {
    const now = walk(state, flow);
    const { action } = now.decision;
    // What may still stop somebody else is not in everybody's way.
    const open = action === 'unknown' || (action === 'may-drop' && whom === 'all' && i > 0);
    const next = action === 'accept' || open || i === maxChanges ? null : step(state, now, flow, whom);
    if (next === null) return { changes, state, end: now.decision };
    changes.push(next.change);
    state = next.state;
  }
}

function open(condition: string | null, changes: readonly FlowChange[]): WhyNot {
  const behind = changes.length > 0 ? 'Behind the first change it' : 'It';
  const say = `${behind} hinges on what was not given, so no change can be named: ${condition ?? 'what came before'}.`;
  return { status: 'not-known', say, changes: [], also: null };
}

function said(changes: readonly FlowChange[]): string {
  return changes.length === 1
    ? 'This lets it in:'
    : `${changes.length} rules stop it, one behind the other. All of these together let it in:`;
}

export function stateOf(files: readonly RulesFile[], flow: Flow): State {
  const { sources, rulesets } = loaded(files, familyOf(flow.to) === 6 ? 6 : 4);
  return { files, sources, rulesets, told: sources.told };
}

type Judged = ReturnType<typeof judged>;

export function walk({ sources, rulesets }: State, flow: Flow): Judged {
  return judged(
    decide(rulesets, flow, sources, routerOf(sources, flow)).ways,
    sources.lacking(rulesets, familyOf(flow.to) === 6 ? 6 : 4),
  );
}

/** The first change that gets it past the rule. */
function step(
  state: State,
  { decision, way }: Judged,
  flow: Flow,
  whom: Whom,
): { readonly change: FlowChange; readonly state: State } | null {
  const stop = stopOf(state, decision, way, flow);
  if (stop === null) return null;
  const choices = whom === 'client' ? forClient(state, stop) : forEach(state, stop);
  for (const { edit, ...change } of choices) {
    const next = made(state, stop, edit, flow);
    if (next === null) continue;
    const after = walk(next, flow).decision;
    const same = after.action !== 'accept' && samePlace(after, decision) && after.action === decision.action;
    if (!same) return { change, state: next };
  }
  return null;
}

/** By its owner, else by the packet filter's own command. */
function forClient(state: State, stop: Stop): readonly Admission[] {
  const tool = toolOf(state, stop);
  const remedies = remediesOf(stop);
  const number = stop.place.text === undefined ? null : (stop.place.number ?? 1);
  const hand = [number, ...(number === 1 ? [] : [1])].map((before) => {
    const admission = byHand(tool, stop, before);
    const by = remedies?.owner.tool ?? null;
    return by === null
      ? admission
      : {
          ...admission,
          tool: by,
          past: true as const,
          risk: `${by} knows nothing of this rule, and removes it at its next reload.`,
        };
  });
  return [...(remedies?.admissions ?? []), ...hand];
}

/** The setting is taken back, or each is let in; a tool's rules only as the tool does it. */
function forEach(state: State, stop: Stop): readonly Admission[] {
  const wide = { ...stop, terms: forAll(stop.terms) };
  const remedies = remediesOf(wide);
  if (remedies !== null) return [...(remedies.lift === null ? [] : [remedies.lift]), ...remedies.admissions];
  const tool = toolOf(state, stop);
  // A rule that asks for no port stops more than this, and is meant to.
  const lifted = /\bdports?\b/.test(stop.place.text ?? '') ? liftedByHand(tool, stop) : null;
  const number = stop.place.text === undefined ? null : (stop.place.number ?? 1);
  return [...(lifted === null ? [] : [lifted]), byHand(tool, wide, number)];
}

export function toolOf({ rulesets }: State, { table }: Stop): string {
  return rulesets.find(({ tables }) => tables.includes(table as never))?.tool ?? 'nft';
}

function samePlace(a: Decision, b: Decision): boolean {
  return a.rule?.line === b.rule?.line && a.rule?.text === b.rule?.text && a.policy?.line === b.policy?.line;
}

export function made(state: State, stop: Stop, edit: Edit, flow: Flow): State | null {
  if (edit.is === 'forget') {
    const files = forgotten(state.files, edit.set, edit.element);
    return files === null ? null : stateOf(files, flow);
  }
  const rulesets = edited(state.rulesets, stop, edit);
  return rulesets === null ? null : { ...state, rulesets, told: edit.is === 'remove' ? new Map() : state.told };
}

function stopOf(state: State, decision: Decision, way: FlowPacket, flow: Flow): Stop | null {
  const place = decision.rule ?? decision.policy;
  return place === null ? null : stopAt(state, place, { decision, way, flow });
}

/** A place that stops the connection, or sends it elsewhere; null: it is in no table of the rules. */
export function stopAt(
  { rulesets, told }: State,
  place: NonNullable<Decision['rule'] | Decision['policy']>,
  { decision, way: packet, flow: { from, to, toAny, port } }: { decision: Decision; way: FlowPacket; flow: Flow },
): Stop | null {
  const table = rulesets.flatMap(({ tables }) => tables).find((one) => holds(one, place));
  if (table === undefined) return null;
  // Where it stands now: a change before may have moved it.
  const rules = table.chains.find(({ name }) => name === place.chain)?.rules ?? [];
  const at = 'text' in place ? rules.findIndex((rule) => rule.place === place) : -1;
  const now = at < 0 ? place : { ...place, number: at + 1 };
  const way = packet === 'out' || packet === 'lineOut' || packet === 'restOut' ? 'out' : 'in';
  const terms = termsOf(decision, way, { to, port });
  return {
    place: now,
    way,
    client: from,
    host: toAny === true ? null : to,
    port,
    terms,
    path: decision.path,
    table,
    told,
  };
}

/** What the changes let in besides: other sources at this port, other ports for this source. */
function alsoIn(start: State, end: State, flow: Flow & { readonly from: string }): readonly string[] | null {
  const family = familyOf(flow.to) === 6 ? 6 : 4;
  const count = start.rulesets.reduce(
    (sum, { tables }) =>
      sum + tables.reduce((all, { chains }) => all + chains.reduce((n, { rules }) => n + rules.length, 0), 0),
    0,
  );
  if (count > maxCompared) return null;
  const { port, to, device } = flow;
  const asked = { from: null, to, port, ...(device === undefined ? {} : { device }) };
  const [before, after] = [start, end].map(({ rulesets, sources }) => partsOf(rulesets, family, asked, sources));
  const others =
    before === undefined || after === undefined ? [] : differences(before, after, valueFor(flow.from, family));
  const ports = portsOf(start.rulesets)
    .filter((one) => one !== port)
    .filter((one) => {
      const other = { ...flow, port: one };
      return walk(start, other).decision.action !== walk(end, other).decision.action;
    });
  const more = ports.length === 0 ? [] : [`port${ports.length > 1 ? 's' : ''} ${ports.join(', ')}, for ${flow.from}`];
  return [...others.map((net) => `port ${port}, for ${net}`), ...more];
}

function portsOf(rulesets: readonly Ruleset[]): readonly number[] {
  const ports = new Set([21, 23, 80, 443]);
  for (const { tables } of rulesets)
    for (const { chains } of tables)
      for (const { rules } of chains)
        for (const { place } of rules)
          for (const [port] of place.text.includes('port') ? place.text.matchAll(/(?<![\d.:])\d{1,5}(?![\d.:])/g) : [])
            if (Number(port) > 0 && Number(port) < 65_536 && ports.size < maxPorts) ports.add(Number(port));
  return [...ports];
}
