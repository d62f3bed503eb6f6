import type { Family, Outcome, Risk, Who } from './cause.ts';
import type { Vantage } from './evidence.ts';
import type { Fleet } from './fleet.ts';
import type { RuleOwner, RulePosition } from './flow.ts';
import type { Stage, Symptom } from './stage.ts';

export interface Quote {
  readonly evidence: string;
  readonly line?: number;
  readonly quote?: string;
  /** Where the quoted rule of a firewall stands. */
  readonly rule?: RulePosition;
  /** The tool that made it. Absent: nobody's that is known, or no rule. */
  readonly owner?: RuleOwner;
}

export interface ReportAssessment {
  readonly cause: string;
  readonly family: Family;
  readonly outcome: Outcome;
  readonly because: readonly Quote[];
  /** Kinds of facts nobody looked at that could still decide. */
  readonly missing: readonly string[];
}

export interface ReportFix {
  readonly cause: string;
  readonly who: Who;
  readonly risk: Risk;
  readonly say: string;
  readonly platform?: string;
  readonly commands: readonly string[];
  readonly undo: readonly string[];
}

export interface Ask {
  readonly what: string;
  readonly command: string;
  /** The candidates that this look tells apart. */
  readonly separates: readonly string[];
}

export interface Intermittent {
  readonly tried: number;
  readonly failed: number;
  /** The 95 % interval of the failure rate (Wilson). */
  readonly low: number;
  readonly high: number;
  /** What those that failed have in common and the others have not; absent when nothing was found. */
  readonly differs?: string;
}

export interface Verdict {
  readonly outcome: 'healthy' | 'degraded' | 'confirmed' | 'candidates' | 'undetermined';
  readonly stage: Stage;
  readonly symptom: Symptom | null;
  readonly summary: string;
  readonly roots: readonly string[];
  readonly candidates: readonly string[];
  readonly families: readonly string[];
  readonly intermittent: Intermittent | null;
  readonly ask: readonly Ask[];
}

export interface ReportStage {
  readonly stage: Stage;
  readonly status: 'pass' | 'fail' | 'skip' | 'unknown';
  readonly summary: string;
  readonly ms: number | null;
}

/** A fact worth showing to a person: what was seen, and what follows from it. */
export interface Finding {
  readonly evidence: string;
  readonly line?: number;
  readonly say: string;
  readonly therefore?: string;
}

/** What changed at the server since the last login that worked. `about`: the evidence of the cause speaks of it. */
export interface ReportChange {
  readonly what: 'package' | 'file' | 'unit';
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly about: boolean;
  readonly evidence: string;
  readonly line?: number;
}

/** The diagnosis of a hop before the target. */
export interface Hop {
  readonly hop: string;
  readonly verdict: Verdict;
  readonly stages: readonly ReportStage[];
}

export interface ReportTarget {
  readonly input: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly jumps: readonly string[];
}

/** The one document that every rendering reads. */
export interface Report {
  readonly format: 1;
  readonly tool: { readonly name: 'sshwhy'; readonly version: string };
  readonly startedAt: string;
  readonly durationMs: number;
  /** Null when only text was judged. */
  readonly target: ReportTarget | null;
  /** The name of the machine that this is about, where the text speaks of several. */
  readonly host?: string;
  readonly verdict: Verdict;
  readonly stages: readonly ReportStage[];
  readonly findings: readonly Finding[];
  /** What a text that was judged does not hold, and what would help; empty when sshwhy itself looked. */
  readonly lacks: readonly string[];
  /** Every cause of the catalogue stands here. */
  readonly assessments: readonly ReportAssessment[];
  readonly fixes: readonly ReportFix[];
  /** Only where a cause is confirmed; first what the cause is about, then the youngest. */
  readonly changes: readonly ReportChange[];
  readonly hops: readonly Hop[];
  /** Only of a server log with many connections. */
  readonly fleet?: Fleet;
  readonly evidence: readonly {
    readonly id: string;
    readonly kind: string;
    readonly vantage: Vantage;
    readonly at: string;
    readonly title: string;
  }[];
  readonly warnings: readonly string[];
  /** The other machines that the text speaks of, a report for each; this one is of the one that fails most surely. */
  readonly others?: readonly Report[];
}
