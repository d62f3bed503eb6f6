import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { settingsOf } from './keys.ts';
import { type Listed, listed, noExec, octal } from './ls.ts';
import { nologinFiles } from './pam.ts';
import { knowsOptions, servedByOther } from './served.ts';

/** Files that sshd must have, and what it thinks of their owner and mode. */
export const part: Part = {
  id: 'files',
  read: (server) => {
    const observations = [...hostKeys(server), ...separation(server), ...programs(server), ...markers(server)];
    return { covers: observations.length > 0 ? ['server.file'] : [], observations };
  },
};

type FileState = Extract<Observation, { kind: 'server.file' }>['value']['state'];

function fileFact(server: ServerView, section: Section, { path, mode, i }: Listed, state: FileState): Observation {
  return server.fact('server.file', { path, state, mode: octal(mode) }, section, i);
}

function missing(server: ServerView, section: Section, path: string): Observation {
  return server.fact('server.file', { path, state: 'missing' }, section);
}

/** sshkey_perm_ok() of OpenSSH: a private key of root may not be open to others; of another owner's it asks nothing. */
function hostKeys(server: ServerView): readonly Observation[] {
  const section = server.whole('hostkeys');
  if (section === null) return [];
  const every = listed(section);
  const found = every.filter(({ path }, i) => every.findIndex((one) => one.path === path) === i);
  const wanted = wantedKeys(server);
  // A key that sshd is not told to use neither helps nor hurts. Without an sshd each is told.
  const keys = found.filter(({ path }) => (wanted.length > 0 ? wanted.includes(path) : /_key$/.test(path)));
  // What a link leads to is listed as well where it is there: the mode of the link itself says nothing.
  const facts = keys.flatMap((key) => {
    if (key.type === 'link') return [];
    const state = key.size === 0 ? 'empty' : key.uid === 0 && (key.mode & 0o077) !== 0 ? 'bad-mode' : 'ok';
    return [fileFact(server, section, key, state)];
  });
  const there = new Set(keys.map(({ path }) => path));
  // Only where it was looked: in the folder that is listed, or where ls(1) says that there is none.
  const looked = (path: string): boolean =>
    /^\/etc\/ssh\/ssh_host_/.test(path) ||
    section.lines.some((line) => line.includes(`'${path}': No such file`) || line.includes(`${path}: No such file`));
  const lacking = wanted.filter((path) => !there.has(path) && looked(path));
  return [...facts, ...lacking.map((path) => missing(server, section, path))];
}

/** As the configuration names them, or as sshd looks for them by itself. */
function wantedKeys(server: ServerView): readonly string[] {
  if (!knowsOptions(server)) return [];
  const dump = server.whole('sshd-T');
  const lines = dump?.status === 0 ? dump.lines : server.all('file:/etc/ssh/sshd_config*').flatMap((s) => s.lines);
  const named = lines.flatMap((line) => /^\s*hostkey[\s=]+"?(\/[^"\s]+)/i.exec(line)?.[1] ?? []);
  const daemon = server.whole('sshd.path')?.lines.some((line) => line.endsWith('/sshd')) === true;
  if (named.length > 0 || !daemon) return named;
  return ['rsa', 'ecdsa', 'ed25519'].map((type) => `/etc/ssh/ssh_host_${type}_key`);
}

/** The directory that the unprivileged child is locked into: root's own, and writable to nobody else. */
function separation(server: ServerView): readonly Observation[] {
  const section = server.whole('privsep');
  if (section === null) return [];
  // What is no directory is as good as none; a link is followed.
  const found = listed(section).filter(({ path, type }) => !path.startsWith('/var/run') && /^(?:dir|link)/.test(type));
  const facts = found.map((one) => {
    const state = one.uid !== 0 ? 'bad-owner' : (one.mode & 0o022) !== 0 ? 'bad-mode' : 'ok';
    return fileFact(server, section, one, state);
  });
  const debian = server.whole('os')?.lines.some((line) => /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/.test(line)) === true;
  const gone = debian && !found.some(({ path }) => path === '/run/sshd');
  return gone ? [...facts, missing(server, section, '/run/sshd')] : facts;
}

