/*
 * One path: the rules of the cloud in front of the host, and the host's own. On the way in the cloud comes first.
 */
import { decidingPacket, type FlowPacket, type FlowReport, type FlowStep, type FlowWay } from '../model/flow.ts';
import { scopeOf } from '../wire/address.ts';
import { type Layer, unseen } from './cloud.ts';
import { judgeClouds, type Parted, part } from './clouds.ts';
import { type Flow, insideOf, judgeFlow, said, subjects } from './flow.ts';
import type { RulesFile } from './sources.ts';

/** What the rules of both say, each by itself. */
export interface Sides {
  readonly in: readonly Layer[];
  readonly out: readonly Layer[];
  readonly lacking: readonly string[];
  /** Null: no rules of the host were given. */
  readonly host: FlowReport | null;
}

/** Says what the rules do with the packets that the connection is made of. */
export function judgePath(files: readonly RulesFile[], flow: Flow): FlowReport {
  const parted = part(files);
  if (parted.clouds.size === 0) return judgeFlow(files, flow);
  const sides = sidesOf(parted, flow);
  return joined(sides, flow);
}

/**
 * Each side of the path asked for itself: what the cloud admits says nothing about the host. `at`: the address that the cloud
 * knows the machine by, null: nobody knows.
 */
export function sidesOf(parted: Parted, flow: Flow, at: string | null = flow.to): Sides {
  if (at === null && parted.clouds.size > 0) {
    const host = parted.host.length === 0 ? null : judgeFlow(parted.host, flow);
    return { in: [unseen('cloud', noAddress)], out: [], lacking: [], host };
  }
  const answers = judgeClouds(parted, { ...flow, to: at ?? flow.to });
  const inside = answers.map((one) => one.inside).find((one) => one !== null) ?? null;
  return {
    in: answers.flatMap((one) => one.in),
    out: answers.flatMap((one) => one.out),
    lacking: answers.flatMap((one) => one.lacking),
    host: parted.host.length === 0 ? null : hostReport(parted.host, flow, answers.length > 0, inside),
  };
}

const noAddress = 'the address of the machine, which nobody tells';

const byDestination = /\b[id]?addr\b|\s(?:-d|--dst-range|--destination)\s|"daddr"/;

/** A machine of a cloud knows its private IPv4 address alone. */
function hostReport(files: readonly RulesFile[], flow: Flow, inCloud: boolean, inside: string | null): FlowReport {
  if (inside !== null) return judgeFlow(files, { ...flow, to: inside, toAny: false });
  const report = judgeFlow(files, flow);
  const isPublic = !flow.to.includes(':') && ['public', 'documentation'].includes(scopeOf(flow.to));
  if (!inCloud || !isPublic || flow.toAny === true || !files.some(({ text }) => byDestination.test(text)))
    return report;
  const condition = `the private address that ${flow.to} stands for, which the host's rules ask for`;
  return { ...report, action: 'unknown', in: { ...report.in, action: 'unknown', condition }, out: null, ack: null };
}

/** In a sentence, and what it takes for granted. */
export function summaryOfSides(
  sides: Sides,
  flow: Flow,
): { readonly summary: string; readonly assumed: readonly string[] } {
  if (sides.in.length + sides.out.length === 0 && sides.host !== null) return sides.host;
  return joined(sides, flow);
}

function joined({ in: inwards, out: outwards, lacking, host }: Sides, flow: Flow): FlowReport {
  const there = combined([...inwards.map(wayOf), ...(host === null ? [] : [host.in])]);
  const stopped = there.action === 'drop' || there.action === 'reject';
  const answers = [...(host?.out == null ? [] : [host.out]), ...outwards.map(wayOf)];
  const back = stopped || answers.length === 0 ? null : combined(answers);
  const certain = back !== null && (back.action === 'drop' || back.action === 'reject');
  const opens = !stopped && !certain && host !== null;
  const ways = {
    in: there,
    out: back,
    ...(opens ? { ack: host.ack, ...insideOf(host, (way) => way) } : { ack: null }),
  };
  const packet = certain ? 'out' : decidingPacket(ways);
  const decides = ways[packet] ?? there;
  return {
    format: 1,
    flow: { from: flow.from, to: flow.to, port: flow.port },
    action: decides.action,
    summary: summaryOf(flow, decides, packet, host),
    ...ways,
    assumed: [...new Set([...(host?.assumed ?? []), ...(there.assumed ?? []), ...(back?.assumed ?? [])])],
    unread: host?.unread ?? [],
    lacking: host === null ? [...lacking, "the host's own rules (nft list ruleset)"] : lacking,
  };
}

function wayOf(layer: Layer): FlowWay {
  const { hook, action, rule, condition, owner, assumed } = layer;
  const step: readonly FlowStep[] =
    rule === null
      ? []
      : [{ hook, rule, matched: action === 'accept' || action === 'drop' ? true : 'unknown', verdict: action }];
  return { action, how: null, route: null, rule, condition, translated: null, owner, path: step, assumed };
}

/** Whoever drops for certain decides, wherever it stands; then the first that nobody can tell of. */
function combined(ways: readonly FlowWay[]): FlowWay {
  const open = ways.findIndex(({ action }) => action === 'may-drop' || action === 'unknown');
  // What may be dropped before is not surely rejected.
  const sure = ways.findIndex(({ action }, i) => action === 'drop' || (action === 'reject' && (open < 0 || i < open)));
  const at = sure >= 0 ? sure : open;
  const decides = ways[at];
  const path = ways.slice(0, at < 0 ? undefined : at + 1).flatMap((way) => way.path);
  if (decides !== undefined) return { ...decides, path };
  const assumed = ways.flatMap((way) => way.assumed ?? []);
  const last = ways.at(-1);
  return {
    action: 'accept',
    how: null,
    route: null,
    rule: last?.rule ?? null,
    condition: null,
    translated: last?.translated ?? null,
    owner: null,
    path,
    ...(assumed.length === 0 ? {} : { assumed }),
  };
}

function summaryOf({ from, to, port }: Flow, way: FlowWay, packet: FlowPacket, host: FlowReport | null): string {
  const flow = `${from ?? 'a client'} to ${to} port ${port}`;
  if (way.action === 'accept') {
    return host === null
      ? `The rules of the cloud let the connection from ${flow} through to the host, whose own rules were not given.`
      : `The connection from ${flow} is accepted, by the cloud and by the host, and so is its answer.`;
  }
  const what = `${subjects[packet]} from ${flow}`;
  const { rule } = way;
  const by =
    rule === null || way.action === 'unknown'
      ? ''
      : rule.provider === undefined
        ? ` by ${rule.text === undefined ? 'the policy' : 'a rule'} of the host's chain ${rule.chain}`
        : ` in front of the host, by ${rule.table} of ${rule.provider}`;
  const why = way.condition === null ? '' : `: it hinges on ${way.condition}`;
  return `${what} ${said[way.action]}${by}${why}.`;
}
