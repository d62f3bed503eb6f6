/*
 * How the messages of ssh are kept while a command runs as it is: a folder in front of PATH holds an `ssh` that becomes the
 * real one, with its standard error copied on the way. The command itself keeps its terminal; ssh asks for passwords on
 * /dev/tty and looks at no other descriptor than 0 and 1 to learn whether it has a terminal. What the remote command prints
 * comes on the same descriptor and may look like anything: so ssh's own messages go another way (-E), to the same place.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One call of ssh. */
export interface SshCall {
  readonly words: readonly string[];
  /** The end of its own messages; null where they cannot be told from the rest. */
  readonly own: string | null;
  /** The end of what else came to its standard error: of helpers and hops before, of the remote command after it got through. */
  readonly other: string;
}

/** A command that is to be run, with the shim in its way. */
export interface Watched {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The calls of ssh in their order, once the command is over. `failed`: then their last words are waited for. */
  calls(failed: boolean): Promise<readonly SshCall[]>;
  /** The name or address that a call connects to, as ssh itself reads its configuration; null when it does not say. */
  hostOf(words: readonly string[]): string | null;
  end(): void;
}

/** Programs that know their ssh by its path, and take another one with -S. */
const withOption: readonly string[] = ['scp', 'sftp'];
/** As much of the end as is kept of what one ssh prints: a remote command may write there without end. */
const kept = 65_536;
/** The copy is there as soon as ssh is gone; one that stays in the background keeps its own. */
const patienceMs = 1500;
/** So long after it went to the background, or ended and left somebody there, what it said has come. */
const settledMs = 200;

