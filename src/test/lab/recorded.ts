import assert from 'node:assert/strict';
import { setImmediate as settled } from 'node:timers/promises';
import { diagnose } from '../../diagnose.ts';
import type { Facts } from '../../model/observation.ts';
import type { FileInfo, LookupAnswer, Platform, Ran, RunOptions, Stream, StreamEvent } from '../../model/platform.ts';
import type { Probe, Settings } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SshOptions } from '../../model/target.ts';
import { gather } from '../../node/gather.ts';
import { probes } from '../../probes/registry.gen.ts';
import { read } from '../../read.ts';

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly fire: () => void;
}

/** Time that passes only when nothing else is left to do. What is due first comes first, of equals what was asked for first. */
export class Clock {
  #now = 0;
  #count = 0;
  #timers: Timer[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number): Promise<void> => new Promise((resolve) => this.start(resolve, ms));

  /** As setTimeout(): its number is for `cancel`. What is due never is not kept. */
  readonly start = (fire: () => void, ms: number = 0): number => {
    this.#count += 1;
    const at = this.#now + Math.max(0, ms);
    if (at < Infinity) this.#timers.push({ id: this.#count, at, fire });
    return this.#count;
  };

  readonly cancel = (id: number): void => {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  };

  /** Lets time pass until this is settled. Work that waits for nothing on this clock would wait for ever: that fails. */
  async until<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const done = (): void => {
      over = true;
    };
    work.then(done, done);
    for (;;) {
      await settled();
      if (over) return work;
      const [first, ...rest] = this.#timers;
      if (first === undefined) return assert.fail(`after ${this.#now} ms nothing more is going to happen`);
      const next = rest.reduce((best, timer) => (timer.at < best.at ? timer : best), first);
      this.cancel(next.id);
      this.#now = next.at;
      next.fire();
    }
  }
}

/** A line of standard error, and at how many ms it comes; without that, with the line before it. */
export type Line = string | readonly [ms: number, text: string];

/** What a program does. It ends at `ms`, else with its last line; at `Infinity` it never ends by itself. */
export interface Program {
  readonly stdout?: string;
  readonly stderr?: readonly Line[];
  readonly status?: number;
  readonly signal?: string;
  readonly ms?: number;
}

/** What an attempt to connect meets: an errno after some ms, an open port and what it says, or nothing at all. */
export type Met =
  | { readonly errno: string; readonly ms?: number }
  | { readonly open: number; readonly says?: readonly (readonly [ms: number, text: string])[]; readonly ends?: Last }
  | 'nothing';

/** How a conversation ends behind its last word. */
export type Last = 'fin' | 'rst' | 'silence';

/** A system as it was seen elsewhere. Whatever is not named is not there. */
export interface System {
  readonly os: Platform['os'];
  readonly release: string;
  readonly uid?: number;
  readonly home?: string;
  /** By the name of the program; an errno symbol when it does not start. */
  readonly programs?: Readonly<Record<string, (argv: readonly string[], on: Clock) => Program | string>>;
  /** `source`: the address that it is told to come from. */
  readonly connect?: (address: string, port: number, source?: string) => Met;
  /** Addresses, a code of the resolver, or nothing for a resolver that never comes back. */
  readonly lookup?: (name: string) => readonly string[] | string | null;
  readonly datagram?: (server: string, message: Uint8Array) => Uint8Array | string;
  readonly files?: Readonly<Record<string, string>>;
  readonly stat?: (path: string) => FileInfo | string;
}

/** The world of a system, and every program and address that was asked for. */
export interface Recorded {
  readonly on: Platform;
  readonly clock: Clock;
  readonly ran: readonly (readonly string[])[];
  readonly dialled: readonly string[];
}

/** Makes a platform that answers as this system did. */
export function recorded(system: System): Recorded {
  const clock = new Clock();
  const ran: (readonly string[])[] = [];
  const dialled: string[] = [];
  const on: Platform = {
    os: system.os,
    release: system.release,
    uid: system.uid ?? (system.os === 'win32' ? -1 : 1000),
    home: system.home ?? '/home/alice',
    userName: 'alice',
    environment: () => undefined,
    now: clock.now,
    sleep: clock.sleep,
    run: (argv, options) => {
      ran.push(argv);
      const program = system.programs?.[argv[0] ?? '']?.(argv, clock) ?? 'ENOENT';
      if (typeof program === 'string') return Promise.resolve(failed({ code: program, during: 'spawn' }));
      return play(clock, argv, program, options);
    },
    pipe: () => Promise.resolve(failed({ code: 'ENOENT', during: 'spawn' })),
    connect: (address, port, { withinMs, source }) => {
      dialled.push(`${address} ${port}`);
      return meet(clock, system.connect?.(address, port, source) ?? 'nothing', withinMs);
    },
    lookup: (name) =>
      answered(clock, system.lookup?.(name) ?? (system.lookup === undefined ? 'ENOTFOUND' : null), name),
    datagram: async (server, _port, message, withinMs) => {
      const answer = system.datagram?.(server, message) ?? 'timeout';
      await clock.sleep(answer === 'timeout' ? withinMs : 20);
      return typeof answer === 'string' ? failed({ code: answer, during: 'recv' }) : ok(answer);
    },
    readText: (path) => {
      const text = system.files?.[path];
      return Promise.resolve(text === undefined ? failed({ code: 'ENOENT', during: 'open' }) : ok(text));
    },
    stat: (path) => {
      const info = system.stat?.(path) ?? 'ENOENT';
      return Promise.resolve(typeof info === 'string' ? failed({ code: info, during: 'stat' }) : ok(info));
    },
  };
  return { on, clock, ran, dialled };
}

