import { all, any, seen, symptom } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { familyOf } from '../wire/address.ts';
import { addressOf } from './shared/address.ts';
import { reading, state } from './shared/state.ts';

type Sizes = {
  readonly address: string;
  readonly interfaceMtu: number;
  /** Sizes are those of the whole IP packet. */
  readonly tried: readonly { readonly size: number; readonly answered: boolean; readonly tooBig: boolean }[];
} | null;

const sizes: readonly number[] = [1500, 1480, 1450, 1400, 1300, 1200, 1000];

/** Pings of several sizes that no router may break up: where large ones vanish without a word, the path has a black hole. */
export const probe: Probe<Sizes> = {
  id: 'path-mtu',
  title: 'pings of several sizes, not to be fragmented',
  vantage: 'path',
  stage: 'kex',
  when: all(
    seen('name.address'),
    any(symptom('kex.silent', 'session.silent', 'auth.silent'), seen('stalled', { stage: ['kex', 'auth'] })),
  ),
  settles: ['path.mtu'],
  plan: (target) => [
    {
      to: target.host,
      what: 'pings of up to nine sizes, a few of each',
      if: 'the connection falls silent after the version line',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Sizes> {
  const { on } = context;
  const address = addressOf(context);
  if (address === undefined || on.os !== 'linux') return null;
  const interfaceMtu = await mtuTo(context, address);
  const wanted = [...new Set([interfaceMtu, ...sizes.filter((s) => s < interfaceMtu)])]
    .filter((s) => s <= 9000)
    .slice(0, 8);
  const small = await ping(context, address, 100);
  if (!small.answered) return null;
  const pings = await Promise.all(wanted.map((size) => ping(context, address, size)));
  const tried = pings.map(({ size, answered, tooBig }) => ({ size, answered, tooBig }));
  return (await isSteady(context, address, tried)) ? { address, interfaceMtu, tried } : null;
}

type Tried = NonNullable<Sizes>['tried'];

/** A path that loses packets of any size loses large ones too: what looks like a black hole is asked again. */
async function isSteady(context: ProbeContext, address: string, tried: Tried): Promise<boolean> {
  const largest = Math.max(100, ...tried.filter((t) => t.answered).map((t) => t.size));
  const lost = tried.filter((t) => t.size > largest);
  if (lost.length === 0 || lost.some((t) => t.tooBig)) return true;
  const smallest = Math.min(...lost.map((t) => t.size));
  const [small, large] = await Promise.all([ping(context, address, 100, 5), ping(context, address, smallest, 5)]);
  return small.answers >= 4 && large.answers === 0;
}

async function mtuTo({ on }: ProbeContext, address: string): Promise<number> {
  const route = await on.run(['ip', '-j', 'route', 'get', address], { withinMs: 1000 });
  const device = route.ok ? /"dev":"([^"]+)"/.exec(route.value.stdout)?.[1] : undefined;
  const mtu = device === undefined ? null : await on.readText(`/sys/class/net/${device}/mtu`, 32);
  return mtu?.ok ? Number.parseInt(mtu.value, 10) || 1500 : 1500;
}

async function ping(
  { on }: ProbeContext,
  address: string,
  size: number,
  count = 2,
): Promise<{ size: number; answered: boolean; answers: number; tooBig: boolean }> {
  const six = familyOf(address) === 6;
  const payload = String(size - (six ? 48 : 28));
  const argv = [
    'ping',
    six ? '-6' : '-4',
    '-n',
    '-M',
    'do',
    '-c',
    String(count),
    '-i',
    '0.3',
    '-W',
    '1',
    '-s',
    payload,
    address,
  ];
  const ran = await on.run(argv, { withinMs: count * 300 + 1900 });
  const said = ran.ok ? ran.value.stdout + ran.value.stderr : '';
  const answers = said.match(/ bytes from /g)?.length ?? 0;
  return {
    size,
    answered: answers > 0,
    answers,
    tooBig: /Frag needed|Packet too big|message too long/i.test(said),
  };
}

function read(result: Sizes, evidence: Evidence): Reading {
  if (result === null || result.tried.length === 0) return reading([], []);
  const largest = Math.max(100, ...result.tried.filter((t) => t.answered).map((t) => t.size));
  const lost = result.tried.filter((t) => t.size > largest);
  const told = lost.some((t) => t.tooBig);
  const outcome: ObservationMap['path.mtu']['state'] = lost.length === 0 ? 'full' : told ? 'smaller' : 'black-hole';
  const quote = `of ${result.tried.map((t) => t.size).join(', ')} bytes the largest answered is ${largest}`;
  return reading(
    ['path.mtu'],
    [state('path.mtu', { largest, interface: result.interfaceMtu, state: outcome }, evidence, quote)],
  );
}
