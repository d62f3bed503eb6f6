import { all, any, not, seen, stopsAt, symptom } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { icmpOf } from '../readers/path-checks/hops.ts';
import { state } from './shared/state.ts';
import { unreached, waiting } from './shared/when.ts';

/** `missing`: there is no ping here. */
type Echo = {
  readonly address: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly missing: boolean;
} | null;

/** Some of the spaced attempts got no answer. */
const stalledNow = seen('attempt', {
  ok: false,
  symptom: ['tcp.timeout', 'identification.silent', 'kex.silent', 'auth.silent', 'session.silent'],
});

/** A few pings: a host that answers them is up and routed. That it does not answer says little, many drop them. */
export const probe: Probe<Echo> = {
  id: 'echo',
  title: 'pings',
  vantage: 'client',
  stage: 'route',
  when: all(
    seen('name.address'),
    any(
      all(
        not(seen('path.loss')),
        any(
          waiting,
          all(unreached, not(symptom('tcp.refused'))),
          seen('stalled', { stage: ['identification', 'kex', 'auth', 'session'] }),
          all(seen('attempts.rate', { share: 'some' }), stalledNow),
          // It works, and TCP had to send much of it again.
          seen('tcp.info', { retransmits: { min: 3 } }),
        ),
      ),
      // The first was lost in the crowd, and a device has an answer that names the reason.
      all(unreached, stopsAt('route'), not(seen('path.icmp')), not(seen('host.alive'))),
    ),
  ),
  runs: 2,
  settles: ['path.loss', 'path.icmp', 'host.alive'],
  plan: (target, { repeat }) => [
    {
      to: target.host,
      what: `${repeat > 0 ? 'twenty' : 'five'} ICMP echo requests (ping)`,
      if: 'the port does not answer, or packets had to be sent again',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Echo> {
  const { on, target, facts, settings } = context;
  const address = target.addresses[0];
  if (address === undefined || on.os === 'win32') return null;
  const limited = facts.observations.some((o) => o.kind === 'symptom' && o.value.stage === 'route');
  // What comes and goes takes more of them to be seen.
  if (!limited) return ping(context, address, settings.repeat > 0 ? '20' : '5', '1');
  // A Linux router earns one such message in two seconds, and our SYNs have spent what it had saved; one that looks for
  // a neighbour gives up after three.
  await on.sleep(2200);
  return ping(context, address, '1', '4');
}

async function ping({ on }: ProbeContext, address: string, count: string, seconds: string): Promise<Echo> {
  const family = address.includes(':') ? '-6' : '-4';
  const flags =
    on.os === 'linux' ? [family, '-n', '-c', count, '-i', '0.2', '-W', seconds] : ['-n', '-c', count, '-t', seconds];
  const ran = await on.run(['ping', ...flags, address], {
    withinMs: Number(count) * 200 + Number(seconds) * 1000 + 1300,
  });
  if (!ran.ok) return ran.error.code === 'ENOENT' ? { address, stdout: '', stderr: '', missing: true } : null;
  return { address, stdout: ran.value.stdout, stderr: ran.value.stderr, missing: false };
}

/** What ping(8) counts at its end; where our time ended it first, the answers up to the last one. */
function countOf(stdout: string): { readonly quote: string; readonly sent: number; readonly received: number } | null {
  const [quote, sent, received] = /(\d+) packets transmitted, (\d+)(?: packets)? received/.exec(stdout) ?? [];
  if (quote !== undefined) return { quote, sent: Number(sent), received: Number(received) };
  const answers = [...stdout.matchAll(/^\d+ bytes from .*\b(?:icmp_)?seq=(\d+) .*$/gm)];
  const last = answers.at(-1);
  if (last === undefined) return null;
  const numbers = new Set(answers.map(([, number]) => Number(number)));
  const first = /\bicmp_seq=0 /.test(stdout) ? 0 : 1;
  return { quote: last[0], sent: Math.max(...numbers) - first + 1, received: numbers.size };
}

function read(result: Echo, evidence: Evidence): Reading {
  if (result?.missing) {
    return { covers: [], observations: [state('client.tool', { name: 'ping', state: 'missing' }, evidence)] };
  }
  const counted = result === null ? null : countOf(result.stdout);
  if (result === null || counted === null) return { covers: [], observations: [] };
  const { quote, sent, received } = counted;
  const messages = result.stdout.split('\n').flatMap((line) => {
    const message = icmpOf(line);
    if (message === null) return [];
    const by = message.from === result.address ? {} : ({ by: 'other' } as const);
    return [state('path.icmp', { ...message, ...by }, evidence, line)];
  });
  const trips = [...result.stdout.matchAll(/ time[=<]([\d.]+) ms/g)].map(([, ms]) => Number(ms));
  const shortest = trips.length === 0 ? {} : { ms: Math.min(...trips) };
  const loss = state('path.loss', { sent, lost: sent - received, ...shortest }, evidence, quote);
  return { covers: [], observations: [loss, ...messages] };
}
