import { derive } from '../infer/derive.ts';
import { factsOf } from '../infer/facts.ts';
import { any, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { readSshLog } from '../readers/ssh-log.ts';
import { loginWords, marker } from './shared/login-words.ts';
import { state } from './shared/state.ts';

type Try = { readonly ms: number; readonly stderr: string; readonly cut: boolean; readonly ran: boolean };
type Tries = { readonly tries: readonly Try[] } | null;

const spacingMs = 1200;

/** `--repeat N`: the user's own ssh N times, spaced so that no penalty and no ban comes of it. */
export const probe: Probe<Tries> = {
  id: 'repeat',
  title: 'spaced attempts: ssh in batch mode',
  vantage: 'client',
  stage: 'session',
  when: any(seen('auth.end'), seen('symptom')),
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
  const { settings, on, ssh, remainingMs, signal } = context;
  if (settings.repeat === 0) return null;
  const tries: Try[] = [];
  while (tries.length < settings.repeat && remainingMs() > 1500 && !signal.aborted) {
    await on.sleep(spacingMs);
    if (!(await context.take('authentication'))) break;
    const argv = ['ssh', ...loginWords(context, null), '--', ssh.destination, `echo ${marker}`];
    const ran = await on.run(argv, { withinMs: Math.min(8000, remainingMs() - 500), signal });
    const worked = ran.ok && ran.value.stdout.includes(marker);
    context.released('authentication', worked ? 'authenticated' : 'answered');
    if (!ran.ok) break;
    const { stderr, stdout, timedOut, ms } = ran.value;
    tries.push({ ms: Math.round(ms), stderr: important(stderr), cut: timedOut, ran: stdout.includes(marker) });
  }
  return { tries };
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
  const observations = result.tries.map((t, i) => {
    const log = readSshLog(t.stderr, evidence.id, {
      cut: t.cut,
      times: t.stderr.split('\n').map(() => 0),
      endMs: t.ms,
    });
    const facts = derive(factsOf([log]));
    const symptom = facts.observations.find((o) => o.kind === 'symptom');
    const connect = facts.observations.find((o) => o.kind === 'tcp.connect');
    const address = connect?.kind === 'tcp.connect' ? connect.value.address : undefined;
    const is = symptom?.kind === 'symptom' ? symptom.value.is : undefined;
    const good = t.ran || (is === undefined && !t.cut);
    const value = {
      n: i + 1,
      ok: good,
      ms: t.ms,
      ...(good || is === undefined ? {} : { symptom: is }),
      ...(address === undefined ? {} : { address }),
    };
    return state('attempt', value, evidence, `attempt ${i + 1}: ${good ? 'works' : (is ?? 'fails')} after ${t.ms} ms`);
  });
  return { covers: ['attempt'], observations };
}
