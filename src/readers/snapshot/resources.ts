import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { propertiesOf } from './units.ts';

type What = Extract<Observation, { kind: 'server.resource' }>['value']['what'];
type State = Extract<Observation, { kind: 'server.resource' }>['value']['state'];

/** What a host can run out of. */
export const part: Part = {
  id: 'resources',
  read: (server) => {
    const observations = [
      ...disks(server, 'df', 'disk'),
      ...disks(server, 'df.inodes', 'inodes'),
      ...memory(server),
      ...load(server),
      ...tasks(server),
      ...handles(server),
      ...memoryOfSshd(server),
      ...readOnly(server),
      ...table(server),
      ...halfOpen(server),
      ...entropy(server),
    ];
    return { covers: observations.length > 0 ? ['server.resource'] : [], observations };
  },
};

function resource(
  server: ServerView,
  what: What,
  state: State,
  text: string,
  section: Section,
  i?: number,
): Observation {
  return server.fact('server.resource', { what, state, text }, section, i);
}

/** Where a login writes. A full disk elsewhere is no fault of the login's. */
const written = /^\/(?:tmp|var|var\/(?:log|lib|spool)(?:\/[^/]+)?|var\/tmp|run|home(?:\/[^/]+)?|root)?$/;

function disks(server: ServerView, name: string, what: 'disk' | 'inodes'): readonly Observation[] {
  const section = server.whole(name);
  if (section === null) return [];
  return section.lines.flatMap((line, i) => {
    const [, free = '', percent = '', mount = ''] = /\s(\d+)\s+(\d+)%\s+(\/.*)$/.exec(line) ?? [];
    if (!written.test(mount)) return [];
    const state = Number(percent) >= 100 || Number(free) === 0 ? 'exhausted' : Number(percent) >= 98 ? 'short' : 'ok';
    return [
      resource(
        server,
        what,
        state,
        `${mount}: ${percent} % of the ${what === 'disk' ? 'space' : 'inodes'} in use`,
        section,
        i,
      ),
    ];
  });
}

/** Not the root: with /var and /home of their own, one that is never written is how some systems are made. */
const writable = /^\/(?:tmp|var|var\/log|var\/tmp|run|home(?:\/[^/]+)?|root)$/;

/** What a login writes to, mounted so that nobody can: by a disk error, or somebody's hand. */
function readOnly(server: ServerView): readonly Observation[] {
  const section = server.whole('mounts');
  if (section === null) return [];
  const last = new Map(section.lines.map((line, i) => [line.split(' ')[1] ?? '', { line, i }]));
  return [...last].flatMap(([mount, { line, i }]) => {
    if (!writable.test(mount) || !/^\S+ \S+ \S+ (?:\S+,)?ro(?:,|\s|$)/.test(line)) return [];
    return [resource(server, 'disk', 'exhausted', `${mount}: mounted read-only`, section, i)];
  });
}

function memory(server: ServerView): readonly Observation[] {
  const section = server.whole('memory');
  if (section === null) return [];
  const kib = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(section.lines.join('\n'))?.[1] ?? Number.NaN);
  const share = (kib('MemAvailable') + kib('SwapFree')) / (kib('MemTotal') + kib('SwapTotal'));
  if (Number.isNaN(share)) return [];
  const state = share < 0.01 ? 'exhausted' : share < 0.03 ? 'short' : 'ok';
  const text = `${Math.round(share * 100)} % of memory and swap is free`;
  return [
    resource(
      server,
      'memory',
      state,
      text,
      section,
      section.lines.findIndex((l) => l.startsWith('MemAvailable')),
    ),
  ];
}

/** Load counts tasks that run or wait; far more of them than processors means that all wait long. */
function load(server: ServerView): readonly Observation[] {
  const section = server.whole('load');
  const [, one] = /^([\d.]+) [\d.]+ [\d.]+ /.exec(section?.lines[0] ?? '') ?? [];
  const processors = Number(section?.lines.findLast((line) => /^\d+$/.test(line)) ?? 1);
  if (section === null || one === undefined) return [];
  const each = Number(one) / processors;
  const state = each >= 20 ? 'exhausted' : each >= 5 ? 'short' : 'ok';
  return [resource(server, 'load', state, `load ${one} on ${processors} processors`, section, 0)];
}

/** The limits on tasks that can meet sshd: the unit's own, and the kernel's. */
function tasks(server: ServerView): readonly Observation[] {
  const units = server.all('unit:*').filter((s) => /ssh/.test(s.name) && s.state === 'ran');
  const own = units.flatMap((section) => {
    const property = propertiesOf(section);
    const now = Number(property.get('TasksCurrent'));
    const max = Number(property.get('TasksMax'));
    if (!(now > 0) || !(max > 0) || max > 1e9) return [];
    const i = section.lines.findIndex((line) => line.startsWith('TasksMax='));
    return [resource(server, 'pids', levelOf(now, max), `${now} of ${max} tasks of ${property.get('Id')}`, section, i)];
  });
  const section = server.whole('pids');
  const now = Number(/^processes (\d+)/.exec(section?.lines[0] ?? '')?.[1]);
  const max = Number(section?.lines[1]);
  if (section === null || !(now > 0) || !(max > 0)) return own;
  return [...own, resource(server, 'pids', levelOf(now, max), `${now} of ${max} process ids`, section, 0)];
}

