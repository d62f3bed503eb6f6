/*
 * The kernel as oracle: rules are loaded into a network namespace by iptables-restore, a SYN is sent through them, and
 * what comes back is compared with what the engine says of the text that iptables-save prints. More pairs of ruleset and
 * packet by SSHWHY_ORACLE_PAIRS=10000, a certain run again by SSHWHY_ORACLE_SEED.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import test from 'node:test';
import fc from 'fast-check';
import { addresses, has, packetOf, ports, rulesetArb, sets, type Variant } from '../test/lab/iptables-rulesets.ts';
import { type TwoHosts, twoHosts } from '../test/lab/netns.ts';
import { seed as given } from '../test/seed.ts';
import { follow } from './follow.ts';
import { readIptables, Sets } from './iptables.ts';
import type { Decision, Packet, Ruleset } from './model.ts';

const wantedPairs = Number(process.env['SSHWHY_ORACLE_PAIRS'] ?? 240);
const seed = Number(process.env['SSHWHY_ORACLE_SEED'] ?? given);
/** What was seen when the time is up counts as well. */
const wantedSeconds = Number(process.env['SSHWHY_ORACLE_SECONDS'] ?? 3000);
const packetsOfEach = 40;

/** Sends SYNs as it is told, a JSON line for each batch, and says how each ended. */
const sender = `
const net = require('net');
require('readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  const { packets, wait } = JSON.parse(line);
  const ends = await Promise.all(packets.map((p) => new Promise((resolve) => {
    const socket = net.connect({ host: p.to, port: p.toPort, localAddress: p.from, localPort: p.fromPort });
    const timer = setTimeout(() => { resolve('silent'); socket.destroy(); }, wait);
    socket.on('connect', () => { clearTimeout(timer); resolve('open'); socket.resetAndDestroy(); });
    // A reset of the handshake is ECONNREFUSED: this one came later, at a segment of another length or state.
    socket.on('error', (error) => { clearTimeout(timer); resolve(error.code === 'ECONNRESET' ? 'open' : error.code); });
  })));
  console.log(JSON.stringify(ends));
});`;

const listener = `
const ports = ${JSON.stringify(ports)};
let left = ports.length;
for (const port of ports)
  require('net').createServer((s) => s.on('error', () => {})).listen(port, '::', 511, () => --left || console.log());`;

/** Errors of connect(2) by the answer that causes them: tcp_v4_err() and tcp_v6_err() of Linux. */
const errors: Readonly<Record<string, string>> = {
  'tcp reset': 'ECONNREFUSED',
  'icmp port-unreachable': 'ECONNREFUSED',
  'icmp host-unreachable': 'EHOSTUNREACH',
  'icmp host-prohibited': 'EHOSTUNREACH',
  'icmp admin-prohibited': 'EHOSTUNREACH',
  'icmp net-unreachable': 'ENETUNREACH',
  'icmp net-prohibited': 'ENETUNREACH',
  'icmp prot-unreachable': 'ENOPROTOOPT',
  'icmpv6 port-unreachable': 'ECONNREFUSED',
  'icmpv6 no-route': 'ENETUNREACH',
  'icmpv6 addr-unreachable': 'EHOSTUNREACH',
  'icmpv6 admin-prohibited': 'EACCES',
  'icmpv6 policy-fail': 'EACCES',
  'icmpv6 reject-route': 'EACCES',
};

function expected({ action, how }: Decision): string | null {
  if (action === 'accept') return 'open';
  if (action === 'drop') return 'silent';
  return action === 'reject' ? (errors[how ?? ''] ?? `?${how}`) : null;
}

class Oracle {
  readonly #hosts: TwoHosts;
  readonly #sender: ChildProcess;
  readonly #listener: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #port = 1500;

