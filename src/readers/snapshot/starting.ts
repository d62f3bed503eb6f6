import { marker } from '../../model/marker.ts';
import type { Observation, ObservationMap } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { timeOf } from '../sshd-log/time.ts';
import { sshdMessage } from '../sshd-log.ts';

/** Sessions of the last login that do not come to their command, and what they wait for. */
export const part: Part = {
  id: 'starting',
  read: (server) => {
    const section = server.whole('account.sessions');
    const now = Number(section?.lines[0] ?? Number.NaN) * 1000;
    const accepted = lastAccepted(server);
    if (section === null || accepted === null || Number.isNaN(now)) return { covers: [], observations: [] };
    const rows = section.lines.flatMap((line, i) => rowOf(line, i));
    const leaders = rows.filter(({ pid, sid, age }) => pid === sid && isOf(now - age * 1000, accepted));
    return { covers: [], observations: leaders.flatMap((leader) => startOf(leader, rows, server, section)) };
  },
};

interface Row {
  readonly i: number;
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  readonly sid: number;
  readonly age: number;
  readonly channel: string;
  readonly args: string;
}

const shape = /^(\d+) (.+) state=(\S) ppid=(\d+) sid=(\d+) age=(\d+) wait=(\S*) args=(.*)$/;

function rowOf(line: string, i: number): readonly Row[] {
  const [, pid, name = '', state = '', parent, sid, age, channel = '', args = ''] = shape.exec(line) ?? [];
  if (pid === undefined) return [];
  const known = { i, name, state, channel, args: args.trimEnd() };
  return [{ ...known, pid: Number(pid), parent: Number(parent), sid: Number(sid), age: Number(age) }];
}

/** Earlier, a healthy start may still be at work; a session of long ago is none of the client's present trouble. */
const [leastSeconds, mostSeconds] = [10, 1800];

type Start = ObservationMap['server.starting'];

function startOf(leader: Row, rows: readonly Row[], server: ServerView, section: Section): readonly Observation[] {
  const session = rows.filter(({ sid, state }) => sid === leader.sid && state !== 'Z');
  const begun = beginningOf(leader, session);
  const ends = session.filter(({ pid }) => !session.some(({ parent }) => parent === pid));
  const [end] = ends;
  // Something of it that runs, or that somebody has halted, is another matter.
  const waits = session.every(({ state }) => state === 'S' || state === 'D') && ends.every(waitsForSomething);
  if (begun === null || end === undefined || !waits || leader.age < leastSeconds || leader.age > mostSeconds) return [];
  const to = dialled(end.pid, server);
  const value: Start = {
    of: begun.of,
    seconds: leader.age,
    program: end.name,
    channel: end.channel,
    ...(to === null ? {} : { to }),
  };
  const places = [...new Set([begun.row.i, end.i])];
  return places.map((i) => server.fact('server.starting', value, section, i));
}

const shells = /^(?:ba|da|z|k|mk|a|fi|tc|c)?sh$/;
const onlyOurs = new RegExp(`^(?:ba|da|z|k|mk|a|fi|tc|c)?sh -c echo ${marker}$`);
const rcFile = /^\/bin\/sh (?:(?:\/.*\/)?\.ssh\/rc|\/etc\/ssh\/sshrc)$/;

/** sshd makes a session of its own for each command, and becomes the user's shell when the rc file is done (session.c, do_child). */
function beginningOf(leader: Row, session: readonly Row[]): { readonly of: Start['of']; readonly row: Row } | null {
  if (shells.test(leader.name) && onlyOurs.test(leader.args)) return { of: 'shell', row: leader };
  const rc = session.find(({ args }) => rcFile.test(args));
  return rc === undefined || !/^sshd(?:-session)?$/.test(leader.name) ? null : { of: 'rc', row: rc };
}

/** What this long is one thing that waits, and not the last of many that were quick. */
const longSeconds = 5;

/**
 * Functions of Linux in which a process waits for another one, for a socket, a lock, a clock or a file system that is served
 * elsewhere. One that is frozen, traced, throttled, short of memory or held by a scanner of files is in others.
 */
const awaits =
  /^_*(?:do_wait|kernel_wait4|wait_woken|(?:anon_|fifo_)?pipe_|wait_for_partner|poll_|do_poll|do_sys_poll|do_select|(?:do_|ep_)?e?poll|sk_|skb_wait|unix_|inet_|tcp_|nanosleep|hrtimer_nanosleep|do_nanosleep|common_nsleep|futex_|sigsuspend|do_sigtimedwait|flock_|posix_lock|locks_|rpc_|nfs|fuse_|request_wait_answer|autofs_|cifs_|smb|ceph_)/;

/** A shell that sleeps itself could not start a program and will try again: for want of processes, not of an answer. */
function waitsForSomething({ name, age, channel }: Row): boolean {
  if (!awaits.test(channel)) return false;
  const sleeps = /n(?:ano)?sleep/.test(channel);
  return name === 'sleep' ? sleeps : age >= longSeconds && !(sleeps && shells.test(name));
}

/** The socket that this process has sent a SYN to, and no answer came (ss(8): SYN-SENT). */
function dialled(pid: number, server: ServerView): string | null {
  const line = server.whole('dialling')?.lines.find((text) => text.includes(`,pid=${pid},`));
  return /^\d+\s+\d+\s+\S+\s+(\S+)/.exec(line ?? '')?.[1] ?? null;
}

/** When sshd has accepted this user last, from the client's address if it came from there at all: ms since the epoch. */
function lastAccepted(server: ServerView): number | null {
  const { now, user, from, zoneMs } = server;
  if (now === null || user === null) return null;
  const lines = server.all('log*').flatMap((section) => section.lines);
  const logins = lines.flatMap((text) => {
    const [, who, address] = /^Accepted \S+ for (\S+) from (\S+) port /.exec(sshdMessage(text) ?? '') ?? [];
    const at = timeOf(text, now, zoneMs);
    return who !== user || at === null || Number.isNaN(at) ? [] : [{ address, at }];
  });
  const own = logins.filter(({ address }) => address === from);
  const times = (own.length > 0 ? own : logins).map(({ at }) => at);
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}

/** The session begins with the login; PAM may take seconds to open it. Both times are cut to whole seconds. */
function isOf(begun: number, accepted: number): boolean {
  return begun > accepted - 2500 && begun < accepted + 15_000;
}
