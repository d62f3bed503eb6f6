import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { halfOpenOf } from './half-open.ts';

/**
 * `ip route get` for the client's address: first as the kernel would by itself, then from each address that the server has,
 * since rules may ask for the source (ip-rule(8)). An answer has a device; else the errno says why there is none.
 */
export const part: Part = {
  id: 'routes',
  read: (server) => {
    const section = server.whole('route.back');
    const answers = (section?.lines ?? []).filter((line) => /\bdev \S|^RTNETLINK answers: |^Error: /.test(line));
    if (section === null || server.from === null || answers.length === 0) return { covers: [], observations: [] };
    const byPort = deadByPort(server);
    if (byPort !== null) return { covers: ['server.route'], observations: [byPort] };
    const found = section.lines.findIndex((line) => /\bdev \S/.test(line));
    const [error, ...others] = [...new Set(answers.filter((line) => noWay.test(line)))];
    const state = found >= 0 ? 'found' : error !== undefined && others.length === 0 ? 'none' : undefined;
    // A link that is down takes its routes with it, and without an address nothing arrives: then that is what is wrong.
    const known = state !== undefined && (found >= 0 || (!linkIsDown(server) && hasAddress(server, server.from)));
    if (!known) return { covers: [], observations: [] };
    // It answers from an address of its own; which one was dialled only a connection that waits can tell.
    const told = section.lines.filter((line) => /\bdev \S/.test(line));
    const called = halfOpenOf(server).map(({ own: address }) => ` from ${address} `);
    const own = told.filter((line) =>
      called.length > 0 ? called.some((x) => line.includes(x)) : / from \S/.test(line),
    );
    const hops = (own.length > 0 ? own : told).map((way) => hopOf(server, way));
    const dead = hops.every((hop) => hop?.is === 'dead') ? hops[0] : undefined;
    if (dead)
      return {
        covers: ['server.route'],
        observations: [server.fact('server.route', { state: 'dead', text: dead.text }, dead.section, dead.i)],
      };
    const i = found >= 0 ? found : section.lines.indexOf(error ?? '');
    const fixed = hops.length > 0 && hops.every((hop) => hop?.is === 'fixed') ? ({ fixed: true } as const) : {};
    const value = { state, text: (section.lines[i] ?? '').trim(), ...fixed } as const;
    const route = server.fact('server.route', value, section, i);
    const ways = own.flatMap((way) => [...deadWay(server, way), ...filteredWay(server, way)]);
    return { covers: ['server.route'], observations: [route, ...ways] };
  },
};

/** Rules may ask for the port (ip-rule(8)): then all that is answered from it may go to a hop that is silent, and the rest to another. */
function deadByPort(server: ServerView): Observation | null {
  const ways = (server.whole('route.port')?.lines ?? []).filter((line) => /\bdev \S/.test(line));
  const hops = ways.map((way) => hopOf(server, way));
  const [first] = hops;
  if (first == null || !hops.every((hop) => hop?.is === 'dead')) return null;
  return server.fact('server.route', { state: 'dead', text: first.text, byPort: true }, first.section, first.i);
}

/** That of one address of several. */
function deadWay(server: ServerView, way: string): readonly Observation[] {
  const hop = hopOf(server, way);
  const from = / from (\S+) /.exec(way)?.[1];
  if (from === undefined || hop?.is !== 'dead') return [];
  return [server.fact('server.way', { from, state: 'dead', text: hop.text }, hop.section, hop.i)];
}

/**
 * What is sent to an address comes in by the card that has the network of it. Where the way back leaves by another, strict
 * reverse path filtering drops it (ip-sysctl.rst: rp_filter; the greater value of `all` and of the card counts).
 */
