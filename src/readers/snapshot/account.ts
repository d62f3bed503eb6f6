import type { Fix } from '../../model/fix.ts';
import type { Observation, ObservationMap } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { settingsOf } from './keys.ts';
import { type Listed, listed, noExec, octal } from './ls.ts';
import { isBoundOver } from './unit-hides.ts';

/** The account of the login in question: passwd(5), its lock and its dates, its shell, its home and its keys. */
export const part: Part = {
  id: 'account',
  read: (server) => {
    const { user } = server;
    const entry = server.whole('passwd');
    if (user === null || entry === null || entry.status === 127) return { covers: [], observations: [] };
    if (entry.lines.length === 0) {
      return {
        covers: ['server.account'],
        observations: [server.fact('server.account', { user, state: 'missing' }, entry)],
      };
    }
    const states = [
      ...unshadowed(server, user, entry),
      ...locked(server, user),
      ...expired(server, user),
      ...shell(server, user, entry),
      ...inside(server, user),
    ];
    // Of an account that a directory keeps, neither the lock nor the dates stand here.
    const shadowed = (server.whole('shadow')?.lines ?? []).some((line) => line.startsWith(`${user} `));
    const known = server.root && shadowed && dates(server) !== null;
    const fine = states.length === 0 && known ? [server.fact('server.account', sound(user, entry), entry, 0)] : [];
    return {
      covers: known ? ['server.account'] : [],
      observations: [...states, ...fine, ...trustOf(server, entry)],
    };
  },
};

/** passwd -S of shadow tells the dates of the shadow file behind the second word, and none where it has no line of the account. */
function unshadowed(server: ServerView, user: string, entry: Section): readonly Observation[] {
  const section = server.whole('shadow');
  if (!server.root || section?.lines[0] !== `${user} P` || entry.lines[0]?.split(':')[1] !== 'x') return [];
  return [server.fact('server.account', { user, state: 'no-shadow' }, section, 0)];
}

/** passwd -S: the second word begins with L. sshd counts only `!` at the beginning as a lock, and not under PAM. */
function locked(server: ServerView, user: string): readonly Observation[] {
  const section = server.whole('shadow');
  const state = / (L|LK|PS|P|NP|N)\b/.exec(section?.lines[0] ?? '')?.[1];
  if (section === null || (state !== 'L' && state !== 'LK')) return [];
  return [server.fact('server.account', { user, state: 'locked' }, section, 0)];
}

/** Shells that people have; of others nobody knows whether they take a command. */
const usualShell = /\/(?:r?(?:ba|da|a|z|k|mk|pdk|ok|lk|c|tc|fi|ya)?sh|busybox|nu|pwsh|xonsh|elvish)$/;

function sound(user: string, entry: Section): ObservationMap['server.account'] {
  const shell = entry.lines[0]?.split(':')[6] ?? '';
  return { user, state: 'ok', ...(shell === '' || usualShell.test(shell) ? {} : { shell: 'unusual' }) };
}

/** Its dates are known, and by them no new password is wanted. */
export function passwordHolds(server: ServerView): boolean {
  if (server.user === null || server.now === null || dates(server) === null) return false;
  return expired(server, server.user).every(
    ({ kind, value }) => kind !== 'server.account' || !('state' in value) || value.state !== 'password-expired',
  );
}

/** Where the dates of the account stand: chage(1), or where that is not there what the collector took from shadow(5). */
function dates(server: ServerView): Section | null {
  const told = server.whole('chage');
  if (told !== null && told.status === 0) return told;
  const shadow = server.whole('shadow');
  return daysOf(shadow) === null ? null : shadow;
}

/** Days since 1970 of the last change and of the end, and how many days a password lasts; null where there is none. */
function daysOf(shadow: Section | null): readonly (number | null)[] | null {
  const found = /^\S+ [A-Z]{1,2} (-?\d{0,7}) (-?\d{0,7}) ?(-?\d{0,7})$/.exec(shadow?.lines[0] ?? '');
  return found === null
    ? null
    : found.slice(1).map((days) => (days === undefined || days === '' || days.startsWith('-') ? null : Number(days)));
}

/** With a password that has become inactive the account is shut (shadow(5)). */
function expired(server: ServerView, user: string): readonly Observation[] {
  const section = dates(server);
  const { now } = server;
  if (section === null || now === null) return [];
  return section.name === 'chage' ? byChage(server, section, user, now) : byDays(server, section, user, now);
}

function byDays(server: ServerView, section: Section, user: string, now: number): readonly Observation[] {
  const [changed = null, lasts = null, ends = null] = daysOf(section) ?? [];
  const today = Math.floor(now / 86_400_000);
  const states = [
    ...(ends !== null && ends <= today ? (['expired'] as const) : []),
    ...(changed === 0 || (changed !== null && lasts !== null && changed + lasts < today)
      ? (['password-expired'] as const)
      : []),
  ];
  return states.map((state) => server.fact('server.account', { user, state }, section, 0));
}

/** Its dates have the form of the C locale. */
function byChage(server: ServerView, section: Section, user: string, now: number): readonly Observation[] {
  return section.lines.flatMap((line, i): readonly Observation[] => {
    const [, what = '', when = ''] =
      /^(Account expires|Password expires|Password inactive)\s*:\s*(.*)$/.exec(line) ?? [];
    if (/^Last password change\s*:\s*password must be changed/.test(line) || /must be changed/.test(when)) {
      return [server.fact('server.account', { user, state: 'password-expired' }, section, i)];
    }
    const at = Date.parse(`${when} UTC`);
    if (what === '' || Number.isNaN(at) || at > now) return [];
    const state = what === 'Password expires' ? 'password-expired' : 'expired';
    return [server.fact('server.account', { user, state }, section, i)];
  });
}

