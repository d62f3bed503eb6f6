import { all, not, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { hopsIn } from '../readers/path-checks/hops.ts';
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

function read(result: Trace, evidence: Evidence): Reading {
  const lines = (result?.stdout ?? '').split('\n');
  const observations: readonly Observation[] = hopsIn(lines, result !== null && marksCodes(result)).map((hop) => {
    const { index, ...value } = hop;
    return state('path.hop', value, evidence, (lines[index] ?? '').trim());
  });
  return { covers: observations.length > 0 ? ['path.hop'] : [], observations };
}