function filteredWay(server: ServerView, way: string): readonly Observation[] {
  const [, from] = / from (\S+) /.exec(way) ?? [];
  const [, device] = / dev (\S+)/.exec(way) ?? [];
  const card = cardOf(server, from);
  const section = server.whole('sysctl');
  const routes = server.whole('routes');
  if (from?.includes('.') !== true || device === undefined || card === null) return [];
  if (section === null || routes === null || routes.lines.some((line) => /^\s+nexthop /.test(line))) return [];
  if (card === device || halfOpenOf(server).length > 0 || !hears(server, card)) return [];
  const at = (name: string): number =>
    section.lines.findIndex((line) => line.startsWith(`/proc/sys/net/ipv4/conf/${name}/rp_filter:`));
  const lines = [at('all'), at(card)];
  const values = lines.map((i) => Number(section.lines[i]?.split(':')[1]));
  // A value that was not told makes NaN of it.
  if (Math.max(...values) !== 1) return [];
  const i = lines[values.indexOf(1)] ?? 0;
  const text = `${(section.lines[i] ?? '').replace('/proc/sys/', '')}, and the way back to ${server.from} leaves by ${device}, not by ${card}`;
  return [server.fact('server.way', { from, state: 'filtered', text }, section, i)];
}

interface Hop {
  readonly is: 'dead' | 'fixed';
  readonly text: string;
  readonly section: Section;
  readonly i: number;
}

/**
 * The next hop of that way where the neighbour entry tells of it (ip-neighbour(8)): the kernel has asked for its address and
 * nobody answered, or somebody has written it down.
 */
function hopOf(server: ServerView, route: string): Hop | null {
  const neighbours = server.whole('neighbours');
  const address = / via (?:inet6 )?(\S+)/.exec(route)?.[1] ?? server.from;
  const device = / dev (\S+)/.exec(route)?.[1];
  if (neighbours === null || address === null || device === undefined) return null;
  const i = neighbours.lines.findIndex((line) => line.startsWith(`${address} dev ${device} `));
  const text = (neighbours.lines[i] ?? '').trim();
  if (/ PERMANENT$/.test(text)) return { is: 'fixed', text, section: neighbours, i };
  if (!/ (?:FAILED|INCOMPLETE)$/.test(text)) return null;
  // Where nobody at all answers, the segment is cut, and requests do not arrive either: unless one was seen to, by another
  // way, or to the address of a card whose segment answers. They do not come by a container's bridge.
  const own = cardOf(server, / from (\S+) /.exec(route)?.[1]);
  const reached =
    hears(server, device) ||
    (own !== null && hears(server, own)) ||
    containerBridge.test(device) ||
    halfOpenOf(server).length > 0;
  return reached ? { is: 'dead', text, section: neighbours, i } : null;
}

/** Somebody has answered or asked on that interface's segment. */
function hears(server: ServerView, device: string): boolean {
  const lines = server.whole('neighbours')?.lines ?? [];
  return lines.some((line) => line.includes(` dev ${device} lladdr `) && !/ FAILED\s*$/.test(line));
}

/** The interface that has this address. */
function cardOf(server: ServerView, address: string | undefined): string | null {
  let device: string | null = null;
  for (const line of server.whole('addresses')?.lines ?? []) {
    device = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? device;
    if (address !== undefined && /^\s+inet6? ([\da-f.:]+)\//i.exec(line)?.[1] === address) return device;
  }
  return null;
}

/** Bridges as Docker, Podman, CNI and LXD name them. */
const containerBridge = /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni\d+|lxdbr\d+)$/;

/** An interface of the host, other than loopback, that has no carrier or is switched off; or none is known. */
function linkIsDown(server: ServerView): boolean {
  const heads = (server.whole('addresses')?.lines ?? []).flatMap(
    (line) => /^\d+: [^:]+: <([^>]*)>/.exec(line)?.[1] ?? [],
  );
  const links = heads.map((flags) => flags.split(',')).filter((flags) => !flags.includes('LOOPBACK'));
  return !links.some((flags) => flags.includes('LOWER_UP')) || links.some((flags) => flags.includes('NO-CARRIER'));
}

/** The host has an address of this family by which somebody may call it. */
function hasAddress(server: ServerView, from: string): boolean {
  const family = from.includes(':') ? '6' : '';
  const line = new RegExp(`^\\s+inet${family} (?!127\\.|169\\.254\\.|fe80:|::1/)`);
  return (server.whole('addresses')?.lines ?? []).some((one) => line.test(one) && !/ scope (?:host|link)\b/.test(one));
}

/** fib_props of the kernel: what each type of route gives the caller. Of a blackhole it is EINVAL. */
const noWay =
  /^(?:RTNETLINK answers: )?(?:Network is unreachable|No route to host|Permission denied|Invalid argument)$/;
