import type { ObservationMap } from '../../model/observation.ts';
import type { Part } from '../../model/part.ts';

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
    const errors = [...new Set(answers.flatMap((line) => errnos[line.replace(/^RTNETLINK answers: /, '')] ?? []))];
    const state = found >= 0 ? 'found' : errors.length === 1 ? errors[0] : undefined;
    if (state === undefined) return { covers: [], observations: [] };
    return {
      covers: ['server.route'],
      observations: [server.fact('server.route', { to: server.from, state }, section, Math.max(found, 0))],
    };
  },
};

/** fib_props of the kernel: what each type of route gives the caller. */
const errnos: Readonly<Record<string, ObservationMap['server.route']['state']>> = {
  'Network is unreachable': 'missing',
  'No route to host': 'unreachable',
  'Permission denied': 'prohibited',
  'Invalid argument': 'blackhole',
};
