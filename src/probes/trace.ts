import { all, not, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { state } from './shared/state.ts';
import { pingIsOver, unreached } from './shared/when.ts';

type Trace = { readonly address: string; readonly program: string; readonly stdout: string } | null;

/** How far packets get: TCP to the SSH port as root, else tracepath(8), which needs no rights. */
export const probe: Probe<Trace> = {
  id: 'trace',
  title: 'how far packets get: traceroute',
  vantage: 'path',
  stage: 'route',
  when: all(unreached, stopsAt('route'), seen('route.lookup', { onLink: false }), pingIsOver, not(seen('path.icmp'))),
  settles: ['path.hop'],
  plan: (target) => [
    {
      to: target.host,
      what: 'a traceroute of at most 20 hops',
      if: 'a device on the way says that the host cannot be reached',
    },
  ],
  run,
  read,
};

async function run({ on, target, remainingMs, signal }: ProbeContext): Promise<Trace> {
  const address = target.addresses[0];
  if (address === undefined || on.os !== 'linux' || remainingMs() < 2500) return null;
  const quick = ['-n', '-q', '1', '-w', '1', '-m', '20'];
  const tools: readonly (readonly string[])[] = [
    ...(on.uid === 0 ? [['traceroute', ...quick, '-T', '-p', String(target.port), address]] : []),
    ['traceroute', ...quick, address],
    ['tracepath', '-n', '-m', '10', address],
  ];
  for (const argv of tools) {
    const ran = await on.run(argv, { withinMs: Math.min(2000, remainingMs()), signal });
    if (ran.ok) return { address, program: argv[0] ?? '', stdout: ran.value.stdout };
  }
  return null;
}

/** tracepath knows only the errno, and writes `!H` for each kind of message. */
function marksCodes({ program }: NonNullable<Trace>): boolean {
  return program === 'traceroute';
}

/** ` 3  192.0.2.1  1.2 ms !X` and ` 3:  192.0.2.1   1.2ms reached`: the mark behind `!` is the router's ICMP code. */
function read(result: Trace, evidence: Evidence): Reading {
  const hops = (result?.stdout ?? '').split('\n').flatMap((line, i) => {
    const [, ttl, address] = /^\s*(\d+)[:?]*\s+([0-9a-fA-F.:]+)\s/.exec(line) ?? [];
    if (ttl === undefined || address === undefined) return [];
    return [
      {
        ttl: Number(ttl),
        address,
        answer: result !== null && marksCodes(result) ? /(!\S+)/.exec(line)?.[1] : undefined,
        line: line.trim(),
        n: i + 1,
      },
    ];
  });
  // A router that refuses answers once for each further probe: its first line counts.
  const last = hops.findIndex((h) => h.address === hops.at(-1)?.address);
  const observations: readonly Observation[] = hops.map((h, i) =>
    state(
      'path.hop',
      {
        ttl: h.ttl,
        address: h.address,
        last: i === last,
        ...(h.answer === undefined ? {} : { answer: h.answer }),
      },
      evidence,
      h.line,
    ),
  );
  return { covers: hops.length > 0 ? ['path.hop'] : [], observations };
}
