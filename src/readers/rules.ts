import type { Layer } from '../firewall/cloud.ts';
import { cloudLines, part, refusal, refusedIn } from '../firewall/clouds.ts';
import { byCount } from '../firewall/count.ts';
import { type Flow, type Kind, kindsOf, type RulesFile } from '../firewall/flow.ts';
import { type Sides, sidesOf, summaryOfSides } from '../firewall/path.ts';
import type { Evidence } from '../model/evidence.ts';
import type { FlowReport, FlowRule, FlowWay } from '../model/flow.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf, isAddress } from '../wire/address.ts';
import { clientLines, dialledIn } from './pasted.ts';

/** Rules of the server, and the connection that they are asked about. */
export interface AskedRules {
  readonly files: readonly RulesFile[];
  readonly flow: Flow;
}

type Stated = ObservationMap['firewall.decision'];

/** What `nft list ruleset` (also with -j), `iptables-save` and `ipset save` print on the server, and what a cloud's commands print as JSON. */
export const reader: Reader = {
  id: 'rules',
  title: 'firewall rules of the server',
  knows: [{ program: 'nft, iptables', texts: ['nft list ruleset', 'iptables-save', 'ipset save'] }],
  vantage: 'server',
  recognise: (lines) => [...new Set([...hostLines(lines), ...cloudLines(lines)])].sort((a, b) => a - b),
  read: (evidence) => {
    if (isAsked(evidence.data)) return decided(evidence.data, evidence);
    return typeof evidence.data === 'string' ? ofText(evidence.data, evidence) : unasked;
  },
};

/** Routes in a text may be those of the client. */
const isRules = (kind: Kind | undefined): boolean => kind !== undefined && kind !== 'other' && kind !== 'routes';

function hostLines(lines: readonly string[]): readonly number[] {
  const kinds = kindsOf(lines);
  // A word such as COMMIT is in many texts: a table must be there.
  const holds = kinds.some(
    (kind, i) => kind === 'nft' || kind === 'json' || /^\*(?:filter|nat|mangle|raw|security)$/.test(lines[i] ?? ''),
  );
  return holds ? kinds.flatMap((kind, i) => (isRules(kind) ? [i] : [])) : [];
}

/** Rules in a text are asked about the connection that ssh tried in it, whoever came and to whichever address of the host. */
function ofText(text: string, evidence: Evidence): Reading {
  const refused = refusedIn([{ name: 'the text', text }]);
  if (refused !== null) return { ...unasked, notes: [refusal(refused)] };
  const lines = text.split('\n');
  const flow = flowIn(lines);
  const onClient = clientLines(lines);
  const clouds = new Set(cloudLines(lines));
  const kinds = kindsOf(lines).map((kind, i) => (clouds.has(i) ? 'other' : kind));
  const first = kinds.findIndex(isRules);
  const host = first >= 0 && !onClient(first);
  if (flow === null || (!host && clouds.size === 0)) return unasked;
  const rules = lines.map((line, i) => (clouds.has(i) || (host && isRules(kinds[i])) ? line : '')).join('\n');
  return decided({ files: [{ name: 'the text', text: rules }], flow }, evidence, addressIn(lines));
}

/** The one address that the lines of ssh name; null: none, or several. */
function addressIn(lines: readonly string[]): string | null {
  const addresses = [...dialledIn(lines).hosts].filter(isAddress);
  return addresses.length === 1 ? (addresses[0] ?? null) : null;
}

/** The connection that the lines of ssh tell of; null when they tell of none. */
export function flowIn(lines: readonly string[]): Flow | null {
  const { hosts, ports } = dialledIn(lines);
  const [port] = ports;
  if (hosts.size === 0 || port === undefined || ports.size > 1) return null;
  const six = [...hosts].every((host) => familyOf(host) === 6);
  return { from: null, to: six ? '2001:db8::1' : '192.0.2.1', toAny: true, port };
}

const unasked: Reading = {
  covers: [],
  observations: [],
  notes: [
    'which connection the firewall rules are asked about is not in the text: sshwhy firewall FILE --from ADDR --to ADDR says what they do with it',
  ],
};

function isAsked(data: unknown): data is AskedRules {
  return typeof data === 'object' && data !== null && 'files' in data && 'flow' in data;
}

/**
 * What rules do with a connection, null: with none that is known. `at`: the address that a cloud knows it by, null: nobody knows.
 * Nothing is covered: rules of another program may stand beside those that were given.
 */
export function decided(
  asked: AskedRules | null,
  evidence: Evidence,
  at: string | null = asked?.flow.to ?? null,
): Reading {
  if (asked === null) return unasked;
  const sides = sidesOf(part(asked.files), asked.flow, at);
  const facts = [
    ...(sides.host === null ? [] : hostFacts(sides.host)),
    ...sides.in.flatMap((layer) => cloudFacts('in', layer)),
    ...sides.out.flatMap((layer) => cloudFacts('out', layer)),
  ];
  const observations = [
    ...facts.map((fact) => observed(fact, evidence)),
    ...(sides.host === null ? [] : wayBack(sides.host, evidence)),
  ];
  const notes = observations.length === 0 ? [unsettled(sides, { ...asked.flow, to: at ?? asked.flow.to })] : [];
  return { covers: [], observations, notes };
}

function unsettled(sides: Sides, flow: Flow): string {
  const { summary, assumed } = summaryOfSides(sides, flow);
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

/** Routes that stop it, where nothing had to be taken for granted. */
function wayBack({ in: there, out, assumed }: FlowReport, { id }: Evidence): readonly Observation[] {
  if (assumed.length > 0) return [];
  return [there, out].flatMap((way): readonly Observation[] => {
    if (way === null || way.action !== 'drop' || way.route === null) return [];
    const at = way.rule === null ? { evidence: id } : { evidence: id, line: way.rule.line, quote: way.rule.text ?? '' };
    return [{ kind: 'server.route', value: { state: way === out ? 'none' : 'filtered', text: way.route }, at }];
  });
}

/** What these rules let through others may stop: nft(8) does not show those of iptables-legacy. */
function stated(hook: 'in' | 'out', { action, rule, condition, route }: FlowWay): readonly Fact[] {
  if (route !== null) return [];
  if (action === 'drop' || action === 'reject') return [{ action, hook, rule }];
  return action === 'may-drop' && byCount(condition) ? [{ action: 'limit', hook, rule }] : [];
}

function observed({ where = 'server', action, hook, rule }: Fact, { id }: Evidence): Observation {
  const chain = rule === null ? '' : placeOf(rule);
  const text = rule === null ? 'no rule stops it' : (rule.text ?? 'policy drop');
  const at =
    rule === null ? { evidence: id } : { evidence: id, line: rule.line, quote: rule.text ?? `${chain}${text}` };
  return { kind: 'firewall.decision', value: { where, action, hook, rule: `${chain}${text}` }, at };
}

function placeOf({ provider, family, table, chain }: FlowRule): string {
  return provider === undefined ? `${family} ${table} ${chain}: ` : `${provider} ${table}, ${chain}: `;
}
