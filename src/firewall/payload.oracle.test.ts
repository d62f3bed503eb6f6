/*
 * Rules that look into packets, with the kernel as oracle: each is of a port of its own, a client and a server say their version
 * lines there, and who has heard the other is compared with what the engine says.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TwoHosts, twoHosts } from '../test/lab/netns.ts';
import { connect, type Handshake } from './connection.ts';
import { readIptables } from './iptables.ts';
import type { Ruleset } from './model.ts';
import { readNft } from './nft.ts';

/** What the engine says of each line: `passes`, `stopped` or `?`. */
type Said = 'passes' | 'stopped' | '?';

interface Case {
  readonly rule: string;
  readonly hook?: 'OUTPUT';
  readonly in: Said;
  readonly out: Said;
}

const stopsIn = (rule: string): Case => ({ rule, in: 'stopped', out: 'passes' });
const stopsOut = (rule: string): Case => ({ rule, hook: 'OUTPUT', in: 'passes', out: 'stopped' });
const cannotTell = (rule: string): Case => ({ rule, in: '?', out: 'passes' });
/** Of the first packet neither: a SYN has options there, which nobody knows. */
const untold = (rule: string): Case => ({ rule, in: '?', out: '?' });
const harmless = (rule: string): Case => ({ rule, in: 'passes', out: 'passes' });

const string = '-m string --algo';
const xtables: readonly Case[] = [
  stopsIn(`${string} bm --string SSH-2.0 -j DROP`),
  stopsIn(`${string} kmp --string SSH-2.0 -j DROP`),
  stopsIn(`${string} bm --hex-string |53|SH|2d| -j DROP`),
  stopsIn(`${string} kmp --string ssh-2.0 --icase -j DROP`),
  stopsIn(`${string} bm --string SSH-2.0 -j REJECT --reject-with tcp-reset`),
  stopsIn(`${string} bm --string SSH-2.0 -j REJECT`),
  stopsIn(`-m conntrack --ctstate ESTABLISHED ${string} bm --string -2.0- -j DROP`),
  stopsIn(`--tcp-flags PSH,ACK PSH,ACK ${string} bm --string SSH-2.0 -j DROP`),
  // The header of TCP may have 20 octets or 60.
  stopsIn(`${string} bm --from 40 --string SSH-2.0 -j DROP`),
  stopsIn(`${string} kmp --to 87 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} kmp --to 86 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} kmp --from 41 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} kmp --from 52 --to 59 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} kmp --from 52 --to 58 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} kmp --from 53 --string SSH-2.0 -j DROP`),
  harmless(`${string} kmp --to 30 --string SSH-2.0 -j DROP`),
  harmless(`${string} kmp --to 32 --string SSH-2.0 -j DROP`),
  cannotTell(`${string} bm --string OpenSSH -j DROP`),
  cannotTell(`${string} bm --string ssh-2.0 -j DROP`),
  cannotTell(`${string} bm --string GET -j DROP`),
  harmless(`--tcp-flags PSH PSH ${string} bm ! --string SSH-2.0 -j DROP`),
  stopsOut(`${string} kmp --string SSH-2.0 -j DROP`),
  stopsOut(`${string} bm --string SSH-2.0 -j DROP`),
  stopsOut(`${string} kmp --string SSH- -j REJECT --reject-with tcp-reset`),
  { rule: `${string} kmp --string Debian -j DROP`, hook: 'OUTPUT', in: 'passes', out: '?' },
];

const nft: readonly Case[] = [
  stopsIn('@ih,0,32 0x5353482d drop'),
  stopsIn('@ih,0,64 0x5353482d322e302d counter drop'),
  stopsIn('@ih,16,32 0x482d322e reject with tcp reset'),
  stopsIn('@ih,4,8 0x35 drop'),
  stopsIn('@ih,0,32 & 0xffffff00 == 0x53534800 drop'),
  stopsIn('@ih,0,64 & 0xffffffff00000000 == 0x5353482d00000000 drop'),
  stopsIn('@ih,0,32 { 0x47455420, 0x5353482d } drop'),
  stopsIn('ct state established @ih,0,24 0x535348 drop'),
  harmless('@ih,0,32 0x47455420 drop'),
  harmless('@ih,0,32 != 0x5353482d drop'),
  cannotTell('@ih,64,32 0x4f70656e drop'),
  untold('@th,256,32 0x5353482d drop'),
  untold('@th,160,32 0x5353482d drop'),
  untold('@nh,416,32 0x5353482d drop'),
  stopsOut('@ih,0,32 0x5353482d drop'),
  stopsOut('@ih,0,32 0x5353482d reject with tcp reset'),
];

const firstPort = 3001;
const portOf = (i: number): number => firstPort + i;

/** Both ends say a line at once, and tell for each port who has heard the other. */
const script = (body: string): string => `
const net = require('net');
const lines = { server: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\\r\\n', client: 'SSH-2.0-OpenSSH_9.9\\r\\n' };
const speak = (s, port, line) => {
  s.on('error', () => {}).once('data', () => console.log(port)).write(line);
};
${body}`;

