import type { Layer } from '../firewall/cloud.ts';
import { cloudLines, part, refusal, refusedIn } from '../firewall/clouds.ts';
import { byCount } from '../firewall/count.ts';
import { type Flow, kindsOf, type RulesFile } from '../firewall/flow.ts';
import { judgePath, sidesOf } from '../firewall/path.ts';
import type { FlowReport, FlowRule, FlowWay } from '../model/flow.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';

/** Rules of the server, and the connection that they are asked about. */
export interface AskedRules {
  readonly files: readonly RulesFile[];
  readonly flow: Flow;
}

type Stated = ObservationMap['firewall.decision'];

/** What `nft list ruleset`, `iptables-save` and `ipset save` print on the server, and what a cloud keeps in front of it. */
export const reader: Reader = {
  id: 'rules',
  title: 'firewall rules of the server',
  vantage: 'server',
  recognise: (lines) => [...new Set([...hostLines(lines), ...cloudLines(lines)])].sort((a, b) => a - b),
  read: ({ data, ...about }) => (isAsked(data) ? decided(data, about.id) : unasked(data)),
};

function hostLines(lines: readonly string[]): readonly number[] {
  const kinds = kindsOf(lines);
  // A word such as COMMIT is in many texts: a table must be there.
  const holds = kinds.some(
    (kind, i) => kind === 'nft' || /^\*(?:filter|nat|mangle|raw|security)$/.test(lines[i] ?? ''),
  );
  return holds ? kinds.flatMap((kind, i) => (kind === 'other' ? [] : [i])) : [];
}

function unasked(data: unknown): Reading {
  const refused = typeof data === 'string' ? refusedIn([{ name: 'the text', text: data }]) : null;
  const notes = [
    'which connection the firewall rules are asked about is not in the text: sshwhy firewall FILE --from ADDR --to ADDR says what they do with it',
    ...(refused === null ? [] : [refusal(refused)]),
  ];
  return { covers: [], observations: [], notes };
}

function isAsked(data: unknown): data is AskedRules {
  return typeof data === 'object' && data !== null && 'files' in data && 'flow' in data;
}

/** Nothing is covered: rules of another program may stand beside those that were given. */
function decided(asked: AskedRules, evidence: string): Reading {
  const sides = sidesOf(part(asked.files), asked.flow);
  const facts = [
    ...(sides.host === null ? [] : hostFacts(sides.host)),
    ...sides.in.flatMap((layer) => cloudFacts('in', layer)),
    ...sides.out.flatMap((layer) => cloudFacts('out', layer)),
  ];
  const notes = facts.length === 0 ? [unsettled(judgePath(asked.files, asked.flow))] : [];
  return { covers: [], observations: facts.map((fact) => observed(fact, evidence)), notes };
}

function unsettled({ summary, in: there, out }: FlowReport): string {
  const assumed = [...(there.assumed ?? []), ...(out?.assumed ?? [])];
  const taken = assumed.length === 0 ? '' : ` It is taken that ${assumed.join('; ')}.`;
  return `the firewall rules do not settle it: ${summary}${taken}`;
}

function hostFacts(report: FlowReport): readonly Fact[] {
  return [...redirected(report), ...stated('in', report.in), ...(report.out === null ? [] : stated('out', report.out))];
}

/**
 * What a cloud admits proves nothing, and what is only taken for granted no more than that. A way back that is not there is no
 * firewall.
 */
function cloudFacts(hook: 'in' | 'out', { action, rule, assumed, route }: Layer): readonly Fact[] {
  return action === 'drop' && assumed.length === 0 && route !== true ? [{ where: 'cloud', action, hook, rule }] : [];
}

interface Fact {
  readonly where?: Stated['where'];
  readonly action: Stated['action'];
  readonly hook: Stated['hook'];
  readonly rule: FlowRule | null;
}

function redirected({ flow, in: { translated, action } }: FlowReport): readonly Fact[] {
  if (translated === null || action === 'unknown' || action === 'may-drop') return [];
  const moved = translated.port !== flow.port || translated.to !== flow.to;
  return moved ? [{ action: 'redirect', hook: 'nat', rule: translated.rule }] : [];
}

/** What these rules let through others may stop: nft(8) does not show those of iptables-legacy. */
function stated(hook: 'in' | 'out', { action, rule, condition }: FlowWay): readonly Fact[] {
  if (action === 'drop' || action === 'reject') return [{ action, hook, rule }];
  return action === 'may-drop' && byCount(condition) ? [{ action: 'limit', hook, rule }] : [];
}

function observed({ where = 'server', action, hook, rule }: Fact, evidence: string): Observation {
  const chain = rule === null ? '' : placeOf(rule);
  const text = rule === null ? 'no rule stops it' : (rule.text ?? 'policy drop');
  const at = rule === null ? { evidence } : { evidence, line: rule.line, quote: rule.text ?? `${chain}${text}` };
  return { kind: 'firewall.decision', value: { where, action, hook, rule: `${chain}${text}` }, at };
}

function placeOf({ provider, family, table, chain }: FlowRule): string {
  return provider === undefined ? `${family} ${table} ${chain}: ` : `${provider} ${table}, ${chain}: `;
}
