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
  mkdirSync,
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
import { configured } from './ssh-configured.ts';
import { renamed } from './ssh-named.ts';

/** One call of ssh. */
export interface SshCall {
  /** Its path. */
  readonly program: string;
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
  /** How a configuration file calls an ssh, where that could not be seen. */
  readonly unseen: string | null;
  /** The calls of ssh in their order, once the command is over. `failed`: then their last words are waited for. */
  calls(failed: boolean): Promise<readonly SshCall[]>;
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
  const path = env['PATH'] ?? '';
  const folder = shimFolder();
  const shim = folder === null ? null : shimIn(folder, folder, real, path);
  if (folder === null || shim === null) {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    return null;
  }
  // The ssh that PATH leads to is called by its name, where that is a command for a shell.
  const others = new Map<string, string | null>([[real, 'ssh']]);
  const other = (ssh: string): string | null => {
    const known = others.get(ssh);
    if (known !== undefined) return known;
    const made = isProgram(ssh) ? shimIn(folder, join(folder, `of-${others.size}`), ssh, path) : null;
    others.set(ssh, made);
    return made;
  };
  const own = withOption.includes(name) && !rest.some((word) => word.startsWith('-S'));
  const changed = renamed(own ? [program, '-S', shim, ...rest] : argv, env, other);
  const files = configured(argv, env, { other, folder });
  return {
    argv: named === null ? changed.argv : [shim, ...rest],
    env: { ...changed.env, ...files.env, PATH: `${folder}${delimiter}${path}` },
    unseen: files.unseen,
    calls: (failed) => callsIn(folder, failed),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What ssh itself makes of its command line and its configuration: a setting by its name in lower case; null when it does not say. */
export function settingOf({ program, words }: Pick<SshCall, 'program' | 'words'>, keyword: string): string | null {
  const { stdout } = spawnSync(program, ['-G', ...words], { encoding: 'utf8', timeout: 5000 });
  return new RegExp(`^${keyword} (\\S+)$`, 'm').exec(stdout ?? '')?.[1] ?? null;
}

/** Null where none can be made. */
function shimFolder(): string | null {
  try {
    return mkdtempSync(join(tmpdir(), 'sshwhy-run-'));
  } catch {
    return null;
  }
}

/** The shim of one ssh, `in` a folder of its own; null where no file can be made that can be run. What it says is kept in `folder`. */
function shimIn(folder: string, within: string, real: string, path: string): string | null {
  const shim = join(within, 'ssh');
  try {
    mkdirSync(within, { recursive: true });
    writeFileSync(shim, script(folder, real, path, hasLogFile(real)));
    chmodSync(shim, 0o700);
    accessSync(shim, constants.X_OK);
    return shim;
  } catch {
    return null;
  }
}

function inPath(name: string, path = ''): string | null {
  for (const folder of path.split(delimiter)) {
    const full = join(folder === '' ? '.' : folder, name);
    if (isProgram(full)) return full;
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
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
  printf '%s\\0' ${quoted(real)} ${ownLog ? 'own' : 'mixed'} "$@" >"$f.words"
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

async function callsIn(folder: string, patient: boolean): Promise<readonly SshCall[]> {
  const path = (pid: string, kind: string): string => join(folder, `${pid}.${kind}`);
  const calls = readdirSync(folder).flatMap((file) => {
    const pid = /^(\d+)\.words$/.exec(file)?.[1];
    if (pid === undefined) return [];
    const [program = '', own, ...words] = readFileSync(path(pid, 'words'), 'utf8').split('\0').slice(0, -1);
    return [{ pid, program, ownLog: own === 'own', words }];
  });
  const ended = ({ pid, ownLog }: (typeof calls)[number]): boolean =>
    existsSync(path(pid, 'said')) && (!ownLog || existsSync(path(pid, 'owned')));
  let gone = 0;
  const most = patient ? patienceMs : settledMs;
  for (let waited = 0; waited < patienceMs && gone < most && !calls.every(ended); waited += 10) {
    await sleep(10);
    gone = calls.some((call) => !ended(call) && lives(Number(call.pid))) ? 0 : gone + 10;
  }
  const read = (pid: string, kind: string): string =>
    existsSync(path(pid, kind)) ? readFileSync(path(pid, kind), 'utf8').slice(-kept) : '';
  return (
    calls
      .filter(({ pid }) => existsSync(path(pid, 'said')) || read(pid, 'own') !== '')
      // Written before ssh begins: the copies of what it says may be late.
      .map((call) => ({ ...call, at: statSync(path(call.pid, 'words')).mtimeMs }))
      .sort((a, b) => a.at - b.at)
      .map(({ pid, program, words, ownLog }) => ({
        program,
        words,
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
