import { causes } from './causes/registry.gen.ts';
import { lacksOf } from './infer/asks.ts';
import { type Assessment, assess } from './infer/assess.ts';
import { changesOf } from './infer/changes.ts';
import { conclude } from './infer/conclude.ts';
import { derive } from './infer/derive.ts';
import { connectByAddress } from './infer/endings.ts';
import { factsOf, observed } from './infer/facts.ts';
import { findingsOf } from './infer/findings.ts';
import { concludeFleet } from './infer/fleet-verdict.ts';
import { furtherOf, isStopped, withFurther, withStanding } from './infer/further.ts';
import { forwarderOf, hopOf, hopTold, resolverOf } from './infer/hop.ts';
import { serviceAt } from './infer/hosted.ts';
import { asOfNow, recalled } from './infer/past.ts';
import { fill, fillCommand } from './infer/summaries.ts';
import { loginOf, targetOf } from './infer/target.ts';
import type { Bundle, Spent } from './model/bundle.ts';
import type { Cause, Fix } from './model/cause.ts';
import type { Evidence } from './model/evidence.ts';
import type { RulePosition } from './model/flow.ts';
import type { Facts, Observation, ObservationKind, Reading } from './model/observation.ts';
import type { Report, ReportAssessment, ReportFix, ReportStage, ReportTarget, Verdict } from './model/report.ts';
import { printable } from './model/text.ts';
import { read } from './read.ts';
import { fleetIn } from './readers/fleet.ts';
import { readers } from './readers/registry.gen.ts';

/** Judges a bundle. Pure: the same bundle gives the same report, byte for byte. */
export function diagnose(bundle: Bundle): Report {
  const hosts = new Set(bundle.evidence.flatMap((e) => e.about ?? []));
  return hosts.size > 1 ? severally(bundle, [...hosts]) : diagnoseOne(bundle);
}

const severity: readonly Verdict['outcome'][] = ['confirmed', 'candidates', 'undetermined', 'degraded', 'healthy'];

/** One report for each machine: what is known of one says nothing of another. What names none is judged by itself. */
function severally(bundle: Bundle, hosts: readonly string[]): Report {
  const about = (host: string | undefined): Bundle => ({
    ...bundle,
    evidence: bundle.evidence.filter((e) => e.about === host),
    warnings: [],
  });
  const reports: Report[] = hosts.map((host) => ({ ...diagnoseOne(about(host)), host }));
  if (bundle.evidence.some((e) => e.about === undefined)) reports.push(diagnoseOne(about(undefined)));
  const rank = ({ verdict }: Report): number => severity.indexOf(verdict.outcome);
  const worst = reports.reduce((worse, report) => (rank(report) < rank(worse) ? report : worse));
  const others = reports.filter((report) => report !== worst);
  return { ...worst, warnings: [...bundle.warnings.map((w) => printable(w)), ...worst.warnings], others };
}

