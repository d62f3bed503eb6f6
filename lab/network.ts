import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Done, must, type RunOptions, run } from './shell.ts';

/** Addresses of a host that the client may dial. */
export interface Place {
  readonly name: string;
  readonly v4: string;
  readonly v6: string;
}

/** The same in every run: each fault has a network of its own. */
export const places: Readonly<Record<'client' | 'server' | 'jump', Place>> = {
  client: { name: 'laptop', v4: '10.71.1.10', v6: '2001:db8:71:1::10' },
  server: { name: 'web1', v4: '10.71.2.20', v6: '2001:db8:71:2::20' },
  jump: { name: 'bastion', v4: '10.71.3.30', v6: '2001:db8:71:3::30' },
};

const prefix = 'sshwhy-lab-';
/** Where everything of a run lives that is a file. */
export const stateRoot = '/run/sshwhy-lab';

/** A place where commands run as root: a namespace, or a host in one. */
export interface Site {
  /** Runs a command that must succeed, and gives what it printed. */
  exec(command: string): Promise<string>;
  /** Runs a command that may fail. */
  attempt(command: string, options?: RunOptions): Promise<Done>;
  /** Begins a command that goes on until the tear-down. */
  start(command: string): Promise<void>;
}

/** Client — router — server, and a jump host at the router's third leg, each in a namespace of its own. */
export interface Network {
  readonly client: Site;
  readonly router: Site;
  /** The bare namespaces; hosts boot in them. */
  readonly namespaces: {
    readonly client: string;
    readonly router: string;
    readonly server: string;
    readonly jump: string;
  };
  /** Replaces what the client knows by name: lines of a hosts file. */
  names(lines: readonly string[]): void;
  /** Where files of this run live; gone with the tear-down. */
  readonly state: string;
  /** Files here are bound over the client's /etc. */
  readonly clientEtc: string;
}

let count = 0;

/** What all names of one case have in common: `PID-N`. */
export function newStem(): string {
  return `${process.pid}-${++count}`;
}

/** Lays the cables. */
export async function layNetwork(stem: string, withJump: boolean): Promise<Network> {
  const named = (end: string): string => `${prefix}${stem}${end}`;
  const namespaces = { client: named('c'), router: named('r'), server: named('s'), jump: named('j') };
  const state = join(stateRoot, stem);
  const clientEtc = join('/etc/netns', namespaces.client);
  mkdirSync(state, { recursive: true });
  mkdirSync(clientEtc, { recursive: true });
  const names = (lines: readonly string[]): void =>
    writeFileSync(join(clientEtc, 'hosts'), ['127.0.0.1 localhost', '::1 localhost', ...lines, ''].join('\n'));
  names([]);
  writeFileSync(join(clientEtc, 'resolv.conf'), 'nameserver 10.71.1.1\noptions timeout:1 attempts:1\n');
  await must(['sh', '-e', '-c', script(namespaces, withJump)]);
  return {
    client: siteOf(namespaces.client),
    router: siteOf(namespaces.router),
    namespaces,
    names,
    state,
    clientEtc,
  };
}

function script(names: Network['namespaces'], withJump: boolean): string {
  const { client, router, server, jump } = names;
  const leg = (name: string, n: number, place: Place): string => `
ip netns add ${name}
ip link add eth0 netns ${name} type veth peer name leg${n} netns ${router}
ip -n ${router} address add 10.71.${n}.1/24 dev leg${n}
ip -n ${router} address add 2001:db8:71:${n}::1/64 dev leg${n} nodad
ip -n ${router} link set leg${n} up
ip -n ${name} address add ${place.v4}/24 dev eth0
ip -n ${name} address add ${place.v6}/64 dev eth0 nodad
ip -n ${name} link set lo up
ip -n ${name} link set eth0 up
ip -n ${name} route add default via 10.71.${n}.1
ip -n ${name} -6 route add default via 2001:db8:71:${n}::1`;
  return `
ip netns add ${router}
ip -n ${router} link set lo up
ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
${leg(client, 1, places.client)}
${leg(server, 2, places.server)}
${withJump ? leg(jump, 3, places.jump) : ''}
ip netns exec ${client} sysctl -qw net.ipv4.ping_group_range='0 2147483647'`;
}

function siteOf(namespace: string): Site {
  const words = ['ip', 'netns', 'exec', namespace, 'sh', '-c'];
  return {
    exec: (command) => must([...words, command]),
    attempt: (command, options) => run([...words, command], options),
    start: async (command) => {
      await must([...words, `${command} >/dev/null 2>&1 </dev/null &`]);
    },
  };
}

