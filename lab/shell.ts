import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Done {
  /** Null when a signal ended it, ours when it took too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const running = new Set<number>();
let ending = false;

/** Ends every program that `run` waits for; what waits for them then goes its way to the tear-down. */
export function endAll(): void {
  ending = true;
  for (const pid of running) killGroup(pid);
}

/** Runs a program to its end; a failure is a value. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Done> {
  const [program = '', ...words] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      // A session of its own: Ctrl-C at the terminal is for the lab, which then ends what it started in order.
      detached: true,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let settle: NodeJS.Timeout | undefined;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input);
    if (child.pid !== undefined) running.add(child.pid);
    const kill = (): void => killGroup(child.pid);
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(kill, options.timeoutMs);
    const done = (status: number | null): void => {
      if (child.pid !== undefined) running.delete(child.pid);
      clearTimeout(timer);
      clearTimeout(settle);
      resolve({ status, stdout, stderr });
    };
    child.once('error', (error) => {
      stderr += String(error);
      done(null);
    });
    child.once('close', done);
    const letGo = (status: number | null): void => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      done(status);
    };
    // A daemon that it left behind may hold the pipes for ever. What stands in them is read before an immediate runs.
    child.once('exit', (status) => {
      settle = setTimeout(() => setImmediate(letGo, status), 300);
    });
  });
}

/** Runs a program that has to succeed, and gives what it printed. Once the lab ends, only tear-downs go on: by `run`. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  if (ending) throw new Error('the lab was stopped');
  const { status, stdout, stderr } = await run(argv, options);
  if (status === 0) return stdout;
  const said = `${stderr}${stdout}`.trim().split('\n').slice(-4).join(' | ');
  throw new Error(`${argv.join(' ').slice(0, 300)}: ${status === null ? 'was ended' : `exit ${status}`}: ${said}`);
}

/** Whether a program is on the path. */
export async function installed(program: string): Promise<boolean> {
  return (await run(['sh', '-c', 'PATH=$PATH:/usr/sbin:/sbin command -v "$1"', 'sh', program])).status === 0;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
