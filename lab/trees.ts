import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLab, mountsBelow } from './network.ts';
import { installed, must, run } from './shell.ts';

/** Debian releases: OpenSSH 8.4, 9.2, 10.0. */
const releases = ['bullseye', 'bookworm', 'trixie'] as const;
export type Release = (typeof releases)[number];

/** Where trees are kept between runs; outside the repository. */
const cache: string =
  process.env['XDG_CACHE_HOME'] === undefined
    ? '/var/cache/sshwhy-lab'
    : join(process.env['XDG_CACHE_HOME'], 'sshwhy-lab');

/** The key of the person at the client; every host knows it. */
export const userKey: string = join(cache, 'keys', 'id_ed25519');

/** The root of a host of this release; read only. */
export function treeOf(release: Release): string {
  return join(cache, 'trees', release);
}

const base = [
  'openssh-server',
  'systemd',
  'systemd-sysv',
  'dbus',
  'iproute2',
  'nftables',
  'iptables',
  'procps',
  'fail2ban',
  'ufw',
  'tcpdump',
];

/** Not every release has them all. */
const more = [
  'python3-systemd',
  'knockd',
  'sshguard',
  'rsyslog',
  'firewalld',
  'conntrack',
  'ipset',
  'dropbear-bin',
  'tinysshd',
  'socat',
  'perl',
];

/** What the first set starts and a plain host does not, and what would change from run to run. */
const quiet = [
  ...['fail2ban', 'ufw', 'nftables', 'e2scrub_reap'],
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'e2scrub_all.timer', 'fstrim.timer', 'dpkg-db-backup.timer'],
];

const setup = `
set -e
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt-get update -qq
list=
for name in ${more.join(' ')}; do
  if [ -n "$(apt-cache madison "$name")" ]; then list="$list $name"; fi
done
enabled() { systemctl --root=/ list-unit-files --state=enabled --no-legend | cut -d ' ' -f 1 | sort; }
enabled > /tmp/before
apt-get install -y -qq --no-install-recommends $list
# All that the second set has enabled: a fault starts what it wants, nothing else may hold a port.
for unit in $(enabled | grep -vxF -f /tmp/before); do systemctl --root=/ disable "$unit"; done
rm /tmp/before
apt-get clean
rm -rf /var/lib/apt/lists/*
for unit in ${quiet.join(' ')}; do systemctl --root=/ disable "$unit" || true; done
useradd --create-home --shell /bin/bash alice
echo alice:correct-horse | chpasswd
install -d -m 700 -o alice -g alice /home/alice/.ssh
install -m 600 -o alice -g alice /root/lab-key.pub /home/alice/.ssh/authorized_keys
rm /root/lab-key.pub
ssh-keygen -A
: > /etc/resolv.conf
`;

/** Builds the trees that are missing or were made by another recipe; two at a time. */
export async function buildTrees(wanted: readonly Release[], say: (line: string) => void): Promise<void> {
  await makeKey();
  const missing = wanted.filter((release) => !isCurrent(release));
  if (missing.length === 0) return;
  const mirror = await mirrorOfApt();
  await dropCrashed();
  const queue = [...missing];
  const builder = async (): Promise<void> => {
    for (let release = queue.shift(); release !== undefined; release = queue.shift()) {
      say(`building a ${release} host, about two minutes`);
      await buildTree(release, mirror);
    }
  };
  const ended = await Promise.allSettled([builder(), builder()]);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

async function makeKey(): Promise<void> {
  if (existsSync(userKey)) return;
  mkdirSync(join(cache, 'keys'), { recursive: true, mode: 0o700 });
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'alice@lab', '-f', userKey]);
}

function stampOf(release: Release): string {
  const recipe = [release, ...base, setup, readFileSync(`${userKey}.pub`, 'utf8')].join('\n');
  return createHash('sha256').update(recipe).digest('hex');
}