/** A shell that is missing or may not be run ends every session; sshd asks for no more. */
function shell(server: ServerView, user: string, entry: Section): readonly Observation[] {
  const path = entry.lines[0]?.split(':')[6] ?? '';
  if (/\/(?:nologin|false)$/.test(path))
    return [server.fact('server.account', { user, state: 'bad-shell', shell: 'ends' }, entry, 0)];
  const section = server.whole('shell');
  if (section === null || path === '') return [];
  const file = listed(section).find((one) => one.path === path);
  if (file === undefined || (file.mode & 0o111) === 0)
    return [server.fact('server.account', { user, state: 'bad-shell', shell: 'cannot-run' }, section)];
  // sshd sees the mode and lets the login in; it is execve(2) that says no. A link leads elsewhere.
  const jailed = (settingsOf(server)?.get('chrootdirectory') ?? 'none') !== 'none';
  const mount = file.type === 'file' && !jailed ? noExec(server, path) : undefined;
  if (mount === undefined) return interpreter(server, user);
  const fact = server.fact('server.account', { user, state: 'bad-shell', shell: 'no-exec' }, section, file.i);
  return [{ ...fact, cures: [cureOfMount(path, mount)] }];
}

function cureOfMount(path: string, mount: string): Fix {
  return {
    who: 'server',
    risk: 'none',
    say: `The shell ${path} lies on ${mount}, which is mounted noexec: nothing there can be run. Give the account a shell of the system, or let programs run from there.`,
    commands: ['usermod -s /bin/bash {user}', `grep -rn noexec /etc/fstab /etc/systemd/system`],
    undo: [`usermod -s ${path} {user}`],
  };
}

/** The collector tells a carriage return as `?`. */
function curesOfScript(path: string, interpreter: string): Fix {
  const edited = interpreter.endsWith('?');
  return {
    who: 'server',
    risk: 'none',
    say: `The shell ${path} is a script, and ${interpreter}, which should run it, is not there${edited ? ': its lines end as on Windows, in CR LF' : ''}. Mend its first line.`,
    commands: [`head -n 1 ${path} | cat -A`, edited ? `sed -i 's/\\r$//' ${path}` : `\${EDITOR:-vi} ${path}`],
  };
}

/** Of a script whose interpreter is not there the kernel says that the script is not there (execve(2)). */
function interpreter(server: ServerView, user: string): readonly Observation[] {
  const section = server.whole('shell.interpreter');
  const [is, name] = section?.lines ?? [];
  if (section === null || is !== 'gone' || name === undefined) return [];
  const path = server.whole('passwd')?.lines[0]?.split(':')[6] ?? '';
  const fact = server.fact('server.account', { user, state: 'bad-shell', interpreter: name }, section, 1);
  return [{ ...fact, cures: [curesOfScript(path, name)] }];
}

/** Of what sshd does not do itself, as internal-sftp, a shell is needed, and it is looked for behind the lock. */
function inside(server: ServerView, user: string): readonly Observation[] {
  const section = server.whole('shell.inside');
  const settings = settingsOf(server);
  const path = settings?.get('chrootdirectory') ?? 'none';
  if (section === null || path === 'none' || /^internal-sftp\b/.test(settings?.get('forcecommand') ?? '')) return [];
  const [file, ...loaders] = listed(section).filter((one) => one.path.startsWith(path));
  // Without the loader that it names a program is "not found" as well, however well it stands there (execve(2)).
  if (file !== undefined && (file.mode & 0o111) !== 0 && loaders.length > 0) return [];
  return [server.fact('server.account', { user, state: 'bad-shell', inside: path }, section)];
}

/** safe_path() of OpenSSH: from the keys up to the home nothing may be writable to others, or belong to a third. */
function trustOf(server: ServerView, entry: Section): readonly Observation[] {
  const section = server.whole('home');
  const [, , uid, , , home = ''] = entry.lines[0]?.split(':') ?? [];
  if (section === null || home === '' || isBoundOver(server, `${home}/.ssh/authorized_keys`)) return [];
  const all = listed(section);
  const own = all.filter((one) => one.path === home);
  const ssh = all.filter((one) => one.path === '.' && all.some((other) => other.path === '..'));
  const keys = all.filter((one) => /^authorized_keys2?$/.test(one.path));
  const at = (one: Listed, path: string): Observation =>
    server.fact('server.file', { path, state: stateOf(one, Number(uid)), mode: octal(one.mode) }, section, one.i);
  // sshd asks what a link leads to (realpath(3)): its own mode is always open, and its owner says nothing.
  const judged = (found: readonly Listed[], path: (one: Listed) => string): readonly Observation[] =>
    found.flatMap((one) => (one.type === 'link' ? [] : [at(one, path(one))]));
  const facts = [
    ...judged(own, () => home),
    ...judged(ssh, () => `${home}/.ssh`),
    ...judged(keys, (one) => `${home}/.ssh/${one.path}`),
  ];
  const none = own.length > 0 && !keys.some((one) => one.path === 'authorized_keys');
  const path = `${home}/.ssh/authorized_keys`;
  return none ? [...facts, server.fact('server.file', { path, state: 'missing' }, section)] : facts;
}

function stateOf({ uid, mode, type, size }: Listed, owner: number): 'ok' | 'empty' | 'bad-mode' | 'bad-owner' {
  if (uid !== owner && uid !== 0) return 'bad-owner';
  if ((mode & 0o022) !== 0) return 'bad-mode';
  return type === 'file' && size === 0 ? 'empty' : 'ok';
}