/** Null where this system has no such means, no place for them, or no ssh: then the command runs and nothing is known of it. */
export function watch(argv: readonly string[]): Watched | null {
  const { env } = process;
  const [program = '', ...rest] = argv;
  const name = basename(program);
  const named = name === 'ssh' && program !== 'ssh' ? program : null;
  const real = named ?? inPath('ssh', env['PATH']);
  if (process.platform === 'win32' || real === null) return null;
  const ownLog = hasLogFile(real);
  const folder = shimFolder((place) => script(place, real, env['PATH'] ?? '', ownLog));
  if (folder === null) return null;
  const shim = join(folder, 'ssh');
  const own = withOption.includes(name) && !rest.includes('-S') ? [program, '-S', shim, ...rest] : argv;
  return {
    argv: named === null ? own : [shim, ...rest],
    env: { ...env, ...byName(env, real), PATH: `${folder}${delimiter}${env['PATH'] ?? ''}` },
    calls: (failed) => callsIn(folder, failed, ownLog),
    hostOf: (words) => {
      const { stdout } = spawnSync(real, ['-G', ...words], { encoding: 'utf8', timeout: 5000 });
      return /^hostname (\S+)$/m.exec(stdout ?? '')?.[1] ?? null;
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What names ssh by its path for the programs that call it. */
const callers: readonly string[] = ['GIT_SSH_COMMAND', 'GIT_SSH', 'RSYNC_RSH'];

/** The same, with the name alone: then it is looked for in PATH. */
function byName(env: NodeJS.ProcessEnv, real: string): NodeJS.ProcessEnv {
  const named = callers.flatMap((name): readonly (readonly [string, string])[] => {
    const value = env[name] ?? '';
    return value === real || value.startsWith(`${real} `) ? [[name, `ssh${value.slice(real.length)}`]] : [];
  });
  return Object.fromEntries(named);
}

/** A folder with the shim in it; null where no file can be made that can be run. */
function shimFolder(scriptIn: (folder: string) => string): string | null {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'sshwhy-run-'));
    const shim = join(folder, 'ssh');
    writeFileSync(shim, scriptIn(folder));
    chmodSync(shim, 0o700);
    accessSync(shim, constants.X_OK);
    return folder;
  } catch {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

function inPath(name: string, path = ''): string | null {
  for (const folder of path.split(delimiter)) {
    const full = join(folder === '' ? '.' : folder, name);
    try {
      accessSync(full, constants.X_OK);
      if (statSync(full).isFile()) return full;
    } catch {
      // The next one may have it.
    }
  }
  return null;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whether it is an ssh that takes -E. What is a script may take its arguments otherwise. */
function hasLogFile(real: string): boolean {
  try {
    if (readFileSync(real).subarray(0, 2).toString('latin1') === '#!') return false;
  } catch {
    return false;
  }
  const { stderr } = spawnSync(real, ['-V'], { encoding: 'utf8', timeout: 2000 });
  return /^OpenSSH_(?:[7-9]|\d\d)/.test(stderr ?? '');
}

/**
 * It replaces itself by ssh, so that process, status and signals are ssh's own. The copy is made by a process that is no
 * child of it and that Ctrl-C does not end before ssh has said its last. Each way is open at both ends (7, 9) before anybody goes
 * on, so that nobody waits at one whose other end is gone: ssh may be killed at any time. Descriptor 9 keeps the way of ssh's own
 * messages open until ssh is there, and is let go with its standard error. A pipe is opened anew for the copy: ssh makes its
 * standard output non-blocking, and where both are the same pipe, that would be the copy's, too, and lose what the pipe has no room for.
 */
function script(folder: string, real: string, path: string, ownLog: boolean): string {
  const opened = ownLog
    ? '    exec 8<"$f.log"\n    ( exec 6<&- 9>&-; cat <&8 | tee "$f.own"; : >"$f.owned" ) &\n    exec 8<&-\n'
    : '';
  return `#!/bin/sh
PATH=${quoted(path)}
export PATH
f=${quoted(folder)}/$$
if command -v tee >/dev/null 2>&1 && command -v tail >/dev/null 2>&1 && mkfifo -m 600 "$f" "$f.copy" "$f.log" 2>/dev/null; then
  printf '%s\\0' "$@" >"$f.words"
  exec 7<>"$f" 9<>"$f.log"
  ( (
    exec </dev/null >&2
    if [ -p /proc/self/fd/1 ] && ( : >>/proc/self/fd/1 ) 2>/dev/null; then exec >>/proc/self/fd/1; fi
    exec 2>/dev/null 6<"$f" 7>&-
    trap '' INT TERM HUP QUIT
${opened}    ( exec 6<&- 9>&-; tail -c ${kept} <"$f.copy" >"$f.part" && mv "$f.part" "$f.said" ) &
    tee "$f.copy" <&6
    exec 9>&-
    wait
  ) & )
  exec ${quoted(real)} ${ownLog ? '-E "$f.log" ' : ''}"$@" 2>"$f" 7>&- 9>&-
fi
exec ${quoted(real)} "$@"
`;
}

async function callsIn(folder: string, patient: boolean, ownLog: boolean): Promise<readonly SshCall[]> {
  const pids = readdirSync(folder).flatMap((name) => /^(\d+)\.words$/.exec(name)?.[1] ?? []);
  const path = (pid: string, kind: string): string => join(folder, `${pid}.${kind}`);
  const ended = (pid: string): boolean => existsSync(path(pid, 'said')) && (!ownLog || existsSync(path(pid, 'owned')));
  let gone = 0;
  const most = patient ? patienceMs : settledMs;
  for (let waited = 0; waited < patienceMs && gone < most && !pids.every(ended); waited += 10) {
    await sleep(10);
    gone = pids.some((pid) => !ended(pid) && lives(Number(pid))) ? 0 : gone + 10;
  }
  const read = (pid: string, kind: string): string =>
    existsSync(path(pid, kind)) ? readFileSync(path(pid, kind), 'utf8').slice(-kept) : '';
  return (
    pids
      .filter((pid) => existsSync(path(pid, 'said')) || read(pid, 'own') !== '')
      // Written before ssh begins: the copies of what it says may be late.
      .map((pid) => ({ pid, at: statSync(path(pid, 'words')).mtimeMs }))
      .sort((a, b) => a.at - b.at)
      .map(({ pid }) => ({
        words: readFileSync(path(pid, 'words'), 'utf8').split('\0').slice(0, -1),
        own: ownLog ? read(pid, 'own') : null,
        other: read(pid, 'said'),
      }))
  );
}

/** Whether there is such a process; one of another user is there, too. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
