import type { Observation } from '../../model/observation.ts';
import type { Part, ServerView } from '../../model/part.ts';

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
    const found = section.lines.findIndex((line) => /\bdev \S/.test(line));
    const [error, ...others] = [...new Set(answers.filter((line) => noWay.test(line)))];
    const state = found >= 0 ? 'found' : error !== undefined && others.length === 0 ? 'none' : undefined;
    // A link that is down takes its routes with it: then that is what is wrong.
    if (state === undefined || (found < 0 && linkIsDown(server))) return { covers: [], observations: [] };
    const dead = found >= 0 ? deadHop(server, section.lines[found] ?? '') : null;
    if (dead !== null) return { covers: ['server.route'], observations: [dead] };
    const i = found >= 0 ? found : section.lines.indexOf(error ?? '');
    const value = { state, text: (section.lines[i] ?? '').trim() } as const;
    return { covers: ['server.route'], observations: [server.fact('server.route', value, section, i)] };
  },
};

/** The next hop of that way, when the kernel has asked for its address and nobody answered (ip-neighbour(8)). */
function deadHop(server: ServerView, route: string): Observation | null {
  const neighbours = server.whole('neighbours');
  const hop = / via (?:inet6 )?(\S+)/.exec(route)?.[1] ?? server.from;
  const device = / dev (\S+)/.exec(route)?.[1];
  if (neighbours === null || hop === null || device === undefined) return null;
  const i = neighbours.lines.findIndex((line) => {
    const [address, , dev] = line.split(/\s+/);
    return address === hop && dev === device && / (?:FAILED|INCOMPLETE)\s*$/.test(line);
  });
  // Where nobody at all answers there, the segment is cut, and requests do not arrive either.
  const alive = neighbours.lines.some((line) => line.includes(` dev ${device} lladdr `) && !/ FAILED\s*$/.test(line));
  if (i < 0 || !alive) return null;
  return server.fact('server.route', { state: 'dead', text: (neighbours.lines[i] ?? '').trim() }, neighbours, i);
}

/** An interface of the host, other than loopback, that has no carrier or is switched off; or none is known. */
function linkIsDown(server: ServerView): boolean {
  const heads = (server.whole('addresses')?.lines ?? []).flatMap(
    (line) => /^\d+: [^:]+: <([^>]*)>/.exec(line)?.[1] ?? [],
  );
  const links = heads.map((flags) => flags.split(',')).filter((flags) => !flags.includes('LOOPBACK'));
  return !links.some((flags) => flags.includes('LOWER_UP')) || links.some((flags) => flags.includes('NO-CARRIER'));
}

/** fib_props of the kernel: what each type of route gives the caller. Of a blackhole it is EINVAL. */
const noWay =
  /^(?:RTNETLINK answers: )?(?:Network is unreachable|No route to host|Permission denied|Invalid argument)$/;
