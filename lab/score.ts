import { type Mode, texts } from './ends.ts';
import type { Truth } from './fault.ts';
import type { Report } from './model.ts';

export type Grade = 'right' | 'narrowed' | 'abstained' | 'wrong';

export interface Score {
  readonly grade: Grade;
  /** Whether it named the stage where the connection really stops. */
  readonly stageRight: boolean;
  /** Why it is wrong, or what it said instead; empty when right. */
  readonly why: string;
}

/** What each cause declares to be its consequences, by id. */
export type Explains = ReadonlyMap<string, readonly string[]>;

/** What of a report the score is about. */
export type Judged = {
  readonly verdict: Pick<Report['verdict'], 'outcome' | 'stage' | 'symptom' | 'roots' | 'candidates' | 'families'>;
  readonly assessments: readonly Pick<Report['assessments'][number], 'cause' | 'family' | 'outcome'>[];
};

/** The server alone can't see where the client stops. */
const noClient: ReadonlySet<Mode> = new Set<Mode>(['console', 'log']);
/** What works says nothing of it. */
const silentWhenHealthy: ReadonlySet<Mode> = new Set<Mode>([...noClient, 'ssh']);

/** Grades a report against the truth. Any false statement is wrong, whatever else it says. */
export function score(truth: Truth, report: Judged, explains: Explains, mode: Mode = 'client'): Score {
  const stageRight = noClient.has(mode) || isWhereItIs(truth, report) || tellsNothing(truth, report, mode);
  const mistake = mistakeOf(truth, report, explains, mode);
  if (mistake !== null) return { grade: 'wrong', stageRight, why: mistake };
  if (isRight(truth, report, mode)) return { grade: 'right', stageRight, why: '' };
  return { grade: isNarrowed(truth, report) ? 'narrowed' : 'abstained', stageRight, why: said(report) };
}

/** One run of what fails now and then may come about, and a text may not tell where it stops: then nothing was said. */
function tellsNothing(truth: Truth, { verdict }: Judged, mode: Mode): boolean {
  if (!(texts as readonly Mode[]).includes(mode)) return false;
  if (truth.outcome === 'healthy') return silentWhenHealthy.has(mode) && verdict.symptom === null;
  if (verdict.outcome === 'healthy') return truth.outcome === 'degraded';
  return verdict.symptom === null && verdict.roots.length === 0;
}

function mistakeOf(truth: Truth, report: Judged, explains: Explains, mode: Mode): string | null {
  const { outcome, stage } = report.verdict;
  const known = [...truth.causes, ...(truth.hidden ?? []), ...(mode === 'log' ? (truth.past ?? []) : [])];
  const allowed = new Set(known.flatMap((id) => [id, ...(explains.get(id) ?? [])]));
  const lies = named(report, 'confirmed').filter((id) => !allowed.has(id));
  if (lies.length > 0) return `confirmed ${lies.join(', ')}, which is false`;
  if (tellsNothing(truth, report, mode)) return null;
  if (truth.outcome !== 'healthy' && outcome === 'healthy') return 'called healthy';
  const denied = named(report, 'ruled-out').filter((id) => truth.causes.includes(id));
  if (denied.length > 0) return `ruled out ${denied.join(', ')}, which is true`;
  if (noClient.has(mode)) return null;
  if (truth.outcome === 'healthy' && silentWhenHealthy.has(mode)) return null;
  if (truth.outcome === 'healthy' && outcome !== 'healthy') return `a healthy host: ${said(report)}`;
  if (truth.outcome !== 'healthy' && !isWhereItIs(truth, report))
    return `stops at ${truth.stage}, and it says ${stage}`;
  return null;
}

/** Somehow it works: what else is true may lie at another stage, and be the root. */
function isWhereItIs({ stage, outcome, hidden = [] }: Truth, { verdict }: Judged): boolean {
  return verdict.stage === stage || (outcome === 'degraded' && hidden.some((id) => verdict.roots.includes(id)));
}

function isRight(truth: Truth, { verdict, ...report }: Judged, mode: Mode): boolean {
  if (truth.outcome === 'healthy') return silentWhenHealthy.has(mode) || verdict.outcome === 'healthy';
  const confirmed = named({ verdict, ...report }, 'confirmed');
  return truth.causes.every((id) => confirmed.includes(id));
}

/** How many of the causes that are there it names: confirmed, or among the first four candidates. */
export function namedOf({ causes, hidden = [] }: Truth, { verdict, ...report }: Judged): number {
  const said = new Set([...named({ verdict, ...report }, 'confirmed'), ...verdict.candidates.slice(0, 4)]);
  return [...causes, ...hidden].filter((id) => said.has(id)).length;
}

/** Among the first four causes, or by its family among the first two. */
function isNarrowed(truth: Truth, report: Judged): boolean {
  const { roots, candidates, families } = report.verdict;
  const familyOf = (id: string): string | undefined => report.assessments.find((a) => a.cause === id)?.family;
  const near = (id: string): boolean =>
    [...roots, ...candidates.slice(0, 4)].includes(id) || families.slice(0, 2).includes(familyOf(id) ?? '');
  return truth.causes.length > 0 && truth.causes.every(near);
}

function named(report: Judged, outcome: Report['assessments'][number]['outcome']): readonly string[] {
  return report.assessments.filter((a) => a.outcome === outcome).map((a) => a.cause);
}

/** What the report says, in a line. */
function said({ verdict }: Judged): string {
  const { outcome, stage, roots, candidates, families } = verdict;
  if (roots.length > 0) return `${outcome} ${roots.join(', ')} at ${stage}`;
  if (candidates.length === 0) return `${outcome} at ${stage}`;
  const first = candidates.slice(0, 4).join(', ');
  return `${candidates.length} candidates at ${stage}: ${first}; families ${families.slice(0, 3).join(', ')}`;
}