const helperFolder = '/usr/lib/openssh';

/** Since 9.8 sshd is two programs, since 9.10 three. */
function programs(server: ServerView): readonly Observation[] {
  const section = server.whole('sshd.files');
  if (section === null) return [];
  const found = listed(section);
  const facts = found.map((one) => {
    const state = one.size === 0 ? 'empty' : (one.mode & 0o111) === 0 ? 'bad-mode' : 'ok';
    const mount = state === 'ok' ? noExec(server, one.path) : undefined;
    if (mount === undefined) return fileFact(server, section, one, state);
    return { ...fileFact(server, section, one, 'no-exec'), cures: [remounted(mount)] };
  });
  const release = /OpenSSH_(\d+)\.(\d+)/.exec(server.all('sshd.version')[0]?.lines.join('\n') ?? '');
  const number = release === null ? 0 : Number(release[1]) * 100 + Number(release[2]);
  const wanted = [...(number >= 908 ? ['sshd-session'] : []), ...(number >= 910 ? ['sshd-auth'] : [])];
  const lacking = wanted.filter((name) => !found.some(({ path }) => path.endsWith(`/${name}`)));
  return [...facts, ...lacking.map((name) => missing(server, section, `${helperFolder}/${name}`))];
}

function remounted(mount: string): Fix {
  return {
    who: 'server',
    risk: 'none',
    say: 'What sshd starts lies on a file system that is mounted noexec. Let it be run; new connections work at once. Take the option out of /etc/fstab or the mount unit as well.',
    commands: [
      `mount -o remount,bind,exec ${mount} || mount -o remount,exec ${mount}`,
      `grep -rn noexec /etc/fstab /etc/systemd/system`,
    ],
    undo: [`mount -o remount,bind,noexec ${mount} || mount -o remount,noexec ${mount}`],
  };
}

/** Files whose mere presence means something. With UsePAM sshd leaves the one that turns logins away to PAM. */
function markers(server: ServerView): readonly Observation[] {
  const asked = pamIs(server, 'yes') ? nologinFiles(server) : null;
  return server.all('file:*').flatMap((section) => {
    const path = section.name.slice('file:'.length);
    const turnsAway = asked === null ? /nologin$/.test(path) : asked.some((file) => file.path === path);
    if (section.state === 'absent' || !(turnsAway || /sshd_not_to_be_run$/.test(path))) return [];
    const state = section.lines.length === 0 ? 'empty' : 'ok';
    const role = turnsAway && !/nologin$/.test(path) ? ({ role: 'nologin' } as const) : {};
    const inAnyCase = asked?.some((file) => file.path === path && file.always) ?? pamIs(server, 'no');
    const always = turnsAway && inAnyCase ? ({ always: true } as const) : {};
    const value = { path, state, ...role, ...always } as const;
    const fact = server.fact('server.file', value, section, state === 'ok' ? 0 : undefined);
    return [turnsAway ? { ...fact, cures: [cureOf(path)] } : fact];
  });
}

function cureOf(path: string): Fix {
  return {
    who: 'server',
    risk: 'none',
    say: `From the console, see whether the boot is done. If it is, and nobody is at work on the machine, remove ${path}.`,
    commands: ['systemctl is-system-running; systemctl list-jobs --no-pager', `cat ${path}`, `rm ${path}`],
    undo: [`echo 'maintenance' > ${path}`],
  };
}

function pamIs(server: ServerView, word: 'yes' | 'no'): boolean {
  if (servedByOther(server)) return false;
  return settingsOf(server)?.get('usepam') === word || (server.whole('sshd-T')?.lines ?? []).includes(`usepam ${word}`);
}
