import { observed } from '../infer/facts.ts';
import { all, any, not, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import { marker } from '../model/marker.ts';
import type { Observation, ObservationKind, Reading } from '../model/observation.ts';
import type { Ran } from '../model/platform.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import type { Result } from '../model/result.ts';
import { isBefore, type Stage } from '../model/stage.ts';
import { readSshLog } from '../readers/ssh-log.ts';
import { judgeKey, type KnownKey, knownKeys } from './shared/known-hosts.ts';
import { watched } from './shared/login-watch.ts';
import { asksAboutKeys, loginArgv, loginWords, wordsUntilHostKey } from './shared/login-words.ts';
import { state } from './shared/state.ts';
import { quietWay } from './shared/way.ts';

type Login = {
  readonly argv: readonly string[];
  readonly status: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  /** ms at which each line of `stderr` came. */
  readonly times: readonly number[];
  readonly stdout: string;
  /** We ended it, since it made no progress. */
  readonly cut: boolean;
  /** How many lines there were when it was told to end; null when it was not. */
  readonly heard?: number | null;
  readonly ms: number;
  /** Null: it may log in. Else it stops at the host key, and this is what is known of that. */
  readonly stopAtKey: { readonly known: readonly KnownKey[]; readonly strict: boolean } | null;
  /** The ProxyJump of the user, where the helper that ssh speaks of is ours in its place. */
  readonly jumps?: string;
};

const mayStart = all(
  seen('config.setting', { keyword: 'hostname' }),
  seen('client.tool', { name: 'ssh', state: 'present' }),
  not(any(seen('auth.end'), seen('control.socket', { state: 'hung' }))),
);

/** The user's own ssh, with the user's own options, in batch mode: one attempt, and what it says of each stage. */
export const probe: Probe<Login | null> = {
  id: 'login',
  title: 'ssh -vvv in batch mode',
  vantage: 'client',
  stage: 'auth',
  when: mayStart,
  // One that gets on is not ended: it may be at a living address by now.
  until: any(
    seen('identification.protocol'),
    all(
      seen('stalled', { stage: ['name', 'tcp'] }),
      any(
        seen('addresses.differ'),
        seen('tcp.connect', { by: 'socket', outcome: ['timeout', 'unreachable', 'prohibited', 'refused', 'reset'] }),
      ),
    ),
  ),
  runs: 2,
  settles: ['kex.end', 'hostkey.check', 'auth.end', 'auth.method', 'auth.key', 'session.end'],
  plan: (target, settings) => [
    {
      to: `${target.host} port ${target.port}`,
      what: settings.login
        ? 'one login by your own ssh in batch mode, never with a password, running: echo'
        : 'one connection by your own ssh that ends before authentication',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Login | null> {
  // A second attempt makes sense only where the first one hung at a dead address while another is alive.
  const ranBefore = context.run > 1;
  const { facts } = context;
  const connected = observed(facts, 'tcp.connect').some(({ value }) => value.by === 'ssh' && value.outcome === 'open');
  const other = observed(facts, 'addresses.differ')[0];
  // Connected and without an end: we broke it off just when it had found the address that answers.
  const ended = observed(facts, 'symptom').length > 0;
  if (ranBefore && (other === undefined || (connected && ended))) return null;
  const traffic = context.settings.login ? 'authentication' : 'ssh';
  const way = await quietWay(context);
  if (!(await context.take(traffic))) return null;
  const address = ranBefore && other !== undefined ? other.value.liveAddress : null;
  const known = context.settings.login ? [] : await knownKeys(context);
  const words = context.settings.login ? loginWords(context, address, way) : wordsUntilHostKey(context, known, way);
  const argv = loginArgv(context, words);
  const lines: string[] = [];
  const times: number[] = [];
  const withinMs = Math.max(500, context.remainingMs() - 700);
  const watch = watched(context, withinMs);
  let heard: number | null = null;
  watch.stopper.addEventListener('abort', () => {
    heard = lines.length;
  });
  const ran = await context.on.run(argv, {
    // It is told to end before.
    withinMs: withinMs + 300,
    onLine: (line, ms) => {
      lines.push(line);
      times.push(Math.round(ms * 10) / 10);
      watch.line(line);
    },
    signal: watch.stopper,
  });
  watch.over();
  context.released(traffic, fared(watch.stage(), ran), triesIn(lines));
  if (!ran.ok) return null;
  const { status, signal, stdout, timedOut, ms } = ran.value;
  const stopAtKey = context.settings.login ? null : { known, strict: !asksAboutKeys(context) };
  const jumps = way === null ? {} : { jumps: context.target.jumps.join(',') };
  return {
    argv,
    status,
    signal,
    stderr: lines.join('\n'),
    times,
    stdout,
    cut: timedOut,
    heard,
    ms,
    stopAtKey,
    ...jumps,
  };
}

/** What the server saw of this attempt, for the manners. */
function fared(reached: Stage, ran: Result<Ran>): 'answered' | 'refused' | 'silent' | 'authenticated' {
  if (reached === 'session') return 'authenticated';
  if (!isBefore(reached, 'identification')) return 'answered';
  // Without a name or a configuration it never set out.
  if (isBefore(reached, 'tcp')) return 'silent';
  return ran.ok && ran.value.timedOut ? 'silent' : 'refused';
}

/** ssh goes from one address of the name to the next. */
function triesIn(lines: readonly string[]): number {
  return Math.max(
    1,
    lines.filter((line) => /^debug1: connect to address .* port \d+: Connection refused/.test(line)).length,
  );
}

const hasty = 'the time was over before ssh had come to an end: a longer --timeout would tell more';

function read(result: Login | null, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const log = byJump(
    readSshLog(result.stderr, evidence.id, {
      times: result.times,
      cut: result.cut && silentFor(result) >= silenceMs(result),
      endMs: result.ms,
      whole: true,
    }),
    result.jumps,
  );
  if (!result.cut && !/^debug\d: /m.test(result.stderr)) return mute(result, log, evidence);
  if (result.cut && silentFor(result) < silenceMs(result)) return tooSoon(log);
  if (result.signal !== null && !result.cut)
    return { ...log, notes: [...(log.notes ?? []), `ssh was ended by ${result.signal}`] };
  if (result.stopAtKey !== null) return untilHostKey(log, result.stopAtKey, evidence);
  return {
    ...log,
    observations: [...log.observations.filter((o) => o.kind !== 'session.end'), ...session(result, log, evidence)],
  };
}

function byJump(log: Reading, jumps: string | undefined): Reading {
  if (jumps === undefined) return log;
  const observations = log.observations.map((o) =>
    o.kind === 'proxy.used' ? { ...o, value: { by: 'jump' as const, text: jumps } } : o,
  );
  return { ...log, observations };
}

/** We ended it ourselves while it got on: that its words break off says nothing of the server. */
function tooSoon(log: Reading): Reading {
  const told = log.observations.filter((o) => o.kind !== 'connection.end' || o.value.cut !== true);
  return { ...log, observations: told, notes: [...(log.notes ?? []), hasty] };
}

/** It ended without a word of how far it got: our own socket must look. */
function mute({ status, signal }: Login, log: Reading, evidence: Evidence): Reading {
  const how = signal === null ? `with status ${status}` : `by ${signal}`;
  const note = `ssh ended ${how} and said nothing of how far it got`;
  return {
    covers: [],
    observations: [...log.observations, state('client.tool', { name: 'ssh', state: 'mute' }, evidence)],
    notes: [...(log.notes ?? []), note],
  };
}

/** How long nothing had come when we ended it. In a session ssh has last words when it is told to end, and a helper has, too. */
function silentFor({ ms, times, stderr, cut, heard }: Login): number {
  if (cut && typeof heard === 'number') return ms - (times[heard - 1] ?? 0);
  const end = times.at(-1) ?? 0;
  const lastWords = cut && /^Killed by signal \d+\.$/m.test(stderr);
  return ms - ((lastWords ? times.filter((t) => t < end - 100) : times).at(-1) ?? 0);
}

/** Shorter than this, silence says more of our own haste than of the server. A SYN is repeated after a second. */
function silenceMs({ stderr }: Login): number {
  return /^debug1: Connection established/m.test(stderr) ? 3000 : 900;
}

/** The session is judged by the words that came back. */
function session(result: Login, log: Reading, evidence: Evidence): readonly Observation[] {
  const told = log.observations.find((o) => o.kind === 'session.end');
  if (told?.kind !== 'session.end' || (told.value.how !== 'ran' && told.value.how !== 'exited'))
    return told === undefined ? [] : [told];
  // A forced command may quote what was asked for: that is not the command's own output.
  const stdout = result.stdout.replace(new RegExp(`echo\\s+['"]?${marker}`, 'g'), 'echo');
  const at = stdout.indexOf(marker);
  const output = result.stdout.trim();
  const status = told.value.status ?? result.status ?? 0;
  if (at < 0) {
    const how = output === '' ? 'exited' : 'other-output';
    const text = [output, told.value.text ?? ''].filter((part) => part !== '').join('\n');
    return [{ ...told, value: { how, status, ...(text === '' ? {} : { text }), unheard: true } }];
  }
  const noise = stdout.slice(0, at).trim();
  const ran: Observation = { ...told, value: { how: 'ran', status } };
  return noise === '' ? [ran] : [ran, state('session.noise', { text: noise }, evidence, noise.split('\n')[0])];
}

/** It stopped at the host key since it was told to: what is known of the key replaces what that ssh said. */
function untilHostKey(log: Reading, { known, strict }: NonNullable<Login['stopAtKey']>, evidence: Evidence): Reading {
  const late = (kind: ObservationKind): boolean => /^(auth|session)\./.test(kind);
  const observations = log.observations.filter((o) => !late(o.kind));
  const shown = observations.find((o) => o.kind === 'hostkey.check');
  const covers = log.covers.filter((kind) => !late(kind));
  if (shown?.kind !== 'hostkey.check' || shown.value.fingerprint === undefined) return { ...log, covers, observations };
  const check: Observation = { ...shown, value: judgeKey(shown.value, known, strict) };
  const notTried = state('auth.end', { how: 'not-tried' }, evidence);
  return { ...log, covers, observations: [...observations.filter((o) => o !== shown), check, notTried] };
}