function handles(server: ServerView): readonly Observation[] {
  const section = server.whole('handles');
  const [, used, max] = /^(\d+)\s+\d+\s+(\d+)/.exec(section?.lines[0] ?? '') ?? [];
  const whole =
    section === null || used === undefined
      ? []
      : [
          resource(
            server,
            'fds',
            levelOf(Number(used), Number(max)),
            `${used} of ${max} open files of the host`,
            section,
            0,
          ),
        ];
  const own = server.whole('sshd.limits');
  const open = Number(/fds (\d+)/.exec(own?.lines[0] ?? '')?.[1]);
  const row = own?.lines.findIndex((line) => line.startsWith('Max open files')) ?? -1;
  const limit = Number(/Max open files\s+(\d+)/.exec(own?.lines[row] ?? '')?.[1]);
  if (own === null || !(limit > 0) || Number.isNaN(open)) return whole;
  // To take a connection sshd opens five: the connection itself, a pipe and a pair of sockets (sshd.c, server_accept_loop).
  const level = limit - open < 5 ? 'exhausted' : levelOf(open, limit);
  return [...whole, resource(server, 'fds', level, `${open} of ${limit} open files of sshd`, own, row)];
}

/** By setrlimit(2): its row, and below what little a process of sshd cannot come up, and may be hard put to. */
const memoryLimits = [
  // The libraries alone map some 10 MB.
  { name: 'RLIMIT_AS', row: 'Max address space', option: 'as', none: 8_000_000, little: 30_000_000 },
  // Of those only what each process may write counts, with its heap: some 600 kB.
  { name: 'RLIMIT_DATA', row: 'Max data size', option: 'data', none: 500_000, little: 4_000_000 },
];

function lifted(option: string): Fix {
  const limit = `Limit${option.toUpperCase()}=`;
  return {
    who: 'server',
    risk: 'none',
    say: `There is memory, and sshd may not have it: a limit of the process. Lift it for the sshd that runs, and find who sets it: ${limit} of the unit, ulimit in a script, a tool that watches.`,
    commands: [
      `prlimit --pid "$(cat /run/sshd.pid)" --${option}=unlimited:unlimited`,
      `systemctl cat ssh sshd 2>/dev/null | grep -n ${limit}`,
    ],
  };
}

/** The limits on memory that the listener hands on to what it starts for a connection. */
function memoryOfSshd(server: ServerView): readonly Observation[] {
  const own = server.whole('sshd.limits');
  if (own === null) return [];
  return memoryLimits.flatMap(({ name, row, option, none, little }) => {
    const at = own.lines.findIndex((line) => line.startsWith(row));
    const digits = /^\s+(\d+)/.exec((own.lines[at] ?? '').slice(row.length))?.[1];
    if (digits === undefined) return [];
    const limit = Number(digits);
    const state = limit < none ? 'exhausted' : limit < little ? 'short' : 'ok';
    const fact = resource(server, 'memory', state, `sshd may map ${limit} bytes of memory (${name})`, own, at);
    return [{ ...fact, cures: [lifted(option)] }];
  });
}

/** The connection table of the kernel's packet filter. */
function table(server: ServerView): readonly Observation[] {
  const section = server.whole('conntrack');
  const value = (key: string): number =>
    Number(new RegExp(`^${key} (\\d+)`, 'm').exec(section?.lines.join('\n') ?? '')?.[1] ?? Number.NaN);
  const now = value('nf_conntrack_count');
  const max = value('nf_conntrack_max');
  if (section === null || Number.isNaN(now) || !(max > 0)) return [];
  return [resource(server, 'conntrack', levelOf(now, max), `${now} of ${max} connections in the table`, section, 0)];
}

/** Half-open connections to the port against what may wait. */
function halfOpen(server: ServerView): readonly Observation[] {
  const section = server.whole('halfopen');
  const max = Number(/tcp_max_syn_backlog (\d+)/.exec(server.whole('sysctl')?.lines.join('\n') ?? '')?.[1]);
  const cookies = /tcp_syncookies ([12])/.test(server.whole('sysctl')?.lines.join('\n') ?? '');
  if (section === null || !(max > 0)) return [];
  const mine = section.lines.filter((line) => new RegExp(`:${server.port}\\s`).test(line)).length;
  // Without cookies tcp_conn_request() drops what is new when less than a quarter is left; with them a full queue answers.
  const full = max - mine < Math.floor(max / 4);
  const level = full && !cookies ? 'exhausted' : mine >= max / 2 ? 'short' : 'ok';
  return [resource(server, 'backlog', level, `SYN_RECV: ${mine} half-open connections, room for ${max}`, section)];
}

/** Since Linux 5.18 the pool is always 256 once it is ready. */
export function entropyOf(bits: number): 'exhausted' | 'short' | 'ok' {
  return bits < 64 ? 'exhausted' : bits < 128 ? 'short' : 'ok';
}

function entropy(server: ServerView): readonly Observation[] {
  const section = server.whole('entropy');
  const bits = Number(section?.lines[0] ?? Number.NaN);
  if (section === null || Number.isNaN(bits)) return [];
  return [resource(server, 'entropy', entropyOf(bits), `${bits} bits of entropy`, section, 0)];
}

function levelOf(now: number, max: number): State {
  return now >= max ? 'exhausted' : now >= max * 0.9 ? 'short' : 'ok';
}
