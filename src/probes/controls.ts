import { all, any, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { parseIdentification } from '../wire/identification.ts';
import { addressOf } from './shared/address.ts';
import { answerOf, isOurs, type KernelCount, kernelCount, outcomeOf } from './shared/connect.ts';
import { reading, state } from './shared/state.ts';
import { pingIsOver, unreached, waiting } from './shared/when.ts';

type Control = {
  readonly port: number;
  readonly unused: boolean;
  readonly outcome: ReturnType<typeof outcomeOf>;
  readonly errno: string | null;
  readonly ms: number;
  readonly version: string | null;
};
type Controls = {
  readonly address: string;
  readonly answer: 'rst' | 'icmp' | 'local' | null;
  readonly controls: readonly Control[];
};

/** No service is registered there, and no system picks it by itself for long. */
const unusedPort = 41873;
const sshPorts: readonly number[] = [22, 2222, 222, 2200, 22222, 8022];
/** Where SSH is also served, to get through networks that let only the web pass. */
const webPort = 443;

/** The SSH port alone says little: what other ports of the same host do says whether it is the host, the port or the path. */
export const probe: Probe<Controls | null> = {
  id: 'controls',
  title: 'other ports of the same host, to compare',
  vantage: 'client',
  stage: 'tcp',
  when: all(
    seen('name.address'),
    any(all(unreached, pingIsOver), waiting, stopsAt('identification'), seen('stalled', { stage: 'identification' })),
  ),
  settles: ['tcp.control', 'ssh.elsewhere', 'host.alive'],
  plan: (target, settings) => [
    {
      to: portsFor(target.port, settings.deep).join(', '),
      what: 'one TCP connection to each of these ports',
      if: 'the SSH port does not serve',
    },
  ],
  run,
  read,
};

/** One that nobody uses, the two that most hosts serve, and where SSH is often moved to. */
function portsFor(port: number, deep: boolean): readonly number[] {
  const others = sshPorts.filter((p) => p !== port);
  return [unusedPort, 80, webPort, ...others].filter((p) => p !== port).slice(0, deep ? 12 : 6);
}

async function run(context: ProbeContext): Promise<Controls | null> {
  const { target, on, settings } = context;
  const address = addressOf(context);
  if (address === undefined) return null;
  const before = await kernelCount(on);
  const ports: number[] = [];
  for (const port of portsFor(target.port, settings.deep)) if (await context.take('control')) ports.push(port);
  const answers = await Promise.all(ports.map((port) => control(context, address, port)));
  const tried = answers.filter((c) => c !== null);
  const after = await kernelCount(on);
  const refused = tried.filter((c) => c.outcome === 'refused').length;
  return { address, answer: refused === 0 ? null : whoRefused(refused, before, after), controls: tried };
}

/** Of so many refusals at once: a RST makes no message, and one's own rules send theirs to this machine itself. */
function whoRefused(refused: number, before: KernelCount | null, after: KernelCount | null): Controls['answer'] {
  if (before === null || after === null) return null;
  const received = after.received - before.received;
  const foreign = received - (after.sent - before.sent);
  if (foreign === 0) return received >= refused ? 'local' : 'rst';
  return foreign >= refused ? 'icmp' : null;
}

async function control({ on, remainingMs }: ProbeContext, address: string, port: number): Promise<Control | null> {
  const withinMs = Math.min(2000, Math.max(300, remainingMs() - 300));
  const opened = await on.connect(address, port, { withinMs });
  const unused = port === unusedPort;
  if (!opened.ok) {
    const { error } = opened;
    if (isOurs(error)) return null;
    // A wait cut short by our own time is no answer.
    if (error.code === 'timeout' && withinMs < 1000) return null;
    return { port, unused, outcome: outcomeOf(error), errno: error.code, ms: error.afterMs ?? 0, version: null };
  }
  const ms = opened.value.connectMs;
  const event = port === webPort || sshPorts.includes(port) ? await opened.value.next(700) : null;
  opened.value.close();
  const version = event?.is === 'bytes' ? (parseIdentification(event.bytes).version?.raw ?? null) : null;
  return { port, unused, outcome: 'open', errno: null, ms, version };
}

function read(result: Controls | null, evidence: Evidence): Reading {
  if (result === null) return reading([], []);
  const { address, controls } = result;
  const compared = controls.map((c) => {
    const answer =
      c.outcome === 'refused' ? result.answer : answerOf({ code: c.errno ?? '', during: 'connect' }, null, null);
    return state(
      'tcp.control',
      {
        address,
        port: c.port,
        outcome: c.outcome,
        unused: c.unused,
        ms: c.ms,
        ...(c.errno === null ? {} : { errno: c.errno === 'timeout' ? 'ETIMEDOUT' : c.errno }),
        ...(answer === null || answer === undefined ? {} : { answer }),
      },
      evidence,
      `${address} port ${c.port}: ${c.errno ?? 'open'} after ${Math.round(c.ms)} ms`,
    );
  });
  const elsewhere = controls.flatMap((c) =>
    c.version === null ? [] : [state('ssh.elsewhere', { port: c.port, version: c.version }, evidence, c.version)],
  );
  return reading(['tcp.control', 'ssh.elsewhere'], [...compared, ...elsewhere]);
}
