import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** The processes of an SSH server: what proc(5) says of them, and what sshd writes into its own title. */
export const part: Part = {
  id: 'processes',
  read: (server) => {
    const section = server.whole('processes');
    if (section === null) return { covers: [], observations: [] };
    const rows = section.lines.flatMap((line, i) => {
      const row = rowOf(line);
      return row === null ? [] : [{ ...row, i }];
    });
    const halted = frozen(server);
    const processes = rows.map(({ i, ...row }) => {
      const { name, pid, listener, replaced, apart } = row;
      const isHalted = halted?.pid === pid;
      const state = isHalted ? 'stopped' : row.state;
      const value = { name, pid, listener, state, replaced, apart, ...configOf(row) };
      const fact = server.fact('server.process', value, section, i);
      return isHalted ? { ...fact, cures: [thaw(halted.by)] } : fact;
    });
    // What the sshd of a container is busy with is nothing to this one.
    const startups = rows.filter(({ apart }) => !apart).flatMap((row) => startupsOf(server, section, row));
    return {
      covers: server.root && section.status === 0 && rows.length > 0 ? ['server.process'] : [],
      observations: [...processes, ...startups, ...waited(server)],
    };
  },
};

/** What the option -f of a listener says; the usual file goes without saying. */
function configOf({ listener, title }: Row): { config?: string } {
  const config = listener ? / -f ?(\S+)/.exec(title)?.[1] : undefined;
  return config === undefined || config === '/etc/ssh/sshd_config' ? {} : { config };
}

interface Row {
  readonly name: string;
  readonly pid: number;
  readonly listener: boolean;
  readonly state: 'running' | 'stopped' | 'waiting' | 'dead';
  readonly replaced: boolean;
  readonly apart: boolean;
  readonly title: string;
}

const servers = /^(?:sshd(?:-session|-auth)?|dropbear|tinysshd)$/;
const states: Readonly<Record<string, Row['state']>> = {
  T: 'stopped',
  t: 'stopped',
  D: 'waiting',
  Z: 'dead',
  X: 'dead',
};
const shape = /^(\d+) (\S+) state=(\S) ppid=(\d+) uid=\d+ (?:born|start)=\d*( apart)? exe=(.*?) args=(.*)$/;

function rowOf(line: string): Row | null {
  const [, pid = '', name = '', letter = '', parent = '', apart = '', exe = '', title = ''] = shape.exec(line) ?? [];
  if (!servers.test(name)) return null;
  const state = states[letter] ?? 'running';
  return {
    name,
    pid: Number(pid),
    // Before 8.2 the listener has no such title, and is a child of init all the same. So is what has ended, where no init fetches it.
    listener:
      state !== 'dead' && (title.includes('[listener]') || (parent === '1' && !/^sshd: .*(?:\[|@)/.test(title))),
    state,
    replaced: exe.endsWith(' (deleted)'),
    apart: apart !== '',
    title,
  };
}

/** `sshd.children` has `PID USER CHILD NAME`. */
function waited(server: ServerView): readonly Observation[] {
  const section = server.whole('sshd.children');
  if (section === null || server.user === null) return [];
  return section.lines.flatMap((line, i) => {
    const [, user, program] = /^\d+ (\S+) \d+ (.+)$/.exec(line) ?? [];
    return user !== server.user || program === undefined ? [] : [server.fact('server.waits', { program }, section, i)];
  });
}

/** The listener whose control group is frozen: cgroup.freeze of version 2, freezer.state of version 1. */
function frozen(server: ServerView): { readonly pid: number; readonly by: string } | null {
  const lines = server.whole('cgroup')?.lines ?? [];
  const pid = Number(/^pid (\d+)$/.exec(lines[0] ?? '')?.[1]);
  // Version 1 tells it of all groups below as well: the last that is told is the highest.
  const by = lines.flatMap(
    (line) => /^(.*\/(?:cgroup\.freeze(?=:1$)|freezer\.state(?=:FROZEN$)))/.exec(line)?.[1] ?? [],
  );
  const last = by.at(-1);
  return last === undefined || Number.isNaN(pid) ? null : { pid, by: last };
}

/** No signal wakes it. */
function thaw(file: string): Fix {
  const [off, on] = file.endsWith('/freezer.state') ? ['THAWED', 'FROZEN'] : ['0', '1'];
  return {
    who: 'server',
    risk: 'none',
    say: 'Something has frozen the control group that sshd is in, as a backup or docker pause does. Thaw it; sshd then goes on by itself.',
    commands: [`echo ${off} > ${file}`],
    undo: [`echo ${on} > ${file}`],
  };
}

/** Since 8.2 the listener tells how many connections have not logged in, and MaxStartups: its first and last number. */
function startupsOf(
  server: ServerView,
  section: Section,
  { title, i }: Row & { readonly i: number },
): readonly Observation[] {
  const [, now, begin, most] = /\[listener\] (\d+) of (\d+)-(\d+) startups/.exec(title) ?? [];
  if (now === undefined) return [];
  const waiting = Number(now);
  const state = waiting >= Number(most) ? 'exhausted' : waiting >= Number(begin) ? 'short' : 'ok';
  const text = `${now} connections wait to log in; MaxStartups begins at ${begin}, and takes none from ${most} on`;
  return [server.fact('server.resource', { what: 'startups', state, text }, section, i)];
}