/** Prints line by line, and ends by itself, or when its time runs out, or when it is stopped. */
function play(clock: Clock, argv: readonly string[], program: Program, options: RunOptions): Promise<Result<Ran>> {
  const started = clock.now();
  let at = 0;
  const lines = (program.stderr ?? []).map((line) => {
    at = typeof line === 'string' ? at : line[0];
    return { at, text: typeof line === 'string' ? line : line[1] };
  });
  const endsAt = Math.max(program.ms ?? at, at);
  return new Promise((resolve) => {
    const printed: string[] = [];
    const timers: number[] = [];
    const finish = (timedOut: boolean): void => {
      for (const timer of timers) clock.cancel(timer);
      options.signal?.removeEventListener('abort', stop);
      const signal = timedOut ? 'SIGTERM' : (program.signal ?? null);
      const stderr = printed
        .map(
          (line) => `${line}
`,
        )
        .join('');
      const stdout = timedOut ? '' : (program.stdout ?? '');
      const status = signal === null ? (program.status ?? 0) : null;
      resolve(ok({ argv, status, signal, stdout, stderr, ms: clock.now() - started, timedOut, cut: false }));
    };
    const stop = (): void => finish(true);
    for (const line of lines) {
      const print = (): void => {
        printed.push(line.text);
        options.onLine?.(line.text.replace(/\r$/, ''), clock.now() - started);
      };
      timers.push(clock.start(print, line.at));
    }
    timers.push(
      clock.start(() => finish(false), endsAt),
      clock.start(stop, options.withinMs),
    );
    if (options.signal?.aborted) stop();
    else options.signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Our own deadline has the code `timeout`, as with a real socket. */
async function meet(clock: Clock, met: Met, withinMs: number): Promise<Result<Stream>> {
  const due = met === 'nothing' ? Infinity : 'errno' in met ? (met.ms ?? 0) : met.open;
  await clock.sleep(Math.min(due, withinMs));
  if (met === 'nothing' || due > withinMs)
    return failed({ code: 'timeout', during: 'connect', afterMs: withinMs, text: 'our own deadline' });
  if ('errno' in met) return failed({ code: met.errno, during: 'connect', afterMs: due });
  return ok(streamOf(clock, met.open, met.says ?? [], met.ends ?? 'silence'));
}

function streamOf(
  clock: Clock,
  connectMs: number,
  says: readonly (readonly [ms: number, text: string])[],
  last: Last,
): Stream {
  const opened = clock.now();
  const events: StreamEvent[] = says.map(([atMs, text]) => ({
    is: 'bytes',
    atMs,
    bytes: Uint8Array.from(text, (c) => c.charCodeAt(0)),
  }));
  const endMs = says.at(-1)?.[0] ?? 1;
  if (last === 'fin') events.push({ is: 'end', atMs: endMs });
  if (last === 'rst') {
    events.push({ is: 'failure', atMs: endMs, error: { code: 'ECONNRESET', during: 'read' } });
  }
  return {
    localPort: 50_000,
    connectMs,
    write: () => {},
    close: () => {},
    ended: async () => null,
    next: async (withinMs) => {
      const due = (events[0]?.atMs ?? Infinity) - (clock.now() - opened);
      await clock.sleep(Math.min(Math.max(0, due), withinMs));
      const event = due <= withinMs ? events[0] : undefined;
      if (event?.is === 'bytes') events.shift();
      return event ?? { is: 'silence', atMs: clock.now() - opened };
    },
  };
}

async function answered(
  clock: Clock,
  answer: readonly string[] | string | null,
  name: string,
): Promise<Result<readonly LookupAnswer[]>> {
  if (/^[\d.]+$|:/.test(name)) return ok([{ address: name, family: name.includes(':') ? 6 : 4 }]);
  await clock.sleep(answer === null ? Infinity : 5);
  if (answer === null || typeof answer === 'string')
    return failed({ code: answer ?? 'timeout', during: 'getaddrinfo', afterMs: 5 });
  return ok(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
}

/** What a diagnosis on such a system comes to. */
export interface Outcome extends Recorded {
  readonly report: Report;
  readonly facts: Facts;
  readonly warnings: readonly string[];
  /** ms of the system's own time. */
  readonly tookMs: number;
}

export interface Wish {
  readonly ssh?: Partial<SshOptions>;
  readonly settings?: Partial<Settings>;
  readonly probes?: readonly Probe[];
}

/** Gathers with the real probes and judges what came of it. `setTimeout` is that of the system meanwhile. */
export async function diagnosed(system: System, wish: Wish = {}): Promise<Outcome> {
  const world = recorded(system);
  const ssh = { words: [], destination: 'web1', namesKey: false, family: 0, port: null, ...wish.ssh } as const;
  const settings: Settings = { login: true, deep: false, repeat: 0, timeoutMs: 15_000, ...wish.settings };
  const { setTimeout: start, clearTimeout: cancel } = globalThis;
  Object.assign(globalThis, { setTimeout: world.clock.start, clearTimeout: world.clock.cancel });
  try {
    const sources = { probes: wish.probes ?? probes, read };
    const gathered = await world.clock.until(gather(ssh, settings, world.on, sources, () => {}));
    const tookMs = world.clock.now();
    const report = diagnose({
      format: 1,
      tool: { name: 'sshwhy', version: '0' },
      startedAt: '2026-01-31T12:00:00.000Z',
      durationMs: Math.round(tookMs),
      ssh,
      settings,
      spent: gathered.spent,
      evidence: gathered.evidence,
      hops: [],
      warnings: gathered.warnings,
    });
    return { ...world, report, facts: gathered.facts, warnings: report.warnings, tookMs };
  } finally {
    Object.assign(globalThis, { setTimeout: start, clearTimeout: cancel });
  }
}
