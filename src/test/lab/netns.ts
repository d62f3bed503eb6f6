import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two hosts with a cable between them, each in a network namespace of its own. */
export interface TwoHosts {
  /** The words that run a program on the client, and on the server. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientAddress: string;
  readonly serverAddress: string;
  /** Adds rules to a chain of the server or the client. */
  rules(host: 'client' | 'server', hook: 'input' | 'output', ...rules: readonly string[]): void;
  /** Accepts connections on this port of the server and says nothing. */
  accept(port: number): Promise<void>;
  stop(): void;
}

let count = 0;

/** Lays the cable; a sentence when this machine or user cannot. */
export function twoHosts(): TwoHosts | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need Linux and root';
  const names = ['c', 's'].map((end) => `sshwhy-${end}${++count}-${process.pid}`);
  const [client = '', server = ''] = names;
  const children: ChildProcess[] = [];
  const stop = (): void => {
    for (const child of children) child.kill();
    for (const name of names) attempt(['ip', 'netns', 'delete', name]);
  };
  const failure = [
    ['nft', '--version'],
    ...names.map((name) => ['ip', 'netns', 'add', name]),
    ['ip', 'link', 'add', 'eth0', 'netns', client, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', server],
    ...names.flatMap((name, i) => [
      ['ip', '-n', name, 'address', 'add', `192.0.2.${i + 1}/24`, 'dev', 'eth0'],
      ...['lo', 'eth0'].map((device) => ['ip', '-n', name, 'link', 'set', device, 'up']),
    ]),
  ].reduce<string | null>((failed, argv) => failed ?? attempt(argv), null);
  if (failure !== null) {
    stop();
    return failure;
  }
  const within = (name: string): readonly string[] => ['ip', 'netns', 'exec', name];
  return {
    client: within(client),
    server: within(server),
    clientAddress: '192.0.2.1',
    serverAddress: '192.0.2.2',
    rules: (host, hook, ...rules) => {
      const chain = `add table inet lab; add chain inet lab ${hook} { type filter hook ${hook} priority 0; }`;
      const text = [chain, ...rules.map((rule) => `add rule inet lab ${hook} ${rule}`)].join('; ');
      const failed = attempt([...within(host === 'client' ? client : server), 'nft', text]);
      if (failed !== null) throw new Error(failed);
    },
    accept: async (port) => {
      const listener = `require('net').createServer((s) => s.on('error', () => {})).listen(${port}, () => console.log())`;
      const [ip = '', ...rest] = within(server);
      const child = spawn(ip, [...rest, process.execPath, '-e', listener], { stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), sleep(5000)]);
    },
    stop,
  };
}

/** Runs a program; what went wrong, or null. */
function attempt(argv: readonly string[]): string | null {
  const [name = '', ...rest] = argv;
  try {
    execFileSync(name, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    return null;
  } catch (error) {
    return `${argv.join(' ')}: ${String(error)}`;
  }
}
