import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { twoHosts } from './netns.ts';
import { addresses, listening } from './rulesets.ts';

/** One connection that is tried. */
export interface Try {
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
}

/** Two hosts of which one has the rules: what its kernel makes of a connection of the client to the server. */
export interface Kernel {
  /** Loads a text, and gives what `nft -a list ruleset` says of it; null when the kernel refuses it. */
  load(text: string): string | null;
  list(): string;
  /** Runs a program on one of the two; throws when it fails. */
  run(host: 'client' | 'server', argv: readonly string[], input?: string): string;
  /**
   * `open`, `silence`, or the errno of each; `mute`: open at the client, and the server was not told. All at once. `ms`: how
   * long silence is waited for.
   */
  connect(tries: readonly Try[], ms: number): Promise<readonly string[]>;
  stop(): void;
}

const listener = `for (const port of ${JSON.stringify(listening)}) require('net').createServer((s) => {
  console.log(s.remotePort);
  s.on('error', () => {}); s.resume();
}).listen(port, '::', () => console.log('up'));`;
const connector = `const net = require('net');
require('readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  const { tries, ms } = JSON.parse(line);
  console.log(JSON.stringify(await Promise.all(tries.map((t) => new Promise((resolve) => {
    const s = net.connect({ host: t.to, port: t.toPort, localAddress: t.from, localPort: t.fromPort });
    const timer = setTimeout(() => { s.destroy(); resolve('silence'); }, ms);
    const end = (word) => { clearTimeout(timer); s.destroy(); resolve(word); };
    // The server is given time to tell whom it has taken.
    s.on('connect', () => { clearTimeout(timer); setTimeout(() => s.resetAndDestroy(), 2 * ms); resolve('open'); });
    s.on('error', (error) => end(error.code));
  })))));
});`;

/** `ruled`: the host that has the rules. A sentence when this machine or user cannot. */
export async function kernel(ruled: 'client' | 'server' = 'server'): Promise<Kernel | string> {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return hosts;
  const within = (host: readonly string[], argv: readonly string[], input = ''): string => {
    const [name = '', ...rest] = [...host, ...argv];
    return execFileSync(name, rest, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1e8 });
  };
  const children: ChildProcess[] = [];
  const start = (host: readonly string[], code: string): ChildProcess => {
    const [name = '', ...rest] = [...host, process.execPath, '-e', code];
    const child = spawn(name, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  within(hosts.client, ['ip', 'address', 'add', '192.0.2.3/24', 'dev', 'eth0']);
  for (const address of addresses[6].clients)
    within(hosts.client, ['ip', 'address', 'add', `${address}/64`, 'dev', 'eth0', 'nodad']);
  within(hosts.server, ['ip', 'address', 'add', `${addresses[6].server}/64`, 'dev', 'eth0', 'nodad']);
  // The rules would stop the discovery of neighbours too.
  const link = (host: readonly string[]): string => within(host, ['cat', '/sys/class/net/eth0/address']).trim();
  const knows = (host: readonly string[], address: string, other: readonly string[]): void => {
    within(host, ['ip', 'neighbour', 'replace', address, 'lladdr', link(other), 'dev', 'eth0', 'nud', 'permanent']);
  };
  for (const family of [4, 6] as const) {
    for (const address of addresses[family].clients) knows(hosts.server, address, hosts.client);
    knows(hosts.client, addresses[family].server, hosts.server);
  }
  // Errors of ICMP are rationed by default, which would be silence.
  for (const key of [
    'net.ipv4.icmp_ratelimit=0',
    'net.ipv4.icmp_msgs_per_sec=1000000',
    'net.ipv6.icmp.ratelimit=0',
    'net.ipv4.tcp_syncookies=0',
  ]) {
    try {
      within(hosts.server, ['sysctl', '-q', '-w', key]);
    } catch {}
  }
  const server = start(hosts.server, listener);
  await new Promise((resolve) => server.stdout?.once('data', resolve));
  const taken = new Set<string>();
  const told = createInterface({ input: server.stdout ?? process.stdin });
  told.on('line', (port) => taken.add(port));
  const client = start(hosts.client, connector);
  const answers = createInterface({ input: client.stdout ?? process.stdin });
  const list = (): string => within(hosts[ruled], ['nft', '-a', 'list', 'ruleset']);
  return {
    list,
    run: (host, argv, input) => within(hosts[host], argv, input),
    load: (text) => {
      try {
        within(hosts[ruled], ['nft', '-f', '-'], text);
        return list();
      } catch {
        return null;
      }
    },
    connect: async (tries, ms) => {
      client.stdin?.write(`${JSON.stringify({ tries, ms })}\n`);
      const line = await new Promise<string>((resolve) => answers.once('line', resolve));
      const ends = JSON.parse(line) as string[];
      const waiting = (): boolean => ends.some((end, i) => end === 'open' && !taken.has(`${tries[i]?.fromPort}`));
      for (const until = Date.now() + ms; waiting() && Date.now() < until; ) await setTimeout(2);
      const seen = ends.map((end, i) => (end === 'open' && !taken.has(`${tries[i]?.fromPort}`) ? 'mute' : end));
      taken.clear();
      return seen;
    },
    stop: () => {
      answers.close();
      told.close();
      for (const child of children) child.kill();
      hosts.stop();
    },
  };
}
