import type { Layer } from '../firewall/cloud.ts';
import { cloudLines, part, refusal, refusedIn } from '../firewall/clouds.ts';
import { byCount } from '../firewall/count.ts';
import { curesOf, redirectCures } from '../firewall/cures.ts';
import type { Flow } from '../firewall/flow.ts';
import { type Kind, kindsOf } from '../firewall/kinds.ts';
import { toldIn } from '../firewall/owners.ts';
import { type Sides, sidesOf, summaryOfSides } from '../firewall/path.ts';
import type { RulesFile } from '../firewall/sources.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Fix } from '../model/fix.ts';
import {
  type FlowInside,
  type FlowOwner,
  type FlowPacket,
  type FlowReport,
  type FlowRule,
  type FlowWay,
  ownerText,
  type RuleOwner,
  type RulePosition,
} from '../model/flow.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf, isAddress } from '../wire/address.ts';
import { aimIn, ownRule } from './own-rules.ts';
import { apartLines, clientLines, type Dialled, dialledIn } from './pasted.ts';
import { checksIn } from './port-checks/checks.ts';
import { sourceAt } from './source.ts';
import { clean } from './ssh-log/text.ts';

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

/** Routes in a text may be those of the client; a command that somebody typed may be older than the list, or have failed. */
const notRules: ReadonlySet<Kind> = new Set(['other', 'noise', 'routes', 'ip', 'typed']);
const isRules = (kind: Kind | undefined): boolean => kind !== undefined && !notRules.has(kind);

function hostLines(lines: readonly string[]): readonly number[] {
  // Nearly every text ends here.
  if (!lines.some((line) => line.includes('{') || line.startsWith('*'))) return [];
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
  const host = first >= 0 && !apartLines(lines)(first);
  if (first >= 0 && onClient(first) && clouds.size === 0) return ofClient(lines, kinds, evidence);
  if (flow === null || (!host && clouds.size === 0)) return unasked;
  const rules = lines.map((line, i) => (clouds.has(i) || (host && isRules(kinds[i])) ? line : '')).join('\n');
  // What its tools tell of the rules may stand beside them.
  if (host && isCut(rules))
    return { ...unasked, notes: ['the firewall rules end within a block: a part of them is missing'] };
  const told = host ? toldIn(text).map((as) => ({ name: 'the text', text, as })) : [];
  return decided({ files: [{ name: 'the text', text: rules }, ...told], flow }, evidence, addressIn(lines));
}

/** A rule that lost its end takes the next ones for its own. */
function isCut(rules: string): boolean {
  const bare = rules.replace(/"[^"\n]*"/g, '').replace(/#.*/g, '');
  if (bare.split('{').length !== bare.split('}').length) return true;
  return bare
    .split(/^[ \t]*chain /m)
    .slice(1)
    .some(isFolded);
}

/** In a chain each line stands at one column: what does not is the rest of the one above. */
function isFolded(chain: string): boolean {
  const [, ...lines] = chain.split('\n').filter((line) => line.trim() !== '');
  const end = lines.findIndex((line) => /^\s*\}|\{\s*$/.test(line));
  const columns = lines.slice(0, end < 0 ? lines.length : end).map((line) => line.length - line.trimStart().length);
  return columns.some((column) => column !== columns[0]);
}

/** Rules that were listed on the machine that ssh was called on. */
function ofClient(lines: readonly string[], kinds: readonly Kind[], evidence: Evidence): Reading {
  const aim = aimIn(lines);
  const onClient = clientLines(lines);
  if (aim === null || lines.some((_, i) => isRules(kinds[i]) && !onClient(i))) return unasked;
  const text = lines.map((line, i) => (isRules(kinds[i]) ? line : '')).join('\n');
  const placed = (words: string): number => lines.findIndex((line, i) => isRules(kinds[i]) && line.trim() === words);
  const observations = ownRule(text, aim, lines, evidence.id, placed);
  return observations.length === 0 ? unasked : { covers: [], observations };
}

/** The one address that the lines of ssh name; null: none, or several. */
function addressIn(lines: readonly string[]): string | null {
  const addresses = [...dialledIn(lines).hosts].filter(isAddress);
  return addresses.length === 1 ? (addresses[0] ?? null) : null;
}

