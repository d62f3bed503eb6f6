import { derive } from '../infer/derive.ts';
import { factsOf } from '../infer/facts.ts';
import { rule } from '../infer/sign.ts';
import { targetOf } from '../infer/target.ts';
import type { Spent } from '../model/bundle.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Json } from '../model/json.ts';
import type { Facts, Observation, Reading } from '../model/observation.ts';
import type { Platform, Ran } from '../model/platform.ts';
import type { Probe, ProbeContext, Settings } from '../model/probe.ts';
import type { Result } from '../model/result.ts';
import type { Sign } from '../model/sign.ts';
import type { Stage } from '../model/stage.ts';
import type { SshOptions } from '../model/target.ts';
import { askConfig } from '../probes/shared/ssh-g.ts';
import { settings } from '../probes/shared/state.ts';
import { redact } from '../readers/redact.ts';
import { familyOf } from '../wire/address.ts';
import { Budget } from './budget.ts';

export interface Gathered {
  readonly evidence: readonly Evidence[];
  readonly facts: Facts;
  readonly spent: Spent;
  readonly warnings: readonly string[];
}

/** What there is to ask, and how its answers are read. */
export interface Sources {
  readonly probes: readonly Probe[];
  read(evidence: Evidence): Reading;
}

export type OnProgress = (stage: Stage, status: 'running' | 'pass' | 'fail') => void;

/** What a probe that is ended has for its last words. */
const graceMs = 300;

/** One run of one probe that is under way. */
interface Running {
  readonly probe: Probe;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  interim: readonly Observation[];
}

/** How much of the time is to be left for what comes after, by what is known. */
type ToSpare = (facts: Facts) => number;

/** What else is looked at in the same diagnosis. `touched`: it came to this host already, perhaps just now. */
export interface Surroundings {
  readonly toSpare?: ToSpare;
  readonly touched?: boolean;
}

/** Runs every probe whose time has come, until none is left or the time is up. */
export async function gather(
  ssh: SshOptions,
  settings: Settings,
  on: Platform,
  sources: Sources,
  onProgress: OnProgress,
  config: Promise<Result<Ran>> = askConfig(on, ssh),
  { toSpare = () => 0, touched = false }: Surroundings = {},
): Promise<Gathered> {
  const budget = new Budget(settings, on.now, on.sleep, touched);
  const run = new Gathering(ssh, settings, on, sources, onProgress, config, budget, toSpare);
  await run.untilDone();
  return run.result();
}

class Gathering {
  readonly #ssh: SshOptions;
  readonly #settings: Settings;
  readonly #on: Platform;
  readonly #probes: readonly Probe[];
  readonly #read: Sources['read'];
  readonly #onProgress: OnProgress;
  readonly #config: Promise<Result<Ran>>;
  readonly #budget: Budget;
  readonly #deadline: number;
  readonly #toSpare: ToSpare;
  #spared = 0;
  readonly #evidence: Evidence[] = [];
  readonly #readings: Reading[] = [];
  readonly #warnings: string[] = [];
  readonly #ran = new Map<string, number>();
  readonly #running = new Set<Running>();
  #wake: () => void = () => {};

  constructor(
    ssh: SshOptions,
    settings: Settings,
    on: Platform,
    sources: Sources,
    onProgress: OnProgress,
    config: Promise<Result<Ran>>,
    budget: Budget,
    toSpare: ToSpare,
  ) {
    this.#config = config;
    this.#toSpare = toSpare;
    this.#ssh = ssh;
    this.#settings = settings;
    this.#on = on;
    this.#probes = sources.probes;
    this.#read = sources.read;
    this.#onProgress = onProgress;
    this.#budget = budget;
    this.#deadline = on.now() + settings.timeoutMs - graceMs;
  }

