import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** The control groups of sshd and those above: their limits, and what met them. Version 2 and 1 of cgroups(7). */
export const part: Part = {
  id: 'cgroups',
  read: (server) => {
    const section = server.whole('cgroup');
    if (section === null) return { covers: [], observations: [] };
    const groups = groupsOf(section);
    return {
      covers: [],
      observations: groups.flatMap((group) => judges.flatMap((judge) => judge(server, section, group))),
    };
  },
};

interface Group {
  readonly path: string;
  /** Line and text of each value, by the name of its file, and of its key where it has keys. */
  readonly values: ReadonlyMap<string, { readonly i: number; readonly text: string }>;
}

/** Lines of grep -H: `/sys/fs/cgroup/…/FILE:VALUE`. */
function groupsOf({ lines }: Section): readonly Group[] {
  const groups = new Map<string, Map<string, { i: number; text: string }>>();
  for (const [i, line] of lines.entries()) {
    const [, path, file = '', text = ''] = /^(\/sys\/fs\/cgroup.*)\/([a-z_.]+):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const values = groups.get(path) ?? new Map<string, { i: number; text: string }>();
    const [, key, value] = /^([a-z_]+) (\d+)$/.exec(text) ?? [];
    values.set(key === undefined ? file : `${file} ${key}`, { i, text: value ?? text });
    groups.set(path, values);
  }
  return [...groups].map(([path, values]) => ({ path, values }));
}

type Judge = (server: ServerView, section: Section, group: Group) => readonly Observation[];

/** pids.max: fork(2) fails with EAGAIN when the group has as many tasks. */
const pids: Judge = (server, section, { path, values }) => {
  const now = Number(values.get('pids.current')?.text);
  const limit = values.get('pids.max');
  const max = Number(limit?.text);
  if (limit === undefined || !(now > 0) || !(max > 0)) return [];
  const failed = Number(values.get('pids.events max')?.text ?? 0);
  // A login needs three or four tasks at once, the listener and those of the session.
  const state = now >= max ? 'exhausted' : max - now < 4 ? 'short' : 'ok';
  const text = `${now} of ${max} tasks of ${path}${failed > 0 ? `, ${failed} forks were refused` : ''}`;
  return [server.fact('server.resource', { what: 'pids', state, text }, section, limit.i)];
};

/** memory.max; oom_kill of memory.events or memory.oom_control counts processes that the kernel killed for it. */
const limited: Judge = (server, section, { path, values }) => {
  const limit = values.get('memory.max') ?? values.get('memory.limit_in_bytes');
  const used = Number((values.get('memory.current') ?? values.get('memory.usage_in_bytes'))?.text);
  const max = Number(limit?.text);
  // Version 1 writes no limit as a number near 2^63.
  if (limit === undefined || !(max > 0) || max > 2 ** 60 || Number.isNaN(used)) return [];
  const killed = Number((values.get('memory.events oom_kill') ?? values.get('memory.oom_control oom_kill'))?.text ?? 0);
  const state = killed > 0 && max < 2 ** 26 ? 'exhausted' : used >= max * 0.95 ? 'short' : 'ok';
  const text = `${used} of ${max} bytes of ${path}${killed > 0 ? `, ${killed} processes were killed for it` : ''}`;
  return [server.fact('server.resource', { what: 'memory', state, text }, section, limit.i)];
};

/** cpu.max: QUOTA PERIOD in microseconds. A login costs some 50 ms of a processor; LoginGraceTime is two minutes. */
const quota: Judge = (server, section, { path, values }) => {
  const two = values.get('cpu.max');
  const one = values.get('cpu.cfs_quota_us');
  const [given, period] = two === undefined ? [one?.text, values.get('cpu.cfs_period_us')?.text] : two.text.split(' ');
  const share = Number(given) / Number(period);
  const at = two ?? one;
  if (at === undefined || !(share > 0)) return [];
  const throttled = Number(values.get('cpu.stat nr_throttled')?.text ?? 0);
  const state = throttled === 0 || share >= 0.1 ? 'ok' : share < 0.005 ? 'exhausted' : 'short';
  const text = `${path} may use ${share * 100} % of a processor, and was halted ${throttled} times`;
  return [server.fact('server.resource', { what: 'cpu', state, text }, section, at.i)];
};

const judges: readonly Judge[] = [pids, limited, quota];
