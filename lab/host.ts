import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cgroupName, cgroupRoots, type Network, places, type Site } from './network.ts';
import { type Done, must, type RunOptions, run } from './shell.ts';
import { type Release, treeOf, userKey } from './trees.ts';

/** A Debian host of the lab. Files before the boot, commands after it. */
export interface Host extends Site {
  readonly release: Release;
  readonly name: string;
  /** Its root as this machine sees it. */
  readonly root: string;
  /** Writes a file of the host. */
  write(path: string, text: string, mode?: number): void;
  /** Takes a file or folder of the host away. */
  remove(path: string): void;
  /** Adds a file to sshd_config.d. */
  sshd(lines: string): void;
  /** The words that run a program on its console. */
  console(): readonly string[];
  /** With an entry point no init runs: that is its first process. */
  boot(entry?: string): Promise<void>;
}

/** Lays a writable layer over the tree of a release; nothing runs yet. */
export async function layHost(net: Network, end: 'server' | 'jump', release: Release): Promise<Host> {
  const base = join(net.state, end);
  const root = join(base, 'root');
  mkdirSync(base, { recursive: true });
  await must(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', base]);
  for (const name of ['upper', 'work', 'root']) mkdirSync(join(base, name));
  const layers = `lowerdir=${treeOf(release)},upperdir=${base}/upper,workdir=${base}/work`;
  await must(['mount', '-t', 'overlay', 'overlay', '-o', layers, root]);
  const place = places[end];
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  const others = Object.values(places).map(({ v4, name }) => `${v4} ${name}\n`);
  write('/etc/hosts', `127.0.0.1 localhost\n::1 localhost\n${others.join('')}`);
  write('/etc/hostname', `${place.name}\n`);
  let init = 0;
  const words = (): readonly string[] => {
    if (init === 0) throw new Error(`${place.name} has not booted yet`);
    return ['nsenter', '-t', String(init), '-a'];
  };
  const shell = (command: string): readonly string[] => [...words(), 'sh', '-c', command];
  return {
    release,
    name: place.name,
    root,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    sshd: (lines) => write('/etc/ssh/sshd_config.d/50-lab.conf', `${lines}\n`),
    console: words,
    boot: async (entry) => {
      init = await bootInit(net, end, root, entry);
      if (entry === undefined) await booted(words());
    },
    exec: (command) => must(shell(command)),
    attempt: (command, options) => run(shell(command), options),
    start: async (command) => {
      await must(shell(`setsid ${command} >/dev/null 2>&1 </dev/null &`));
    },
  };
}

/** Boots, and gives the pid that the host's init has on this machine. */
async function bootInit(net: Network, end: 'server' | 'jump', root: string, entry?: string): Promise<number> {
  const group = cgroupName(net, end);
  const join_ = cgroupRoots().map((top) => `mkdir -p ${top}/${group} && echo $$ > ${top}/${group}/cgroup.procs;`);
  const nspawn = [
    'systemd-nspawn',
    ...[
      '-D',
      root,
      ...(entry === undefined ? ['-b'] : []),
      '--quiet',
      '--register=no',
      '--keep-unit',
      '--console=pipe',
      '--resolv-conf=off',
    ],
    ...['--timezone=off', '--link-journal=no', `--hostname=${places[end].name}`, `--machine=${group}`],
    `--network-namespace-path=/run/netns/${net.namespaces[end]}`,
    '--capability=CAP_NET_ADMIN,CAP_NET_RAW',
    ...(entry === undefined ? [] : ['sh', '-c', entry]),
  ];
  // When the lab is killed, its hosts go with it.
  const argv = ['-c', `${join_.join(' ')} exec setpriv --pdeathsig KILL "$@"`, 'sh', ...nspawn];
  const child = spawn('sh', argv, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const { pid } = child;
  for (let round = 0; round < 500 && pid !== undefined && child.exitCode === null; round++) {
    const init = initBelow(pid);
    if (init !== null) return init;
    await sleep(20);
  }
  throw new Error(`the host did not boot: ${said.trim().slice(-300)}`);
}

/** The process below nspawn that is number 1 in its own namespace. */
function initBelow(nspawn: number): number | null {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const ppid = /^PPid:\s+(\d+)/m.exec(statusOf(name))?.[1];
    if (ppid !== undefined) parents.set(Number(name), Number(ppid));
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === nspawn || isBelow(parents.get(pid)));
  for (const pid of parents.keys()) {
    if (pid !== nspawn && isBelow(pid) && /^NSpid:.*\s1$/m.test(statusOf(String(pid)))) return pid;
  }
  return null;
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until systemd has started everything, or has given up: sshd then serves, or never will. */
async function booted(console: readonly string[]): Promise<void> {
  const end = performance.now() + 40_000;
  while (performance.now() < end) {
    const ask = [...console, 'systemctl', 'is-system-running', '--wait'];
    const { stdout } = await run(ask, { timeoutMs: 30_000 });
    if (/running|degraded|maintenance/.test(stdout)) return;
    await sleep(50);
  }
  throw new Error('the host did not finish its boot');
}

/** The person at the client: a user with a home, a key and a list of known hosts. */
export interface Client {
  readonly home: string;
  /** Writes a file of the home. */
  write(path: string, text: string, mode?: number): void;
  /** Runs a program in the client's namespace as this person. */
  run(argv: readonly string[], options?: RunOptions): Promise<Done>;
}

const uid = 60022;

/** Makes the person at the client of this network. */
export function makeClient(net: Network, release: Release): Client {
  const home = join(net.state, 'home');
  const write = (path: string, text: string, mode = 0o600): void => {
    const full = join(home, path);
    mkdirSync(dirname(full), { recursive: true, mode: 0o700 });
    writeFileSync(full, text, { mode });
    chmodSync(full, mode);
  };
  mkdirSync(home, { mode: 0o700 });
  write('.ssh/id_ed25519', readFileSync(userKey, 'utf8'));
  write('.ssh/id_ed25519.pub', readFileSync(`${userKey}.pub`, 'utf8'), 0o644);
  write('.ssh/known_hosts', knownHosts(release));
  // ssh takes its home from here, not from the environment.
  writeFileSync(
    join(net.clientEtc, 'passwd'),
    `root:x:0:0:root:/root:/bin/sh\nalice:x:${uid}:${uid}::${home}:/bin/sh\n`,
  );
  const env = [`HOME=${home}`, 'USER=alice', 'LOGNAME=alice', 'PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'];
  const words = [
    ...['ip', 'netns', 'exec', net.namespaces.client],
    ...[
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${uid}`,
      '--clear-groups',
      'env',
      '-i',
      '-C',
      home,
      'LANG=C.UTF-8',
      ...env,
    ],
  ];
  return {
    home,
    write,
    run: async (argv, options) => {
      await must(['chown', '-R', `${uid}:${uid}`, home]);
      return run([...words, ...argv], options);
    },
  };
}

function knownHosts(release: Release): string {
  const folder = join(treeOf(release), 'etc/ssh');
  const keys = readdirSync(folder).filter((name) => /^ssh_host_.*_key\.pub$/.test(name));
  const names = [places.server, places.jump].flatMap((place) => [place.name, place.v4, place.v6]).join(',');
  return keys.map((name) => `${names} ${readFileSync(join(folder, name), 'utf8')}`).join('');
}