/** The connection that the lines of ssh tell of; null when they tell of none. */
export function flowIn(lines: readonly string[]): Flow | null {
  const dialled = dialledIn(lines);
  const { hosts, ports } = dialled.hosts.size > 0 ? dialled : checkedIn(lines);
  const [port] = ports;
  if (hosts.size === 0 || port === undefined || ports.size > 1) return null;
  const six = [...hosts].every((host) => familyOf(host) === 6);
  return { from: sourceAt(lines), to: six ? '2001:db8::1' : '192.0.2.1', toAny: true, port };
}

/** Where nobody has run ssh: whose SSH port was tried by hand. */
function checkedIn(lines: readonly string[]): Dialled {
  const checks = checksIn(lines.map(clean)).filter(({ port }) => port === 22);
  return { hosts: new Set(checks.map(({ address }) => address)), ports: new Set(checks.map(({ port }) => port)) };
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
  const parted = part(asked.files);
  const sides = sidesOf(parted, asked.flow, at);
  const facts = [
    ...(sides.host === null ? [] : hostFacts(sides.host, parted.host, asked.flow)),
    ...sides.in.flatMap((layer) => cloudFacts('in', layer)),
    ...sides.out.flatMap((layer) => cloudFacts('out', layer)),
  ];
  const sure = [
    ...facts.map((fact) => observed(fact, evidence)),
    ...(sides.host === null ? [] : wayBack(sides.host, evidence)),
  ];
  // Where machines are listed and none is the one that was dialled, the rules are those of another.
  const open = sure.length === 0 && !asked.files.some(({ text }) => listsMachines.test(text));
  const observations = open ? sides.in.flatMap((layer) => likely(layer, evidence)) : sure;
  const notes = sure.length === 0 ? [unsettled(sides, { ...asked.flow, to: at ?? asked.flow.to })] : [];
  return { covers: [], observations, notes };
}

function unsettled(sides: Sides, flow: Flow): string {
  const { summary, assumed } = summaryOfSides(sides, flow);
  const taken = assumed.length === 0 ? '' : ` It is taken that ${assumed.join('; ')}.`;
  return `the firewall rules do not settle it: ${summary}${taken}`;
}

function hostFacts(report: FlowReport, files: readonly RulesFile[], given: Flow): readonly Fact[] {
  const { flow, in: there, out, ack } = report;
  const facts = [
    ...redirected(report),
    ...stated('in', there),
    ...(out === null ? [] : stated('out', out)),
    ...(ack === null ? [] : stated('ack', ack)),
    ...linesOf(report),
  ];
  // A machine of a cloud is asked for by the address that it knows.
  const asked: Flow = { ...given, to: flow.to, toAny: given.toAny === true && flow.to === given.to };
  const cures = [
    ...(facts.some(({ hook }) => hook === 'nat') ? [redirectCures(files, asked)] : []),
    ...(facts.some(({ hook }) => hook !== 'nat') ? [curesOf(files, asked)] : []),
  ];
  return facts.map((fact) => {
    const own = cures.find(({ at }) => at !== null && at.line === fact.rule?.line && at.file === fact.rule.file);
    return own === undefined ? fact : { ...fact, cures: own.fixes };
  });
}

/**
 * What a cloud admits proves nothing, and what is only taken for granted no more than that. A way back that is not there is no
 * firewall.
 */
function cloudFacts(hook: 'in' | 'out', { action, rule, assumed, route, owner }: Layer): readonly Fact[] {
  if (action !== 'drop' || assumed.length > 0 || route === true) return [];
  return [{ where: 'cloud', action, hook, rule, owner, cures: owner === null ? [] : cloudCures(owner) }];
}

const listsMachines = /"(?:PublicIp|PublicIpAddress|PrivateIpAddress|natIP|networkIP)"/;

/** What a cloud stops if that which is taken for granted is so. */
function likely({ hook, action, rule, route }: Layer, { id }: Evidence): readonly Observation[] {
  if (action !== 'drop' || route === true) return [];
  const words = rule?.text ?? 'no rule admits it';
  const at = { evidence: id, ...(rule === null ? {} : { line: rule.line, quote: words }) };
  const place = rule === null ? `${hook}: ` : placeOf(rule);
  return [{ kind: 'firewall.likely', value: { where: 'cloud', action, rule: `${place}${words}` }, at }];
}

function cloudCures({ tool, setting, command, undo }: FlowOwner): readonly Fix[] {
  if (command === null) return [];
  const say = `Admit this connection in ${setting}.`;
  const fix = { who: 'network', risk: 'none', platform: tool, say, commands: [command] } as const;
  return [undo === undefined ? fix : { ...fix, undo: [undo] }];
}

