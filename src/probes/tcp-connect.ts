import { all, any, passed, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ConnectOutcome, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { familyOf } from '../wire/address.ts';
import { answerOf, answersSwallowed, isOurs, kernelCount, noneLeft, outcomeOf } from './shared/connect.ts';
import { reading, settings, state } from './shared/state.ts';

type Attempt = {
  readonly address: string;
  readonly port: number;
  readonly ms: number;
  readonly errno: string | null;
  readonly outcome: ReturnType<typeof outcomeOf>;
  readonly answer: 'rst' | 'icmp' | 'local' | 'nobody' | null;
  readonly stayed?: boolean;
  readonly swallowed?: boolean;
};
type Attempts = { readonly attempts: readonly Attempt[]; readonly limitMs: number | null };

/** With the second that ssh has waited by then, long enough for three SYNs. */
const withinMs = 2300;

const unclear: readonly ConnectOutcome[] = ['unreachable', 'prohibited'];

/** One connection to each address by itself: timed, errno kept, no happy eyeballs. */
export const probe: Probe<Attempts | null> = {
  id: 'tcp-connect',
  title: 'a TCP connection to the SSH port of each address',
  vantage: 'client',
  stage: 'tcp',
  when: all(
    seen('name.address'),
    any(
      stopsAt('route', 'tcp'),
      seen('stalled', { stage: 'tcp' }),
      passed('tcp'),
      seen('client.tool', { name: 'ssh', state: ['missing', 'mute'] }),
    ),
  ),
  settles: ['tcp.connect', 'tcp.too-short'],
  plan: (target) => [
    {
      to: `port ${target.port}`,
      what: 'one TCP connection to each address, without data',
      if: 'ssh cannot connect, or the name has more addresses',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Attempts | null> {
  const { target, facts, progress } = context;
  const reached = facts.observations.some((o) => o.kind === 'tcp.connect' && o.value.outcome === 'open');
  // Of what cannot be reached, ssh does not tell whether this machine says so or a device on the way.
  const tried = new Set(
    facts.observations.flatMap((o) =>
      o.kind === 'tcp.connect' && reached && !unclear.includes(o.value.outcome) ? [o.value.address] : [],
    ),
  );
  const addresses = target.addresses.filter((address) => !tried.has(address));
  if (addresses.length === 0) return null;
  if (!reached) progress('tcp', 'running');
  const limit = (Number.parseInt(settings(facts, 'connecttimeout')[0] ?? '', 10) || 0) * 1000;
  const patience = Math.min(
    Math.max(withinMs, limit === 0 ? 0 : limit + 2000),
    Math.max(500, context.remainingMs() - 500),
  );
  const attempts = await Promise.all(addresses.map((address) => attempt(context, address, patience)));
  return { attempts: attempts.filter((a) => a !== null), limitMs: limit === 0 ? null : limit };
}

/** An ICMP message that was counted may belong to another program's traffic: it is believed when it comes twice. */
async function attempt(context: ProbeContext, address: string, patience: number): Promise<Attempt | null> {
  const first = await dialOnce(context, address, patience);
  if (first?.outcome !== 'refused' || (first.answer !== 'icmp' && first.answer !== 'local')) return first;
  const second = await dialOnce(context, address, patience);
  const agreed = second?.answer === first.answer || second?.answer === 'rst';
  return { ...first, answer: agreed ? second.answer : null };
}

async function dialOnce(
  { on, dial, target }: ProbeContext,
  address: string,
  patience: number,
): Promise<Attempt | null> {
  const before = await kernelCount(on);
  const opened = await dial(address, { withinMs: patience });
  if (opened === null) return null;
  if (opened.ok) {
    const ms = opened.value.connectMs;
    opened.value.close();
    return { address, port: target.port, ms, errno: null, outcome: 'open', answer: null };
  }
  const { error } = opened;
  if (isOurs(error)) return null;
  // A wait cut short by our own time is no answer.
  if (error.code === 'timeout' && patience < 1000) return null;
  const after = await kernelCount(on);
  const answer = answerOf(error, before, after) ?? null;
  const tried = { address, port: target.port, ms: error.afterMs ?? 0, errno: error.code, outcome: outcomeOf(error) };
  const swallowed = tried.outcome === 'timeout' && answer === 'nobody' && answersSwallowed(before, after);
  return {
    ...tried,
    answer,
    ...(noneLeft(before, after) ? { stayed: true } : {}),
    ...(swallowed ? { swallowed } : {}),
  };
}

function read(result: Attempts | null, evidence: Evidence): Reading {
  const attempts = result?.attempts ?? [];
  const connects = attempts.map((a) =>
    state(
      'tcp.connect',
      {
        address: a.address,
        family: familyOf(a.address) ?? 4,
        port: a.port,
        outcome: a.outcome,
        ms: a.ms,
        by: 'socket',
        ...(a.errno === null ? {} : { errno: a.errno === 'timeout' ? 'ETIMEDOUT' : a.errno }),
        ...(a.answer === null ? {} : { answer: a.answer }),
        ...(a.stayed === true ? { left: false } : {}),
        ...(a.swallowed === true ? { swallowed: true } : {}),
      },
      evidence,
      `${a.address} port ${a.port}: ${a.errno ?? 'open'} after ${Math.round(a.ms)} ms`,
    ),
  );
  const limit = result?.limitMs ?? null;
  const late = limit === null ? [] : attempts.filter((a) => a.outcome === 'open' && a.ms > limit);
  return reading(
    ['tcp.connect'],
    [...connects, ...late.map((a) => state('tcp.too-short', { limitMs: limit ?? 0, neededMs: a.ms }, evidence))],
  );
}
