/*
 * How the messages of ssh are kept while a command runs as it is: a folder in front of PATH holds an `ssh` that becomes the
 * real one, with its standard error copied on the way. The command itself keeps its terminal; ssh asks for passwords on
 * /dev/tty and looks at no other descriptor than 0 and 1 to learn whether it has a terminal.
 */
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

/** One call of ssh: its arguments, and the end of what it printed to standard error. */
export interface SshCall {
  readonly words: readonly string[];
  readonly said: string;
}

/** A command that is to be run, with the shim in its way. */
export interface Watched {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The calls of ssh in their order, once the command is over. */
  calls(): Promise<readonly SshCall[]>;
  end(): void;
}

/** Programs that know their ssh by its path, and take another one with -S. */
const withOption: readonly string[] = ['scp', 'sftp'];
/** As much of the end as is kept of what one ssh prints: a remote command may write there without end. */
const kept = 65_536;
/** The copy is there as soon as ssh is gone; one that stays in the background keeps its own. */
const patienceMs = 1500;

/** Null where this system has no such means, or no ssh: then the command runs and nothing is known of it. */
export function watch(argv: readonly string[]): Watched | null {
  const { env } = process;
  const [program = '', ...rest] = argv;
  const name = basename(program);
  const named = name === 'ssh' && program !== 'ssh' ? program : null;
  const real = named ?? inPath('ssh', env['PATH']);
  if (process.platform === 'win32' || real === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-run-'));
  const shim = join(folder, 'ssh');
  writeFileSync(shim, script(folder, real, env['PATH'] ?? ''));
  chmodSync(shim, 0o700);
  const own = withOption.includes(name) && !rest.includes('-S') ? [program, '-S', shim, ...rest] : argv;
  return {
    argv: named === null ? own : [shim, ...rest],
    env: { ...env, PATH: `${folder}${delimiter}${env['PATH'] ?? ''}` },
    calls: () => callsIn(folder),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
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

/**
 * It replaces itself by ssh, so that process, status and signals are ssh's own. The copy is made by a process that is no
 * child of it and that Ctrl-C does not end before ssh has said its last.
 */
function script(folder: string, real: string, path: string): string {
  return `#!/bin/sh
PATH=${quoted(path)}
export PATH
f=${quoted(folder)}/$$
if command -v tee >/dev/null 2>&1 && command -v tail >/dev/null 2>&1 && mkfifo -m 600 "$f" "$f.copy" 2>/dev/null; then
  printf '%s\\0' "$@" >"$f.words"
  ( (
    exec </dev/null >&2
    trap '' INT TERM HUP QUIT
    tail -c ${kept} <"$f.copy" >"$f.part" &
    tee "$f.copy" <"$f"
    wait
    mv "$f.part" "$f.said"
  ) & )
  exec ${quoted(real)} "$@" 2>"$f"
fi
exec ${quoted(real)} "$@"
`;
}

async function callsIn(folder: string): Promise<readonly SshCall[]> {
  const pids = readdirSync(folder).flatMap((name) => /^(\d+)\.words$/.exec(name)?.[1] ?? []);
  const path = (pid: string, kind: string): string => join(folder, `${pid}.${kind}`);
  const waiting = (): boolean => pids.some((pid) => !existsSync(path(pid, 'said')));
  for (let waited = 0; waited < patienceMs && waiting(); waited += 10) await sleep(10);
  return pids
    .filter((pid) => existsSync(path(pid, 'said')))
    .sort((a, b) => statSync(path(a, 'said')).mtimeMs - statSync(path(b, 'said')).mtimeMs)
    .map((pid) => ({
      words: readFileSync(path(pid, 'words'), 'utf8').split('\0').slice(0, -1),
      said: readFileSync(path(pid, 'said'), 'utf8'),
    }));
}
