/*
 * Configuration files that name an ssh by its full path: core.sshCommand of git, ssh_executable of Ansible. No file is touched: the
 * environment says the same with another path, to this repository or this call alone.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { command } from './ssh-named.ts';

type Env = NodeJS.ProcessEnv;

/** What is asked of the system: the shim of an ssh by its path, and a folder of the shims for a file of our own. */
export interface Means {
  other(path: string): string | null;
  readonly folder: string;
}

/** `unseen`: the command that a file names, where it could not be replaced. */
export interface Configured {
  readonly env: Env;
  readonly unseen: string | null;
}

const nothing: Configured = { env: {}, unseen: null };

/** What has to be added to the environment of the command. */
export function configured(argv: readonly string[], env: Env, means: Means): Configured {
  const name = basename(argv[0] ?? '');
  if (name === 'git') return ofGit(argv, env, means);
  return /^ansible(?:-playbook|-console|-pull)?$/.test(name) ? ofAnsible(env, means) : nothing;
}

/** Options of git itself that take the next word. */
const taking = /^(?:-C|-c|--git-dir|--work-tree|--namespace|--super-prefix|--config-env|--attr-source)$/;
/** These speak to another machine. */
const speaks = /^(?:fetch|pull|push|ls-remote|clone|submodule|remote|archive|fetch-pack|send-pack|lfs)$/;

function ofGit(argv: readonly string[], env: Env, means: Means): Configured {
  // It goes before every file, and so does -c.
  if ((env['GIT_SSH_COMMAND'] ?? '') !== '') return nothing;
  const [program = 'git', ...words] = argv;
  let at = 0;
  while (at < words.length && words[at]?.startsWith('-')) at += taking.test(words[at] ?? '') ? 2 : 1;
  const own = words.slice(0, at);
  const [verb = '', ...rest] = words.slice(at);
  // It shows or changes the very setting; and what an alias does is known to nobody here.
  if (!speaks.test(verb) || words.some((word) => /core\.sshcommand/i.test(word))) return nothing;
  const clones = verb === 'clone';
  const ask = (more: Env, ...asked: readonly string[]): string | null => {
    const ran = spawnSync(program, [...own, ...asked], { encoding: 'utf8', timeout: 3000, env: { ...env, ...more } });
    return ran.status === 0 ? ran.stdout : null;
  };
  // A clone reads no repository that it is called in.
  const nowhere: Env = clones ? { GIT_DIR: join(means.folder, 'none') } : {};
  const value = ask(nowhere, 'config', '--null', '--get', 'core.sshCommand')?.replace(/\0$/, '') ?? '';
  if (value === '' || !/^\S*[/~$]/.test(value)) return nothing;
  // As the shell does that git calls it by.
  const changed = command(
    value.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/)/, () => env['HOME'] ?? '~'),
    means.other,
  );
  const unseen = { env: {}, unseen: value };
  if (changed === null) return unseen;
  if (clones)
    return mayDiffer(ask(nowhere, 'config', '--null', '--name-only', '--list'), rest, env)
      ? unseen
      : plain(env, changed);
  const gitdir = ask({}, 'rev-parse', '--absolute-git-dir')?.replace(/\n$/, '');
  if (gitdir === undefined) return verb === 'ls-remote' ? plain(env, changed) : unseen;
  return inRepository(env, gitdir, changed, means.folder) ?? unseen;
}

/** Whether what a clone will read may be another value: conditions hold for the new repository, a template may bring its own. */
function mayDiffer(names: string | null, rest: readonly string[], env: Env): boolean {
  if (names === null || env['GIT_TEMPLATE_DIR'] !== undefined || rest.some((word) => word.startsWith('--template')))
    return true;
  return names.split('\0').some((name) => /^includeif\./i.test(name) || /^init\.templatedir$/i.test(name));
}

function plain(env: Env, changed: string): Configured {
  return added(env, 'core.sshCommand', changed) ?? { env: {}, unseen: changed };
}

/** For this repository and no other: git calls git, in hooks and scripts, and hands its environment on. */
function inRepository(env: Env, gitdir: string, changed: string, folder: string): Configured | null {
  // Signs of a pattern, and what ends the name of a key.
  if (!gitdir.startsWith('/') || /[*?[\]\\\n]/.test(gitdir)) return null;
  const file = join(folder, 'gitconfig');
  const words = changed.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  try {
    writeFileSync(file, `[core]\n\tsshCommand = "${words}"\n`);
  } catch {
    return null;
  }
  return added(env, `includeIf.gitdir:${gitdir}.path`, file);
}

/** git-config(1): one more pair of GIT_CONFIG_COUNT; releases before 2.31 know none. */
function added(env: Env, key: string, value: string): Configured | null {
  const count = env['GIT_CONFIG_COUNT'] ?? '';
  if (!/^\d{0,4}$/.test(count)) return null;
  const n = Number(count);
  return {
    env: { GIT_CONFIG_COUNT: String(n + 1), [`GIT_CONFIG_KEY_${n}`]: key, [`GIT_CONFIG_VALUE_${n}`]: value },
    unseen: null,
  };
}

function ofAnsible(env: Env, means: Means): Configured {
  if ((env['ANSIBLE_SSH_EXECUTABLE'] ?? '') !== '') return nothing;
  const value = executableIn(configOf(env));
  if (value === null || !value.includes('/')) return nothing;
  const changed = /\s/.test(value) ? null : command(value, means.other);
  return changed === null ? { env: {}, unseen: value } : { env: { ANSIBLE_SSH_EXECUTABLE: changed }, unseen: null };
}

/** The one file that Ansible reads; '' without one. It passes over one in a folder in which everybody may write. */
function configOf(env: Env): string {
  const home = env['HOME'] ?? homedir();
  const named = env['ANSIBLE_CONFIG']?.replace(/^~(?=\/)/, home);
  const shared = (statSync('.', { throwIfNoEntry: false })?.mode ?? 0o002) & 0o002;
  const places = [
    ...(named === undefined ? [] : [join(named, 'ansible.cfg'), named]),
    ...(shared ? [] : ['ansible.cfg']),
    join(home, '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  for (const place of places) {
    try {
      return readFileSync(place, 'utf8');
    } catch {
      // The next one.
    }
  }
  return '';
}

function executableIn(text: string): string | null {
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\[(.+)\]/.exec(line)?.[1] ?? section;
    const value = /^ssh_executable\s*[=:]\s*(.*?)\s*(?:\s;.*)?$/i.exec(line)?.[1];
    if (section === 'ssh_connection' && value !== undefined) return value;
  }
  return null;
}
