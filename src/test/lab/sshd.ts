import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { quietPort } from './index.ts';
import { clientConfig, scratch } from './run.ts';

const paths: readonly string[] = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'];
const binary = paths.find((path) => existsSync(path));

/** What the client of a test has. */
export interface Client {
  /** A key that the user names: the one the server accepts, another one, or none. */
  readonly key?: 'right' | 'wrong' | 'none';
  /** What known_hosts says of the server. */
  readonly known?: 'right' | 'changed' | 'none';
  /** More lines of ssh_config. */
  readonly lines?: readonly string[];
  /** A port that leads to the server by a detour. */
  readonly port?: number;
}

/** A real sshd of the current user on a free loopback port. */
export interface Sshd {
  readonly port: number;
  readonly folder: string;
  /** The options of a client that gets in, without the destination. */
  readonly ssh: readonly string[];
  /** The options of another client. */
  client(client: Client): readonly string[];
  log(): string;
  /** Starts it anew on the same port; these lines stand first in sshd_config. */
  restart(lines?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** These lines stand first in sshd_config. */
  readonly lines?: readonly string[];
  /** Stands in front of the key in authorized_keys. */
  readonly keyOptions?: string;
  /** Where it listens; loopback when not given. */
  readonly address?: string;
  /** Words in front of the program: those that run it on another host of the lab. */
  readonly under?: readonly string[];
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly address: string;
  readonly under: readonly string[];
}

/** Starts sshd with keys and a configuration of its own. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (binary === undefined) throw new Error('sshd is not installed');
  const folder = mkdtempSync(join(scratch, 'sshd-'));
  for (const name of ['host', 'other-host', 'key', 'wrong-key']) newKey(join(folder, name));
  const authorized = `${options.keyOptions ?? ''} ${publicKey(folder, 'key')}`.trim();
  writeFileSync(join(folder, 'authorized_keys'), `${authorized}\n`, { mode: 0o600 });
  const port = await quietPort();
  const place = { folder, port, address: options.address ?? '127.0.0.1', under: options.under ?? [] };
  let child = await listen(place, options.lines ?? []);
  const client = (wanted: Client): readonly string[] => clientOptions(place, wanted);
  return {
    port,
    folder,
    ssh: client({}),
    client,
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    restart: async (lines = []) => {
      await end(child);
      child = await listen(place, lines);
    },
    stop: () => end(child),
  };
}

function newKey(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', path]);
}

function publicKey(folder: string, name: string): string {
  return readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
}

function clientOptions({ folder, address, ...place }: Place, client: Client): readonly string[] {
  const port = client.port ?? place.port;
  const config = clientConfig(client.lines);
  const name = client.known === 'changed' ? 'other-host' : 'host';
  if (client.known !== 'none') {
    writeFileSync(`${config}.known_hosts`, `[${address}]:${port},[localhost]:${port} ${publicKey(folder, name)}\n`, {
      mode: 0o600,
    });
  }
  const key = client.key === 'none' ? [] : ['-i', join(folder, client.key === 'wrong' ? 'wrong-key' : 'key')];
  return ['-F', config, '-p', String(port), ...key];
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

async function listen({ folder, port, address, under }: Place, lines: readonly string[]): Promise<ChildProcess> {
  const config = join(folder, 'sshd_config');
  const settings = [
    ...lines,
    `Port ${port}`,
    `ListenAddress ${address}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'pid')}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    'UsePAM no',
    'LogLevel VERBOSE',
  ];
  writeFileSync(config, `${settings.join('\n')}\n`);
  prepare(config);
  writeFileSync(join(folder, 'log'), '');
  const own = ['-D', '-f', config, '-E', join(folder, 'log'), ...penalties()];
  const [first = '', ...rest] = [...under, binary ?? '', ...own];
  const child = spawn(first, rest, { stdio: 'ignore' });
  running.add(child);
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (readFileSync(join(folder, 'log'), 'utf8').includes('Server listening')) return child;
    if (child.exitCode !== null) break;
    await sleep(20);
  }
  child.kill();
  throw new Error(`sshd does not start: ${readFileSync(join(folder, 'log'), 'utf8')}`);
}

/** As root, sshd wants its empty directory, which a container that never booted lacks. */
function prepare(config: string): void {
  const { stderr } = spawnSync(binary ?? '', ['-t', '-f', config], { encoding: 'utf8' });
  const missing = /Missing privilege separation directory: (\S+)/.exec(stderr)?.[1];
  if (missing !== undefined) mkdirSync(missing, { recursive: true, mode: 0o755 });
}

let penaltyWords: readonly string[] | undefined;

/** From 9.8 on sshd would hold the failures of one test against the next. */
function penalties(): readonly string[] {
  if (penaltyWords === undefined) {
    const words = ['-o', 'PerSourcePenalties=no'];
    const { stderr } = spawnSync(binary ?? '', ['-t', '-f', '/dev/null', ...words], { encoding: 'utf8' });
    penaltyWords = /Bad configuration option/i.test(stderr) ? [] : words;
  }
  return penaltyWords;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
  running.delete(child);
}

/** Hands a connection of the lab on to a real server. */
export function handOn(port: number): (socket: Socket) => void {
  return (socket) => {
    const onward = connect({ host: '127.0.0.1', port });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  };
}

/** Why the tests with a real sshd cannot run here; false when they can. */
export async function sshdUnusable(): Promise<string | false> {
  if (binary === undefined) return 'sshd is not installed';
  try {
    const sshd = await startSshd();
    try {
      const words = [...sshd.ssh, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '127.0.0.1', 'exit 0'];
      await promisify(execFile)('ssh', words, { timeout: 15_000 });
      return false;
    } finally {
      await sshd.stop();
    }
  } catch (error) {
    return `sshd on this machine does not let ${userInfo().username} in: ${error instanceof Error ? error.message : error}`;
  }
}
