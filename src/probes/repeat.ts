import { derive } from '../infer/derive.ts';
import { factsOf, observed } from '../infer/facts.ts';
import { all, any, not, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import { marker } from '../model/marker.ts';
import type { Facts, Observation, ObservationKind, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { readSshLog } from '../readers/ssh-log.ts';
import { type KernelCount, kernelCount } from './shared/connect.ts';
import { loginWords } from './shared/login-words.ts';
import { socketFacts, socketWords } from './shared/sockets.ts';
import { state } from './shared/state.ts';
import { quietWay } from './shared/way.ts';

type Try = {
  readonly ms: number;
  readonly stderr: string;
  readonly cut: boolean;
  readonly ran: boolean;
  /** ICMP messages came meanwhile that say that something is unreachable. */
  readonly icmp?: boolean;
  /** What this kernel said of the connection when it took long. */
  readonly sockets?: string;
};
type Tries = { readonly tries: readonly Try[] } | null;

const spacingMs = 1200;
/** What is left for the looks that follow from the attempts. */
const keptMs = 7000;

/** `--repeat N`: the user's own ssh N times, spaced so that no penalty and no ban comes of it. */
export const probe: Probe<Tries> = {
  id: 'repeat',
  title: 'spaced attempts: ssh in batch mode',
  vantage: 'client',
  stage: 'session',
  when: any(
    seen('auth.end'),
    seen('symptom'),
    // Our own socket got through where ssh did not: that is no symptom, and what is to be measured.
    all(
      seen('tcp.connect', {
        by: 'ssh',
        outcome: ['timeout', 'refused', 'reset', 'unreachable', 'prohibited', 'failed'],
      }),
      // Then ssh tries once more, at the address that answers.
      not(seen('addresses.differ')),
    ),
  ),
  settles: ['attempt'],
  plan: (target, { repeat }) =>
    repeat === 0
      ? []
      : [
          {
            to: `${target.host} port ${target.port}`,
            what: `${repeat} login attempts by your own ssh in batch mode, ${spacingMs / 1000} s apart`,
          },
        ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Tries> {
  const { settings, on, remainingMs, signal } = context;
  if (settings.repeat === 0) return null;
  const tries: Try[] = [];
  const way = await quietWay(context);
  while (tries.length < settings.repeat && remainingMs() > keptMs && !signal.aborted) {
    await on.sleep(spacingMs);
    if (!(await context.take('authentication'))) break;
    const one = await attempt(context, way);
    if (one === null) break;
    tries.push(one);
  }
  return { tries };
}

async function attempt(context: ProbeContext, way: string | null): Promise<Try | null> {
  const { on, ssh, remainingMs, signal } = context;
  const argv = ['ssh', ...loginWords(context, null, way), '--', ssh.destination, `echo ${marker}`];
  const watch = watcher(context);
  const before = await kernelCount(on);
  const ran = await on.run(argv, { withinMs: Math.min(8000, remainingMs() - 500), signal });
  const sockets = watch.over();
  const icmp = toldByIcmp(before, await kernelCount(on));
  const worked = ran.ok && ran.value.stdout.includes(marker);
  context.released('authentication', worked ? 'authenticated' : 'answered');
  if (!ran.ok) return null;
  const { stderr, timedOut, ms } = ran.value;
  const one = { ms: Math.round(ms), stderr: important(stderr), cut: timedOut, ran: worked };
  return { ...one, ...(icmp === null ? {} : { icmp }), ...(sockets === '' ? {} : { sockets }) };
}

/** Whether such messages came that this machine did not send itself; null where the kernel does not count them. */
function toldByIcmp(before: KernelCount | null, after: KernelCount | null): boolean | null {
  if (before === null || after === null) return null;
  return after.received - before.received > after.sent - before.sent;
}

/** Asks this kernel about the connection while it takes long: whether packets had to be sent again. */
function watcher({ on, target, signal }: ProbeContext): { over(): string } {
  const address = target.addresses[0];
  let over = address === undefined || on.os !== 'linux';
  let said = '';
  const look = async (): Promise<void> => {
    for (;;) {
      await on.sleep(2500);
      if (over || signal.aborted || address === undefined) return;
      const ran = await on.run(socketWords(address, target.port, 'state', 'established'), { withinMs: 1500 });
      if (!over && ran.ok && ran.value.status === 0) said = ran.value.stdout;
    }
  };
  if (!over) void look();
  return {
    over: () => {
      over = true;
      return said;
    },
  };
}

/** Twenty full logs would make a large bundle: the third level of detail is left out. */
function important(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !/^debug[23]:/.test(line))
    .join('\n');
}

function read(result: Tries, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const logs = result.tries.map((t) =>
    derive(
      factsOf([
        readSshLog(t.stderr, evidence.id, {
          cut: t.cut,
          times: t.stderr.split('\n').map(() => 0),
          endMs: t.ms,
          whole: true,
        }),
      ]),
    ),
  );
  const attempts = result.tries.map((t, i) => attemptOf(t, i + 1, logs[i] ?? factsOf([]), evidence));
  const sockets = result.tries.flatMap((t) => socketFacts(t.sockets ?? '', evidence));
  const covers: readonly ObservationKind[] = ['identification.line', 'identification.version'];
  const talks = covers.filter((kind) => logs.length > 0 && logs.every((facts) => facts.covered.has(kind)));
  const observations = [...attempts, ...wordsOf(logs), ...sockets];
  return { covers: ['attempt', ...talks], observations, notes: slowOnes(result.tries) };
}

/** The first packet of a connection is sent again after a second (RFC 6298 §2): the login comes about, and the loss shows in the time alone. */
const againMs = 900;

function slowOnes(tries: readonly Try[]): readonly string[] {
  const times = tries
    .filter((t) => t.ran)
    .map((t) => t.ms)
    .sort((a, b) => a - b);
  const usual = times[Math.floor((times.length - 1) / 2)] ?? 0;
  const slow = times.filter((ms) => ms >= usual + againMs).length;
  if (slow === 0) return [];
  return [
    `${slow} of ${times.length} logins took a second or more longer than the others (${usual} ms), as when the first packet is lost and sent again`,
  ];
}

function attemptOf(t: Try, n: number, facts: Facts, evidence: Evidence): Observation {
  const connects = observed(facts, 'tcp.connect').map((o) => o.value);
  const address = (connects.find((c) => c.outcome === 'open') ?? connects.at(-1))?.address;
  const is = observed(facts, 'symptom')[0]?.value.is;
  const hostKey = observed(facts, 'hostkey.check')[0]?.value.fingerprint;
  const software = observed(facts, 'identification.version')[0]?.value.software;
  const kex = observed(facts, 'kex.end').find((o) => o.value.how !== 'newkeys')?.value.text;
  const good = t.ran || (is === undefined && !t.cut);
  const answer: 'icmp' | 'rst' = t.icmp === true ? 'icmp' : 'rst';
  const value = {
    n,
    ok: good,
    ms: t.ms,
    ...(good || is === undefined ? {} : { symptom: is }),
    ...(address === undefined ? {} : { address }),
    ...(is === 'tcp.refused' && !good && t.icmp !== undefined ? { answer } : {}),
    ...(hostKey === undefined ? {} : { hostKey }),
    ...(software === undefined ? {} : { software }),
    ...(good || kex === undefined ? {} : { kex }),
  };
  return state('attempt', value, evidence, `attempt ${n}: ${good ? 'works' : (is ?? 'fails')} after ${t.ms} ms`);
}

/** What the server said of itself in any attempt, each once: it may be the only time that it does. */
function wordsOf(logs: readonly Facts[]): readonly Observation[] {
  const said = logs.flatMap((facts) => [
    ...observed(facts, 'identification.line'),
    ...observed(facts, 'identification.version'),
  ]);
  const first = new Map<string, Observation>();
  for (const o of said) {
    const text = JSON.stringify(o.value);
    if (!first.has(text)) first.set(text, o);
  }
  return [...first.values()];
}
