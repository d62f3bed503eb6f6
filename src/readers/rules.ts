import { byCount } from '../firewall/count.ts';
import { type Flow, judgeFlow, type Kind, kindsOf, type RulesFile } from '../firewall/flow.ts';
import type { Evidence } from '../model/evidence.ts';
import type { FlowReport, FlowRule, FlowWay } from '../model/flow.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf } from '../wire/address.ts';
import { clientLines, dialledIn } from './pasted.ts';

/** Rules of the server, and the connection that they are asked about. */
export interface AskedRules {
  readonly files: readonly RulesFile[];
  readonly flow: Flow;
}

type Stated = ObservationMap['firewall.decision'];

/** What `nft list ruleset` (also with -j), `iptables-save` and `ipset save` print on the server. */
export const reader: Reader = {
  id: 'rules',
  title: 'firewall rules of the server',
  vantage: 'server',
  recognise: (lines) => {
    const kinds = kindsOf(lines);
    // A word such as COMMIT is in many texts: a table must be there.
    const holds = kinds.some(
      (kind, i) => kind === 'nft' || kind === 'json' || /^\*(?:filter|nat|mangle|raw|security)$/.test(lines[i] ?? ''),
    );
    return holds ? kinds.flatMap((kind, i) => (isRules(kind) ? [i] : [])) : [];
  },
  read: (evidence) => {
    if (isAsked(evidence.data)) return decided(evidence.data, evidence);
    return typeof evidence.data === 'string' ? ofText(evidence.data, evidence) : unasked;
  },
};

/** Routes in a text may be those of the client. */
const isRules = (kind: Kind | undefined): boolean => kind !== undefined && kind !== 'other' && kind !== 'routes';

/** Rules in a text are asked about the connection that ssh tried in it, whoever came and to whichever address of the host. */
function ofText(text: string, evidence: Evidence): Reading {
  const lines = text.split('\n');
  const flow = flowIn(lines);
  const onClient = clientLines(lines);
  const kinds = kindsOf(lines);
  const first = kinds.findIndex(isRules);
  if (flow === null || onClient(first)) return unasked;
  const rules = lines.map((line, i) => (isRules(kinds[i]) ? line : '')).join('\n');
  return decided({ files: [{ name: 'the text', text: rules }], flow }, evidence);
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

/** What rules do with a connection, null: with none that is known. Nothing is covered: rules of another program may stand beside those that were given. */
export function decided(asked: AskedRules | null, evidence: Evidence): Reading {
  if (asked === null) return unasked;
  const report = judgeFlow(asked.files, asked.flow);
  const facts = [
    ...redirected(report),
    ...stated('in', report.in),
    ...(report.out === null ? [] : stated('out', report.out)),
  ];
  const observations = [...facts.map((fact) => observed(fact, evidence)), ...wayBack(report, evidence)];
  const notes = observations.length === 0 ? [`the firewall rules do not settle it: ${report.summary}`] : [];
  return { covers: [], observations, notes };
}

interface Fact {
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
    return [{ kind: 'server.way-back', value: { state: way === out ? 'none' : 'filtered', text: way.route }, at }];
  });
}

/** What these rules let through others may stop: nft(8) does not show those of iptables-legacy. */
function stated(hook: 'in' | 'out', { action, rule, condition, route }: FlowWay): readonly Fact[] {
  if (route !== null) return [];
  if (action === 'drop' || action === 'reject') return [{ action, hook, rule }];
  return action === 'may-drop' && byCount(condition) ? [{ action: 'limit', hook, rule }] : [];
}

function observed({ action, hook, rule }: Fact, { id }: Evidence): Observation {
  const where = rule === null ? '' : `${rule.family} ${rule.table} ${rule.chain}: `;
  const text = rule === null ? 'no rule stops it' : (rule.text ?? 'policy drop');
  const at =
    rule === null ? { evidence: id } : { evidence: id, line: rule.line, quote: rule.text ?? `${where}${text}` };
  return { kind: 'firewall.decision', value: { where: 'server', action, hook, rule: `${where}${text}` }, at };
}
