import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Ran } from '../model/platform.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import type { Result } from '../model/result.ts';
import { deviceKind } from '../wire/device.ts';
import { type Route, rows } from './shared/ip-json.ts';
import { state } from './shared/state.ts';
import { unreached } from './shared/when.ts';

type Asked = { readonly status: number | null; readonly stdout: string; readonly stderr: string } | null;
type Routes = {
  readonly os: string;
  readonly release: string;
  readonly routes: readonly { readonly address: string; readonly route: Asked; readonly neighbour: Asked }[];
};

/** The client's own routing decision and its neighbour entry for the next hop, as ip-route(8) and ip-neighbour(8) tell them. */
export const probe: Probe<Routes | null> = {
  id: 'route',
  title: "this machine's route and neighbour entry: ip route get, ip neigh",
  vantage: 'client',
  stage: 'route',
  when: unreached,
  settles: ['route.lookup', 'route.neighbour'],
  plan: () => [
    { to: 'this machine', what: 'read its own route and neighbour entry', if: 'the port cannot be reached' },
  ],
  run,
  read,
};

async function run({ on, target }: ProbeContext): Promise<Routes | null> {
  const ask = async (argv: readonly string[]): Promise<Asked> => asked(await on.run(argv, { withinMs: 1500 }));
  const one = async (address: string): Promise<Routes['routes'][number]> => {
    if (on.os === 'darwin') {
      const family = address.includes(':') ? '-inet6' : '-inet';
      return { address, route: await ask(['route', '-n', 'get', family, address]), neighbour: null };
    }
    const route = await ask(['ip', '-j', 'route', 'get', address]);
    const hop = route === null ? null : nextHop(route.stdout, address);
    return { address, route, neighbour: hop === null ? null : await ask(['ip', '-j', 'neigh', 'show', hop]) };
  };
  const known = on.os === 'linux' || on.os === 'darwin';
  const routes = known ? await Promise.all(target.addresses.slice(0, 4).map(one)) : [];
  return { os: on.os, release: on.release, routes };
}

/** Null: there is no such program here. That is not looked, not an empty table. */
function asked(ran: Result<Ran>): Asked {
  return ran.ok ? { status: ran.value.status, stdout: ran.value.stdout, stderr: ran.value.stderr } : null;
}

function nextHop(stdout: string, address: string): string | null {
  const route = rows<Route>(stdout)[0];
  if (route?.dev === undefined || route.type === 'local') return null;
  return route.gateway ?? route.via?.host ?? address;
}

/** The kernel's errno for `ip route get`, as iproute2 words it. */
const refusals: readonly (readonly [RegExp, ObservationMap['route.lookup']['state']])[] = [
  [/Network is unreachable/, 'missing'],
  [/No route to host/, 'unreachable'],
  [/Permission denied/, 'prohibited'],
  [/Invalid argument/, 'blackhole'],
];

function read(result: Routes | null, evidence: Evidence): Reading {
  const routes = result?.routes ?? [];
  const observations: Observation[] = [];
  if (result !== null) {
    const os = ['linux', 'darwin', 'win32', 'freebsd'].includes(result.os) ? (result.os as 'linux') : 'other';
    observations.push(state('client.platform', { os, release: result.release }, evidence));
  }
  for (const { address, route, neighbour } of routes) {
    if (route !== null) {
      const readOne = result?.os === 'darwin' ? readDarwinRoute : readRoute;
      observations.push(...readOne(address, route, evidence));
    }
    if (route !== null && neighbour !== null) observations.push(...readNeighbour(address, route, neighbour, evidence));
  }
  const looked = routes.some((r) => r.route !== null);
  return {
    covers: looked ? ['route.lookup', 'route.neighbour', 'client.platform'] : ['client.platform'],
    observations,
  };
}

function readRoute(
  address: string,
  { status, stdout, stderr }: NonNullable<Asked>,
  evidence: Evidence,
): readonly Observation[] {
  if (status !== 0) {
    const refused = refusals.find(([pattern]) => pattern.test(stderr))?.[1];
    return refused === undefined ? [] : [state('route.lookup', { address, state: refused }, evidence, stderr.trim())];
  }
  const route = rows<Route>(stdout)[0];
  const device = route?.dev;
  if (route === undefined || device === undefined) return [];
  const group = route.type === 'broadcast' || route.type === 'multicast';
  const kind = group ? 'group' : deviceKind(device);
  return [found({ address, device, kind }, route.gateway ?? route.via?.host, evidence)];
}

type Lookup = ObservationMap['route.lookup'];

function found(
  { address, device, kind }: Required<Pick<Lookup, 'address' | 'device' | 'kind'>>,
  via: string | undefined,
  evidence: Evidence,
): Observation {
  const value = {
    address,
    state: 'found' as const,
    device,
    kind,
    onLink: via === undefined,
    ...(via === undefined ? {} : { via }),
  };
  return state(
    'route.lookup',
    value,
    evidence,
    `${address} ${via === undefined ? 'on link' : `via ${via}`} dev ${device}`,
  );
}

/** `   gateway: 192.0.2.1` and `interface: en0` as route(8) of macOS prints them; `not in table` where there is none. */
function readDarwinRoute(
  address: string,
  { stdout, stderr }: NonNullable<Asked>,
  evidence: Evidence,
): readonly Observation[] {
  if (/not in table/.test(stdout + stderr)) {
    return [state('route.lookup', { address, state: 'missing' }, evidence, 'not in table')];
  }
  const device = /^\s*interface: (\S+)/m.exec(stdout)?.[1];
  if (device === undefined) return [];
  const via = /^\s*gateway: ([0-9a-fA-F.:]+)\s*$/m.exec(stdout)?.[1];
  return [found({ address, device, kind: deviceKind(device) }, via, evidence)];
}

interface Neighbour {
  readonly lladdr?: string;
  readonly state?: readonly string[];
}

function readNeighbour(
  address: string,
  route: NonNullable<Asked>,
  entry: NonNullable<Asked>,
  evidence: Evidence,
): readonly Observation[] {
  const hop = nextHop(route.stdout, address);
  if (hop === null || entry.status !== 0) return [];
  const row = rows<Neighbour>(entry.stdout)[0];
  const word = row?.state?.[0]?.toLowerCase() ?? 'none';
  const known: Readonly<Record<string, ObservationMap['route.neighbour']['state']>> = {
    reachable: 'reachable',
    permanent: 'reachable',
    delay: 'reachable',
    probe: 'stale',
    stale: 'stale',
    failed: 'failed',
    incomplete: 'incomplete',
    none: 'none',
  };
  const now = known[word];
  if (now === undefined) return [];
  const value = {
    address: hop,
    state: now,
    target: hop === address,
    ...(row?.lladdr === undefined ? {} : { lladdr: row.lladdr }),
    ...(word === 'permanent' ? { fixed: true as const } : {}),
  };
  return [state('route.neighbour', value, evidence, `${hop} ${row?.lladdr ?? ''} ${word}`.replace(/ +/g, ' '))];
}