  constructor(hosts: TwoHosts) {
    this.#hosts = hosts;
    this.#prepare();
    this.#listener = this.#node(hosts.server, listener);
    this.#sender = this.#node(hosts.client, sender);
    if (this.#sender.stdout === null) throw new Error('no output');
    this.#reader = createInterface({ input: this.#sender.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  #node([program = '', ...words]: readonly string[], script: string): ChildProcess {
    return spawn(program, [...words, process.execPath, '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  #prepare(): void {
    const { client, server } = this.#hosts;
    const on = ([program = '', ...words]: readonly string[], script: string): void => {
      execFileSync(program, [...words, 'sh', '-e', '-c', script], { stdio: 'pipe' });
    };
    // Answers must not wait for each other, nor addresses for a proof that they are alone.
    on(
      server,
      'sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0; sysctl -qw net.ipv4.icmp_msgs_per_sec=100000 || true',
    );
    const add = (list: readonly string[]): string =>
      list
        .map((a) => `ip address add ${a}/${a.includes(':') ? '64 nodad' : '24'} dev eth0 2>/dev/null || true`)
        .join('\n');
    on(client, add([...addresses[4].from, ...addresses[6].from]));
    on(server, add([...addresses[4].to, ...addresses[6].to]));
    on(
      server,
      'ip route add 198.51.100.0/24 dev eth0; ip route add 10.1.2.0/24 dev eth0; ip -6 route add 2001:db8:1::/64 dev eth0; ip -6 route add fd00::/64 dev eth0',
    );
    // Neighbours of IPv6 are found by packets that the rules would drop; ARP passes by them.
    const hardware = ([program = '', ...words]: readonly string[]): string =>
      execFileSync(program, [...words, 'cat', '/sys/class/net/eth0/address'], { encoding: 'utf8' }).trim();
    const know = (list: readonly string[], mac: string): string =>
      list.map((a) => `ip neigh replace ${a} lladdr ${mac} dev eth0 nud permanent`).join('\n');
    on(client, know(addresses[6].to, hardware(server)));
    on(server, know(addresses[6].from, hardware(client)));
  }

  /** `ipset save` of the sets, or nothing when there is no ipset. */
  #sets = '';

  makeSets(): boolean {
    const [ip = '', ...words] = this.#hosts.server;
    const made = spawnSync(ip, [...words, 'ipset', 'restore'], { input: sets[4] + sets[6] + sets.any });
    if (made.status !== 0) return false;
    this.#sets = execFileSync(ip, [...words, 'ipset', 'save'], { encoding: 'utf8' });
    return true;
  }

  async ready(): Promise<void> {
    await new Promise((resolve) => this.#listener.stdout?.once('data', resolve));
  }

  /** Loads the rules, and gives them back as the program prints them; a sentence when it refuses. */
  load({ program }: Variant, text: string): { readonly saved: string } | string {
    const [ip = '', ...words] = this.#hosts.server;
    const loaded = spawnSync(ip, [...words, `${program}-restore`], { input: text, encoding: 'utf8' });
    if (loaded.status !== 0) return loaded.stderr;
    const saved = execFileSync(ip, [...words, `${program}-save`, '-c'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { saved: saved + this.#sets };
  }

  has({ program }: Variant): boolean {
    const [ip = '', ...words] = this.#hosts.server;
    return spawnSync(ip, [...words, `${program}-save`]).status === 0;
  }

  /** A port that no connection has had for a while. */
  nextPort(): number {
    this.#port = this.#port >= 60_000 ? 1500 : this.#port + 7;
    return this.#port;
  }

  async send(packets: readonly Packet[], wait: number): Promise<readonly string[]> {
    this.#sender.stdin?.write(`${JSON.stringify({ packets, wait })}\n`);
    const { value } = await this.#lines.next();
    const ends: readonly string[] = JSON.parse(value);
    return ends;
  }

  stop(): void {
    this.#reader.close();
    this.#sender.kill();
    this.#listener.kill();
    this.#hosts.stop();
  }
}

interface Tally {
  pairs: number;
  undecided: number;
  /** Packets that were sent a second time. */
  again: number;
  refused: number;
  rulesets: number;
  readonly seen: Record<string, number>;
  readonly disagreements: string[];
}

/** What the engine and the kernel say of each packet. */
async function judge(
  oracle: Oracle,
  variant: Variant,
  text: string,
  tally: Tally,
  random: readonly number[],
): Promise<void> {
  const loaded = oracle.load(variant, text);
  if (typeof loaded === 'string') {
    tally.refused++;
    if (process.env['SSHWHY_ORACLE_SHOW'] !== undefined) console.error(loaded, text);
    return;
  }
  tally.rulesets++;
  const { family } = variant;
  const { from, to } = addresses[family];
  const packets = random.map((n) =>
    packetOf(
      family,
      from[n % 4] ?? '',
      oracle.nextPort(),
      to[(n >> 2) % 2] ?? '',
      ports[(n >> 3) % ports.length] ?? 22,
    ),
  );
  const rules = readIptables(loaded.saved);
  assert.deepEqual(rules.unread, [], loaded.saved);
  const known = new Sets();
  for (const line of loaded.saved.split('\n')) known.read(line);
  const written = readIptables(text, { family, sets: known });
  const ends = await oracle.send(packets, 700);
  for (const [i, packet] of packets.entries()) {
    const decision = follow([rules], ['prerouting', 'input'], packet);
    const other = follow([written], ['prerouting', 'input'], packet);
    const wanted = expected(decision);
    tally.pairs++;
    if (expected(other) !== null && expected(other) !== wanted)
      tally.disagreements.push(`written ${expected(other)}, saved ${wanted}: ${JSON.stringify(packet)}\n${text}`);
    if (wanted === null) {
      tally.undecided++;
      if (process.env['SSHWHY_ORACLE_SHOW'] === 'undecided') console.error(decision.condition);
      continue;
    }
    let end = ends[i] ?? '';
    // A busy machine is silent for a while; another packet of the same kind is not, with more time.
    if (end !== wanted) tally.again++;
    if (end !== wanted) [end = ''] = await oracle.send([{ ...packet, fromPort: oracle.nextPort() }], 3000);
    tally.seen[end] = (tally.seen[end] ?? 0) + 1;
    if (end !== wanted && !(wanted === 'open' && end === answerToAck(rules, packet, decision.packet)))
      tally.disagreements.push(
        `${variant.program}: the kernel ${end}, the engine ${wanted} by ${decision.rule?.text ?? JSON.stringify(decision.policy)}\n${JSON.stringify(packet)}\n${loaded.saved}`,
      );
  }
}

/**
 * What the rules answer to the client's ACK: where that is ICMP and comes before the client looks, SO_ERROR has it although the
 * connection stands (socket(7), sk_err_soft of Linux).
 */
function answerToAck(rules: Ruleset, packet: Packet, landed: Packet): string | null {
  const length = packet.family === 4 ? 52 : 72;
  const marked = landed.ctMark === undefined ? {} : { ctMark: landed.ctMark };
  const ack: Packet = { ...packet, flags: ['ack'], state: 'established', length, landed, ...marked };
  const decision = follow([rules], ['prerouting', 'input'], ack);
  return decision.how?.startsWith('icmp') ? expected(decision) : null;
}

const variants: readonly Variant[] = [
  { family: 4, program: 'iptables-legacy' },
  { family: 4, program: 'iptables-nft' },
  { family: 6, program: 'ip6tables-legacy' },
  { family: 6, program: 'ip6tables-nft' },
];

/** No rules, and the policies back: those of one program would stop what the next one lets through. */
const empty = Object.entries({
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
})
  .map(([table, chains]) => `*${table}\n${chains.map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`)
  .join('');

const hosts = wantedPairs > 0 ? twoHosts() : 'none are wanted';

test('the engine says what the kernel does', {
  skip: typeof hosts === 'string' ? hosts : false,
  timeout: 3_600_000,
}, async (t) => {
  if (typeof hosts === 'string') return;
  const oracle = new Oracle(hosts);
  const tally: Tally = { pairs: 0, undecided: 0, again: 0, refused: 0, rulesets: 0, seen: {}, disagreements: [] };
  const until = Date.now() + wantedSeconds * 1000;
  try {
    await oracle.ready();
    has.sets = oracle.makeSets();
    const there = variants.filter((variant) => oracle.has(variant));
    for (const [i, variant] of there.entries()) {
      const goal = (wantedPairs * (i + 1)) / there.length;
      for (let round = 0; Date.now() < until && tally.pairs < goal && round < wantedPairs; round++) {
        const [text = ''] = fc.sample(rulesetArb(variant.family), { seed: seed + 1000 * i + round, numRuns: 1 });
        const random = fc.sample(fc.nat(100_000), { seed: seed + round, numRuns: packetsOfEach });
        await judge(oracle, variant, text, tally, random);
      }
      oracle.load(variant, empty);
    }
  } finally {
    oracle.stop();
  }
  const { disagreements, ...numbers } = tally;
  if (process.env['SSHWHY_ORACLE_SHOW'] !== undefined) console.error(disagreements.join('\n\n'));
  t.diagnostic(
    `seed ${seed}, ${has.sets ? 'with' : 'without'} ipset: ${JSON.stringify(numbers)}, ${disagreements.length} disagreements`,
  );
  assert.deepEqual(disagreements.slice(0, 3), [], `seed ${seed}`);
  assert.ok(tally.undecided < tally.pairs / 2, 'the engine knows most of the answers');
});