/** Takes away what a run of this process, or one that crashed, has left: all names of a stem. */
export async function clearStem(stem: string): Promise<void> {
  const ours = namespacesOf(stem);
  await endInhabitants(stem, ours);
  await unmountBelow(join(stateRoot, stem));
  for (const name of ours) {
    await run(['ip', 'netns', 'delete', name]);
    rmSync(join('/etc/netns', name), { recursive: true, force: true });
  }
  for (const folder of [join('/etc/netns', `${prefix}${stem}c`), join(stateRoot, stem)]) {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const group of groupsOf(stem)) await dropFolder(group);
}

/** Takes away what crashed runs have left, and with `own` what this one has. */
export async function sweep(own: boolean): Promise<void> {
  const stems = [...entries('/run/netns'), ...entries('/etc/netns')]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length, -1));
  const cgroups = cgroupRoots().flatMap((root) => entries(root).filter((name) => name.startsWith(prefix)));
  const all = new Set([...stems, ...entries(stateRoot), ...cgroups.map((name) => /\d+-\d+/.exec(name)?.[0] ?? '')]);
  for (const stem of all) {
    const pid = Number(/^(\d+)-\d+$/.exec(stem)?.[1]);
    if (Number.isNaN(pid)) continue;
    if (pid === process.pid ? own : !isLab(pid)) await clearStem(stem);
  }
  sweepFiles(stateRoot);
}

/** Takes away files of the folder whose name ends in the pid of a run that is no more. */
function sweepFiles(folder: string): void {
  for (const name of entries(folder)) {
    const pid = Number(/[a-z]-(\d+)$/.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isLab(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether this process is a run of the lab that still goes on. */
export function isLab(pid: number): boolean {
  try {
    return /lab\/main\.js/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}

function namespacesOf(stem: string): readonly string[] {
  return entries('/run/netns').filter((name) => name.slice(0, -1) === `${prefix}${stem}`);
}

/** Ends by pid every process that lives in a namespace or a control group of the stem. */
async function endInhabitants(stem: string, namespaces: readonly string[]): Promise<void> {
  for (let round = 0; round < 250; round++) {
    const listed = await Promise.all(namespaces.map((name) => run(['ip', 'netns', 'pids', name])));
    const inside = listed.flatMap((done) => done.stdout.split('\n'));
    const pids = [...inside, ...groupsOf(stem).flatMap(procsBelow)].map(Number).filter((pid) => pid > 1);
    if (pids.length === 0) return;
    groupsOf(stem).forEach(thaw);
    for (const pid of new Set(pids)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await sleep(20);
  }
}

/** In the layout of version 1 not even SIGKILL ends what is frozen. */
function thaw(group: string): void {
  const state = join(group, 'freezer.state');
  if (existsSync(state)) writeFileSync(state, 'THAWED');
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) thaw(join(group, entry.name));
  }
}

function procsBelow(group: string): readonly string[] {
  const own = existsSync(group) ? readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n') : [];
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...own, ...below.flatMap((entry) => procsBelow(join(group, entry.name)))];
}

/** Unmounts what is below the folder; what stays busy goes when its last user does. */
async function unmountBelow(folder: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const points = mountsBelow(folder);
    if (points.length === 0) return;
    for (const point of points) await run(['umount', ...(round > 80 ? ['-l'] : []), point]);
    if (mountsBelow(folder).length > 0) await sleep(20);
  }
}

/** The mounts below a folder, last first. */
export function mountsBelow(folder: string): readonly string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}

/** Where groups of processes are made: one tree, or one for systemd beside others. */
export function cgroupRoots(): readonly string[] {
  const trees = ['', 'unified', 'systemd', 'pids', 'cpu', 'memory', 'freezer'];
  return trees.map((tree) => join('/sys/fs/cgroup', tree)).filter((root) => existsSync(join(root, 'cgroup.procs')));
}

/** The control group of one host: hosts that share a group would stop each other's services. */
export function cgroupName(net: Network, name: string): string {
  return `${net.namespaces.server.slice(0, -1)}-${name}`;
}

function groupsOf(stem: string): readonly string[] {
  const ours = (root: string): readonly string[] =>
    entries(root).filter((name) => name.startsWith(`${prefix}${stem}-`));
  return cgroupRoots().flatMap((root) => ours(root).map((name) => join(root, name)));
}

/** A control group goes by rmdir, leaves first; its files are not files. */
async function dropFolder(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await dropFolder(join(folder, entry.name));
  }
  for (let round = 0; round < 50; round++) {
    try {
      rmdirSync(folder);
      return;
    } catch {
      await sleep(10);
    }
  }
}

function entries(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
