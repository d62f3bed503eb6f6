import type { Evidence, Vantage } from './evidence.ts';
import type { Json } from './json.ts';
import type { Facts, Observation, ObservationKind, Reading } from './observation.ts';
import type { AbortLike, ConnectOptions, Platform, Ran, Stream } from './platform.ts';
import type { Result } from './result.ts';
import type { Sign } from './sign.ts';
import type { Stage } from './stage.ts';
import type { SshOptions, Target } from './target.ts';

/** The ways in which a probe may touch the target; each has a budget (`Budget`). */
export type Traffic = 'ssh' | 'authentication' | 'control';

/** What a probe may use: the target, what is known, the world, and the budget. */
export interface ProbeContext {
  readonly target: Target;
  readonly ssh: SshOptions;
  readonly facts: Facts;
  /** What `ssh -G` says: every diagnosis needs it, so it is asked before anything else is loaded. */
  readonly config: Promise<Result<Ran>>;
  readonly settings: Settings;
  /** The first run of this probe is 1. */
  readonly run: number;
  readonly on: Platform;
  /** Aborted when the probe's `until` holds or the time is up. */
  readonly signal: AbortLike;
  /** ms left of the whole diagnosis. */
  remainingMs(): number;
  /**
   * Takes one connection from the budget and waits until the manners allow it.
   * False: there is none left, and the probe must not connect.
   */
  take(traffic: Traffic): Promise<boolean>;
  /** Says that what was taken connects just now: a program of its own may need a while to start. */
  touched(): void;
  /** Says how what was taken fared: a port that refuses or stays silent needs no spacing, nor does a login that came about. */
  released(
    traffic: 'ssh' | 'authentication',
    fared: 'answered' | 'refused' | 'silent' | 'authenticated',
    tries?: number,
  ): void;
  /** Opens a connection to the SSH port of `address` within the budget; null when the budget is spent. */
  dial(address: string, options: ConnectOptions): Promise<Result<Stream> | null>;
  /** Facts for as long as this probe runs: other probes may start on them. */
  interim(observations: readonly Observation[]): void;
  /** Draws the ladder while it runs. */
  progress(stage: Stage, status: 'running' | 'pass' | 'fail'): void;
}

export interface Settings {
  readonly login: boolean;
  readonly deep: boolean;
  readonly repeat: number;
  readonly timeoutMs: number;
}

/** One line of `--plan`: what would be sent to whom. */
export interface Planned {
  readonly to: string;
  readonly what: string;
  /** Only if this comes up. */
  readonly if?: string;
}

/** A probe asks the world one thing. `run` makes evidence, `read` makes facts of it: now, or later from a bundle. */
export interface Probe<R extends Json = Json> {
  /** = file name, = kind of its evidence. */
  readonly id: string;
  readonly title: string;
  readonly vantage: Vantage;
  readonly stage: Stage;
  /** Runs as soon as this is true of what is known. */
  readonly when: Sign;
  /** Is ended as soon as this is true of what is known. */
  readonly until?: Sign;
  /** How often it may run in one diagnosis; default 1. */
  readonly runs?: number;
  readonly settles: readonly ObservationKind[];
  plan(target: Target, settings: Settings): readonly Planned[];
  run(context: ProbeContext): Promise<R>;
  read(result: R, evidence: Evidence): Reading;
}