function node([program = '', ...words]: readonly string[], body: string): ChildProcess {
  return spawn(program, [...words, process.execPath, '-e', script(body)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

function heardBy(child: ChildProcess): Set<string> {
  const heard = new Set<string>();
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => heard.add(line));
  return heard;
}

async function talk({ server, client, serverAddress }: TwoHosts, count: number): Promise<readonly Set<string>[]> {
  const listener = node(
    server,
    `let left = ${count};
     for (let p = ${firstPort}; p < ${firstPort + count}; p++)
       net.createServer((s) => speak(s, p, lines.server)).listen(p, '0.0.0.0', () => --left || console.log('ready'));`,
  );
  const come = heardBy(listener);
  for (let i = 0; !come.has('ready') && i < 100; i++) await sleep(50);
  const caller = node(
    client,
    `for (let p = ${firstPort}; p < ${firstPort + count}; p++) {
       const s = net.connect({ host: '${serverAddress}', port: p });
       s.once('connect', () => console.log('open ' + p));
       speak(s, p, lines.client);
     }`,
  );
  const gone = heardBy(caller);
  await sleep(2500);
  for (const child of [listener, caller]) child.kill();
  return [come, gone];
}

function said(ways: Handshake): { in: Said; out: Said } {
  const first = [ways.in, ways.out, ways.ack].some((way) => way?.action !== 'accept');
  const of = (way: Handshake['lineIn']): Said =>
    way === undefined ? 'passes' : way.action === 'drop' || way.action === 'reject' ? 'stopped' : '?';
  return first ? { in: '?', out: '?' } : { in: of(ways.lineIn), out: of(ways.lineOut) };
}

async function compare(hosts: TwoHosts, cases: readonly Case[], rules: Ruleset): Promise<void> {
  assert.deepEqual(rules.unread, []);
  const [come = new Set(), gone = new Set()] = await talk(hosts, cases.length);
  for (const [i, one] of cases.entries()) {
    const port = portOf(i);
    const ways = connect([rules], { from: hosts.clientAddress, to: hosts.serverAddress, toPort: port });
    assert.deepEqual(said(ways), { in: one.in, out: one.out }, one.rule);
    assert.ok(gone.has(`open ${port}`), `it opens: ${one.rule}`);
    const heard = { in: come.has(`${port}`), out: gone.has(`${port}`) };
    // A reset of the one line is the end of the other, unless that came before.
    for (const way of ['in', 'out'] as const)
      if (one[way] === 'stopped' || (one[way] === 'passes' && !/reset/.test(one.rule)))
        assert.equal(heard[way], one[way] === 'passes', `${way}: ${one.rule}`);
  }
}

const hosts = twoHosts();
const skip = typeof hosts === 'string' ? hosts : false;
test.after(() => typeof hosts !== 'string' && hosts.stop());

for (const program of ['iptables-legacy', 'iptables-nft'])
  test(`${program}: what its rules find in packets`, { skip }, async (t) => {
    if (typeof hosts === 'string') return;
    const [ip = '', ...words] = hosts.server;
    const lines = xtables.map(({ rule, hook = 'INPUT' }, i) => {
      const end = hook === 'INPUT' ? '--dport' : '--sport';
      return `-A ${hook} -p tcp ${end} ${portOf(i)} ${rule.replace(/\|.*\|/, '"$&"')}\n`;
    });
    const input = `*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('')}COMMIT\n`;
    const loaded = spawnSync(ip, [...words, `${program}-restore`], { input, encoding: 'utf8' });
    t.after(() => spawnSync(ip, [...words, `${program}-restore`], { input: '*filter\nCOMMIT\n' }));
    if (loaded.status !== 0) return t.skip(loaded.stderr);
    const saved = execFileSync(ip, [...words, `${program}-save`], { encoding: 'utf8' });
    await compare(hosts, xtables, readIptables(saved));
    const written = readIptables(input);
    for (const [i, one] of xtables.entries()) {
      const ways = connect([written], { from: hosts.clientAddress, to: hosts.serverAddress, toPort: portOf(i) });
      assert.deepEqual(said(ways), { in: one.in, out: one.out }, one.rule);
    }
  });

test('nft: what its rules find in packets', { skip }, async (t) => {
  if (typeof hosts === 'string') return;
  const [ip = '', ...words] = hosts.server;
  const of = (wanted: 'INPUT' | 'OUTPUT'): string =>
    nft
      .flatMap(({ rule, hook = 'INPUT' }, i) =>
        hook === wanted ? [`    tcp ${hook === 'INPUT' ? 'dport' : 'sport'} ${portOf(i)} ${rule}\n`] : [],
      )
      .join('');
  const chain = (hook: 'INPUT' | 'OUTPUT'): string =>
    `  chain ${hook.toLowerCase()} {\n    type filter hook ${hook.toLowerCase()} priority filter;\n${of(hook)}  }\n`;
  const input = `table inet inside {\n${chain('INPUT')}${chain('OUTPUT')}}\n`;
  const loaded = spawnSync(ip, [...words, 'nft', '-f', '-'], { input, encoding: 'utf8' });
  if (loaded.status !== 0) return t.skip(loaded.stderr);
  const listed = execFileSync(ip, [...words, 'nft', '-a', 'list', 'table', 'inet', 'inside'], { encoding: 'utf8' });
  await compare(hosts, nft, readNft(listed));
});