interface Fact {
  readonly where?: Stated['where'];
  readonly action: Stated['action'];
  readonly hook: Stated['hook'];
  readonly rule: FlowRule | null;
  readonly owner: FlowOwner | null;
  readonly cures?: readonly Fix[];
}

function redirected({ flow, in: { translated, action } }: FlowReport): readonly Fact[] {
  if (translated === null || action === 'unknown' || action === 'may-drop') return [];
  const moved = translated.port !== flow.port || translated.to !== flow.to;
  const { rule, owner = null } = translated;
  return moved ? [{ action: 'redirect', hook: 'nat', rule, owner }] : [];
}

/** Routes that stop it, where nothing had to be taken for granted. */
function wayBack({ in: there, out, ack, assumed }: FlowReport, { id }: Evidence): readonly Observation[] {
  if (assumed.length > 0) return [];
  return [there, out, ack].flatMap((way): readonly Observation[] => {
    if (way === null || way.action !== 'drop' || way.route === null) return [];
    const at = way.rule === null ? { evidence: id } : { evidence: id, line: way.rule.line, quote: way.rule.text ?? '' };
    return [{ kind: 'server.route', value: { state: way === out ? 'none' : 'filtered', text: way.route }, at }];
  });
}

/** What these rules let through others may stop: nft(8) does not show those of iptables-legacy. */
function stated(
  hook: Exclude<FlowPacket, FlowInside>,
  { action, rule, condition, route, owner }: FlowWay,
): readonly Fact[] {
  if (route !== null) return [];
  const limits = action === 'may-drop' && byCount(condition);
  return limits ? [{ action: 'limit', hook, rule, owner }] : stopping(hook, { action, rule, owner });
}

/** The lines that are stopped for certain. */
function linesOf({ lineIn, lineOut }: FlowReport): readonly Fact[] {
  const stops = (hook: 'line-in' | 'line-out', way: FlowWay | undefined): readonly Fact[] =>
    way === undefined || way.route !== null || !hasMatched(way.rule) ? [] : stopping(hook, way);
  return [...stops('line-in', lineIn), ...stops('line-out', lineOut)];
}

/**
 * What a rule finds in packets can be told from its words, and its own counter tells whether it did. Without one, Boyer-Moore is
 * not believed: before Linux 6.5 it may overlook what the content begins with (lib/ts_bm.c).
 */
export function hasMatched(rule: { readonly packets?: number; readonly text?: string } | null): boolean {
  return rule?.packets === undefined ? !/--algo bm\b/.test(rule?.text ?? '') : rule.packets > 0;
}

function stopping(
  hook: Stated['hook'],
  { action, rule, owner }: Pick<FlowWay, 'action' | 'rule' | 'owner'>,
): readonly Fact[] {
  return action === 'drop' || action === 'reject' ? [{ action, hook, rule, owner }] : [];
}

function observed({ where = 'server', action, hook, rule, owner, cures = [] }: Fact, { id }: Evidence): Observation {
  const chain = rule === null ? '' : placeOf(rule);
  const text = rule === null ? 'no rule stops it' : (rule.text ?? 'policy drop');
  const quoted =
    rule === null ? {} : { line: rule.line, quote: rule.text ?? `${chain}${text}`, rule: positionOf(rule) };
  const at = { evidence: id, ...quoted, ...(owner === null ? {} : { owner: nameOf(owner) }) };
  const value = { where, action, hook, rule: `${chain}${text}${where === 'cloud' ? '' : byOwner(owner)}` };
  const fact = { kind: 'firewall.decision', value, at } as const;
  return cures.length === 0 ? fact : { ...fact, cures };
}

/** Behind the words of a rule: a rule of ufw may be that of a ban daemon. */
export function byOwner(owner: RuleOwner | null): string {
  return owner === null ? '' : ` (${ownerText(owner)})`;
}

/** Where it stands; what it says is the quote. */
function positionOf({ text: _, line: __, routing: ___, ...position }: FlowRule): RulePosition {
  return position;
}

/** Without its command, which is among the cures. */
export function nameOf({ tool, setting }: RuleOwner): RuleOwner {
  return { tool, setting };
}

function placeOf({ provider, family, table, chain }: FlowRule): string {
  return provider === undefined ? `${family} ${table} ${chain}: ` : `${provider} ${table}, ${chain}: `;
}