  result(): Gathered {
    return { evidence: this.#evidence, facts: this.#facts(), spent: this.#budget.spent(), warnings: this.#warnings };
  }

  async untilDone(): Promise<void> {
    for (;;) {
      const facts = this.#facts();
      this.#spared = this.#toSpare(facts);
      this.#stopSettled(facts);
      if (this.#remaining() > 0) this.#startDue(facts);
      if (this.#running.size === 0) return;
      await this.#nextEvent();
      if (this.#remaining() <= 0) {
        for (const r of this.#running) r.stop.abort();
        await Promise.race([Promise.all([...this.#running].map((r) => r.done)), this.#on.sleep(graceMs)]);
        return;
      }
    }
  }

  #facts(): Facts {
    const interim = [...this.#running].map((r) => ({ covers: [], observations: r.interim }));
    return derive(factsOf([...this.#readings, ...interim]));
  }

  #remaining(): number {
    return this.#deadline - this.#spared - this.#on.now();
  }

  #stopSettled(facts: Facts): void {
    for (const r of this.#running) {
      if (r.probe.until !== undefined && holdsNow(r.probe.until, facts)) r.stop.abort();
    }
  }

  #startDue(facts: Facts): void {
    for (const probe of this.#probes) {
      const ran = this.#ran.get(probe.id) ?? 0;
      const busy = [...this.#running].some((r) => r.probe === probe);
      if (busy || ran >= (probe.runs ?? 1) || !holdsNow(probe.when, facts)) continue;
      this.#ran.set(probe.id, ran + 1);
      this.#start(probe, facts);
    }
  }

  #start(probe: Probe, facts: Facts): void {
    const stop = new AbortController();
    const at = new Date().toISOString();
    const running: Running = {
      probe,
      stop,
      interim: [],
      done: Promise.resolve().then(async () => {
        try {
          this.#keep(
            probe,
            at,
            await probe.run(this.#context(facts, stop, this.#ran.get(probe.id) ?? 1, () => running)),
          );
        } catch (error) {
          // A bug of ours must not become a fault of the host.
          this.#warnings.push(
            `the probe ${probe.id} failed by itself: ${error instanceof Error ? error.message : error}`,
          );
        }
        this.#running.delete(running);
        this.#wake();
      }),
    };
    this.#running.add(running);
  }

  #keep(probe: Probe, at: string, data: Json): void {
    if (data === null) return;
    const id = `e${this.#evidence.length + 1}`;
    const evidence: Evidence = {
      id,
      kind: probe.id,
      vantage: probe.vantage,
      at,
      title: probe.title,
      data: redact(plain(data)),
    };
    this.#evidence.push(evidence);
    this.#readings.push(this.#read(evidence));
  }

  #context(facts: Facts, stop: AbortController, run: number, self: () => Running): ProbeContext {
    const budget = this.#budget;
    const on = this.#on;
    const connect: Platform['connect'] = (address, port, options) =>
      on.connect(address, port, { ...boundFor(facts, address), ...options });
    return {
      target: targetOf(this.#ssh, facts),
      ssh: this.#ssh,
      facts,
      config: this.#config,
      settings: this.#settings,
      run,
      // A program of a probe that is ended ends with it.
      on: { ...on, connect, run: (argv, options) => on.run(argv, { signal: stop.signal, ...options }) },
      signal: stop.signal,
      remainingMs: () => Math.max(0, this.#remaining()),
      take: (traffic) => budget.take(traffic),
      touched: () => budget.touched(),
      released: (traffic, fared, tries) => budget.released(traffic, fared, tries),
      dial: async (address, options) => {
        if (!(await budget.take('ssh'))) return null;
        const opened = await connect(address, targetOf(this.#ssh, facts).port, options);
        if (!opened.ok) budget.released('ssh', opened.error.code === 'timeout' ? 'silent' : 'refused');
        return opened;
      },
      interim: (observations) => {
        self().interim = observations;
        this.#wake();
      },
      progress: (stage, status) => this.#onProgress(stage, status),
    };
  }

  #nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, this.#remaining()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Where ssh is told to come from an address of its own (BindAddress), an answer to another one tells nothing of it. */
function boundFor(facts: Facts, address: string): { readonly source?: string } {
  const [source] = settings(facts, 'bindaddress');
  return source !== undefined && familyOf(source) === familyOf(address) ? { source } : {};
}

/** For what to do next, what was not seen so far counts as not there: waiting for it would be waiting for ever. */
function holdsNow(sign: Sign, facts: Facts): boolean {
  const covered = { has: () => true } as unknown as Facts['covered'];
  return rule(sign, { covered, observations: facts.observations }).truth === true;
}

/** As it will be when it comes back from a file, so that now and later are the same. */
function plain(data: Json): Json {
  return JSON.parse(JSON.stringify(data)) as Json;
}