function diagnoseOne(bundle: Bundle): Report {
  const hops = bundle.hops.map(({ hop, bundle: inner }, i) => ({ id: `hop-${i + 1}`, hop, report: diagnose(inner) }));
  const ofHops = { covers: coveredBy(hops), observations: [...hops.flatMap(hopFacts), ...hopAddresses(bundle)] };
  const readings = readAll(bundle.evidence, ofHops);
  const facts = derive(factsOf([...readings, ofHops]));
  const target = bundle.ssh === null ? null : targetOf(bundle.ssh, facts);
  const words = wordsOf(target, facts);
  const fleet = bundle.evidence.map(fleetIn).find((found) => found !== null);
  const { verdict: judged, assessments } = judge(bundle, readings, facts, words);
  const verdict = fleet === undefined ? judged : concludeFleet(judged, fleet, assessments);
  const service = serviceAt(words['host'] ?? '');
  const rooted = verdict.roots.flatMap((id) => assessments.find((a) => a.cause.id === id) ?? []);
  return {
    format: 1,
    tool: bundle.tool,
    startedAt: bundle.startedAt,
    durationMs: bundle.durationMs,
    target,
    verdict,
    stages: ladderOf(facts),
    findings: findingsOf(facts),
    lacks: target === null ? lacksOf(facts, bundle.evidence, service !== null) : [],
    assessments: assessments.map(assessmentOf),
    fixes: rooted.flatMap((a) => ofOwn(fixesOf(a, words), service)),
    changes: changesOf(facts, rooted),
    ...(fleet === undefined ? {} : { fleet }),
    hops: hops.map(({ hop, report }) => ({ hop, verdict: report.verdict, stages: report.stages })),
    evidence: bundle.evidence.map(({ id, kind, vantage, at, title }) => ({ id, kind, vantage, at, title })),
    warnings: [...warningsOf(bundle), ...readings.flatMap((r) => r.notes ?? [])].map((w) => printable(w)),
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly assessments: readonly Assessment[];
}

/** What the facts say of now; of a text that says nothing of now, what was before; and what waits behind a proven cause. */
function judge(
  bundle: Bundle,
  readings: readonly Reading[],
  facts: Facts,
  words: Readonly<Record<string, string>>,
): Judged {
  const ofNow = withStanding(
    causes.map((cause) => assess(cause, facts)),
    facts,
  );
  const first = conclude(facts, ofNow, words, bundle.ssh === null);
  const likely = first.outcome === 'undetermined' && isText(bundle) ? withPast(ofNow, facts) : ofNow;
  const verdict = likely === ofNow ? first : conclude(facts, likely, words, true);
  if (!isStopped(verdict)) return { verdict, assessments: likely };
  const further = furtherOf(verdict, likely, fromServer(bundle.evidence, readings), facts);
  const assessments = likely.map((a) => further.get(a.cause.id) ?? a);
  return { verdict: withFurther(verdict, [...further.values()], words), assessments };
}

/** All causes as the server's end alone has them. What was pasted may be of another day. */
function fromServer(evidence: readonly Evidence[], readings: readonly Reading[]): readonly Assessment[] {
  const own = evidence.map(({ vantage, kind }) => vantage === 'server' && !pasted.has(kind));
  const facts = derive(factsOf(readings.filter((_, i) => own[i])));
  return causes.map((cause) => assess(cause, facts));
}

/** Nobody looked: all that there is was pasted. */
function isText({ ssh, evidence }: Bundle): boolean {
  return ssh === null && evidence.every(({ kind }) => pasted.has(kind));
}

const pasted = new Set(readers.filter(({ alone }) => alone !== true).map(({ id }) => id));

function withPast(ofNow: readonly Assessment[], facts: Facts): readonly Assessment[] {
  const before = asOfNow(facts);
  return before === null
    ? ofNow
    : recalled(
        ofNow,
        causes.map((cause) => assess(cause, before)),
        facts,
      );
}

/** Each hop was asked up to the first that fails: that none does is known, too. */
function coveredBy(hops: readonly unknown[]): readonly ObservationKind[] {
  return hops.length > 0 ? ['hop.failed'] : [];
}

/** Its evidence stands under the hop's own number, `hop-1`, in `hops`. */
function hopFacts({ id, hop, report }: { id: string; hop: string; report: Report }): readonly Observation[] {
  const { outcome, stage, symptom, summary } = report.verdict;
  if (symptom === null || outcome === 'healthy' || outcome === 'degraded') return [];
  return [
    {
      kind: 'hop.failed',
      value: { hop, stage, symptom, summary },
      at: { evidence: id, quote: summary },
    },
  ];
}

/** How the name of the only hop resolves here. That of a later one the hop before it looks up. */
function hopAddresses({ hops }: Bundle): readonly Observation[] {
  const [only, ...others] = hops;
  if (only === undefined || others.length > 0) return [];
  return only.bundle.evidence.flatMap((e) =>
    read(e).observations.flatMap((o): readonly Observation[] =>
      o.kind === 'name.address' && (o.value.source === 'system' || o.value.source === 'literal')
        ? [{ kind: 'proxy.hop', value: { address: o.value.address }, at: { evidence: 'hop-1' } }]
        : [],
    ),
  );
}

/** What was found at the server is read as of the one who connects to it, which the client's end tells. */
function readAll(evidence: readonly Evidence[], ofHops: Reading): readonly Reading[] {
  const there = new Map(evidence.filter((e) => e.vantage === 'client').map((e) => [e, read(e)]));
  const facts = factsOf([...there.values(), ofHops]);
  const through = hopOf(facts);
  const login = loginOf(facts);
  const known = { ...(through === null ? {} : { through }), ...(login === null ? {} : { login }) };
  const asSeen = (e: Evidence): Evidence =>
    e.vantage === 'server' && Object.keys(known).length > 0 ? { ...e, ...known } : e;
  return evidence.map((e) => there.get(e) ?? read(asSeen(e)));
}

function wordsOf(target: ReportTarget | null, facts: Facts): Readonly<Record<string, string>> {
  const attempts = connectByAddress(facts).map((o) => o.value);
  const what = observed(facts, 'symptom')[0]?.value.is.split('.')[1];
  const attempt = attempts.find((a) => a.outcome === what) ?? attempts[0];
  const differ = observed(facts, 'addresses.differ')[0]?.value;
  const failing = observed(facts, 'hop.failed')[0]?.value;
  const told = target ?? toldTarget(facts);
  const dialled = attempt?.address === 'the server' ? undefined : attempt?.address;
  const host = told.host ?? dialled ?? 'the host';
  const port = told.port ?? (dialled === undefined ? undefined : attempt?.port);
  const address = dialled ?? target?.addresses[0] ?? host;
  const at = (name: string): string =>
    name === 'the host' ? 'the server' : port === undefined || port === 0 ? name : `${name} port ${port}`;
  return {
    host,
    port: String(port === undefined || port === 0 ? 22 : port),
    user: told.user ?? 'the user',
    address,
    place: at(address),
    service: at(host),
    dead: differ?.deadAddress ?? 'the dead address',
    hop: failing?.hop ?? hopTold(target?.jumps ?? [], facts) ?? 'on the way',
    resolver: resolverOf(facts),
    forwarder: forwarderOf(target?.jumps ?? [], facts),
    hopwhy: failing?.summary ?? 'Its own words stand below.',
    live: differ?.liveAddress ?? 'the live address',
  };
}

/** Where the text says that ssh went: the first that names each. */
function toldTarget(facts: Facts): { readonly host?: string; readonly user?: string; readonly port?: number } {
  const told = observed(facts, 'client.target').map((o) => o.value);
  const host = told[0]?.host;
  const user = told.find((t) => t.user !== undefined)?.user;
  const port = told.find((t) => t.port !== undefined)?.port;
  return {
    ...(host === undefined ? {} : { host }),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  };
}

function ladderOf(facts: Facts): readonly ReportStage[] {
  return observed(facts, 'stage').map((o) => {
    const { stage, status } = o.value;
    const connect =
      stage === 'tcp' ? observed(facts, 'tcp.connect').find((c) => c.value.ms !== undefined)?.value.ms : undefined;
    const quote = status === 'pass' || status === 'fail' ? printable(o.at.quote ?? '') : '';
    return { stage, status, summary: quote, ms: connect === undefined ? null : Math.round(connect * 10) / 10 };
  });
}

function assessmentOf(a: Assessment): ReportAssessment {
  return {
    cause: a.cause.id,
    family: a.cause.family,
    outcome: a.outcome,
    because: a.because.map(({ at }) => ({
      evidence: at.evidence,
      ...(at.line === undefined ? {} : { line: at.line }),
      ...(at.quote === undefined ? {} : { quote: printable(at.quote) }),
      ...(at.rule === undefined ? {} : { rule: positionOf(at.rule) }),
      ...(at.owner === undefined
        ? {}
        : { owner: { tool: printable(at.owner.tool), setting: printable(at.owner.setting) } }),
    })),
    missing: a.missing,
  };
}

/** Names in rules are anybody's. */
function positionOf({ file, family, table, chain, ...rest }: RulePosition): RulePosition {
  const names = { family: printable(family), table: printable(table), chain: printable(chain) };
  return { ...(file === undefined ? {} : { file: printable(file) }), ...names, ...rest };
}

/** The cures that the proofs bring stand where the cause has but general ones. */
function fixesOf(a: Assessment, words: Readonly<Record<string, string>>): readonly ReportFix[] {
  const first = a.cause.fix.findIndex(({ general }) => general === true);
  const cures = first < 0 ? [] : a.because.flatMap((one) => one.cures ?? []);
  // Two facts may bring the same.
  const brought = [...new Map(cures.map((cure) => [cure.say, told(a, safe(cure), {})])).values()];
  if (brought.length === 0) return a.cause.fix.map((fix) => told(a, fix, words));
  const own = (fixes: Cause['fix']): readonly ReportFix[] =>
    fixes.filter(({ general }) => general !== true).map((fix) => told(a, fix, words));
  return [...own(a.cause.fix.slice(0, first)), ...brought, ...own(a.cause.fix.slice(first))];
}

/** At a public service nobody else can mend anything. */
function ofOwn(fixes: readonly ReportFix[], service: string | null): readonly ReportFix[] {
  const own = fixes.filter(({ who }) => who === 'client' || who === 'network');
  return service === null || own.length === 0 ? fixes : own;
}

/** Words of rules are anybody's. */
function safe(cure: Fix): Fix {
  const plain = (commands: readonly string[]): readonly string[] => commands.map((c) => printable(c, 4000));
  return { ...cure, commands: plain(cure.commands), ...(cure.undo === undefined ? {} : { undo: plain(cure.undo) }) };
}

function told({ cause }: Assessment, fix: Fix, words: Readonly<Record<string, string>>): ReportFix {
  return {
    cause: cause.id,
    who: fix.who,
    risk: fix.risk,
    say: printable(fill(fix.say, words), 2000),
    ...(fix.platform === undefined ? {} : { platform: fix.platform }),
    // Where no address is known, the name stands for both.
    commands: [...new Set(fix.commands.map((c) => fillCommand(c, words)))],
    undo: (fix.undo ?? []).map((c) => fillCommand(c, words)),
  };
}

/** What was spent of the manners' budget, of each hop as well, and what went wrong on our side. */
function warningsOf({ spent, hops, warnings }: Bundle): readonly string[] {
  if (spent === null) return warnings;
  const toHops = hops.flatMap(({ hop, bundle }) => (bundle.spent === null ? [] : sent(`sent to ${hop}`, bundle.spent)));
  return [sent('sent', spent), ...toHops, ...warnings];
}

function sent(what: string, spent: Spent): string {
  const count = (n: number, of: string): string => `${n} ${of}${n === 1 ? '' : 's'}`;
  return `${what}: ${count(spent.authentication, 'login attempt')}, ${count(spent.ssh, 'connection')} to the SSH port without login, ${count(spent.control, 'connection')} to other ports`;
}