function isCurrent(release: Release): boolean {
  const stamp = `${treeOf(release)}.stamp`;
  return existsSync(treeOf(release)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(release);
}

interface Mirror {
  readonly uri: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The archive this machine's apt takes Debian from, and its proxy. */
async function mirrorOfApt(): Promise<Mirror> {
  const format = '$(LABEL)|$(SITE)';
  const ask = ['apt-get', 'indextargets', '--format', format, 'Created-By: Packages'];
  let lines = (await run(ask)).stdout;
  if (!lines.includes('Debian|')) {
    await run(['apt-get', 'update', '-qq']);
    lines = (await run(ask)).stdout;
  }
  const uri = lines
    .split('\n')
    .find((line) => line.startsWith('Debian|'))
    ?.slice('Debian|'.length);
  if (uri === undefined || uri === '') throw new Error("apt of this machine has no source labelled 'Debian'");
  const proxy = (await run(['apt-config', 'shell', 'P', 'Acquire::http::Proxy'])).stdout;
  const [, address] = /^P='(.+)'/.exec(proxy) ?? [];
  return { uri, env: address === undefined ? {} : { http_proxy: address, https_proxy: address } };
}

async function buildTree(release: Release, mirror: Mirror): Promise<void> {
  const part = `${treeOf(release)}.part-${process.pid}`;
  mkdirSync(part, { recursive: true });
  try {
    await bootstrap(release, part, mirror);
    writeFileSync(join(part, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
    chmodSync(join(part, 'usr/sbin/policy-rc.d'), 0o755);
    writeFileSync(join(part, 'root/lab-key.pub'), readFileSync(`${userKey}.pub`));
    writeFileSync(join(part, 'etc/resolv.conf'), readFileSync('/etc/resolv.conf'));
    await must(['chroot', part, 'sh', '-c', setup], { env: mirror.env });
    rmSync(join(part, 'usr/sbin/policy-rc.d'));
    rmSync(treeOf(release), { recursive: true, force: true });
    await must(['mv', part, treeOf(release)]);
    writeFileSync(`${treeOf(release)}.stamp`, stampOf(release));
  } finally {
    await dropPart(part);
  }
}

/** A release that is newer than this machine is signed with keys that came by a later keyring package. */
async function bootstrap(release: Release, part: string, mirror: Mirror): Promise<void> {
  const argv = ['debootstrap', '--variant=minbase', `--include=${base.join(',')}`, release, part, mirror.uri];
  const first = await run(argv, { env: mirror.env });
  if (first.status === 0) return;
  await must(['apt-get', 'install', '-y', '-qq', 'debian-archive-keyring', 'debootstrap']);
  await dropPart(part);
  mkdirSync(part, { recursive: true });
  await must(argv, { env: mirror.env });
}

/** Removes what runs that crashed were building. */
async function dropCrashed(): Promise<void> {
  const folder = join(cache, 'trees');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [, pid] = /\.part-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isLab(Number(pid))) await dropPart(join(folder, name));
  }
}

/** Removes a tree in the making; what was mounted in it goes first. */
async function dropPart(part: string): Promise<void> {
  for (const point of mountsBelow(part)) await run(['umount', point]);
  rmSync(part, { recursive: true, force: true });
}

const wants: Readonly<Record<string, string>> = {
  debootstrap: 'debootstrap',
  'systemd-nspawn': 'systemd-container',
  ip: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  setpriv: 'util-linux',
  nsenter: 'util-linux',
  ping: 'iputils-ping',
  nc: 'netcat-openbsd',
  dnsmasq: 'dnsmasq-base',
  perl: 'perl-base',
};

/** Programs of the peers, graded on the same faults. */
const peerPackages: Readonly<Record<string, string>> = {
  nmap: 'nmap',
  'ssh-audit': 'ssh-audit',
};

/** Installs by apt what the lab wants and this machine lacks. */
export async function installMissing(withPeers: boolean, say: (line: string) => void): Promise<void> {
  const names = Object.entries({ ...wants, ...(withPeers ? peerPackages : {}) });
  const lacking = await Promise.all(names.map(async ([program, name]) => ((await installed(program)) ? [] : [name])));
  const packages = [...new Set(lacking.flat())];
  if (packages.length === 0) return;
  say(`installing ${packages.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages];
  if ((await run(install, { env })).status === 0) return;
  await must(['apt-get', 'update', '-qq'], { env });
  await must(install, { env });
}
