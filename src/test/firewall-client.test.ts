import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Dialling, dial } from '../firewall/dial.ts';
import type { Decision } from '../firewall/model.ts';
import { readNft } from '../firewall/nft.ts';
import { type Kernel, kernel, type Try } from './lab/kernel.ts';
import { addresses, listening, ruleset } from './lab/rulesets.ts';
import { seed as given } from './seed.ts';

/** Pairs of a ruleset on the client and a connection that it begins. */
const pairs = Number(process.env['SSHWHY_FIREWALL_PAIRS'] ?? 200);
const seed = Number(process.env['SSHWHY_FIREWALL_SEED'] ?? given);
/** Connections that are tried for one ruleset. */
const perRuleset = 8;

const stops = (way: Decision | null): boolean => way?.action === 'drop' || way?.action === 'reject';

/** How far the connection comes: `mute`: open at the client, and the server is not told. Null: the engine does not say. */
function expected(ways: Dialling): 'open' | 'mute' | 'shut' | null {
  if (stops(ways.out) || stops(ways.in)) return 'shut';
  if (stops(ways.ack)) return 'mute';
  return ways.ack?.action === 'accept' ? 'open' : null;
}

/** An error that answers the third packet may overtake the news that the connection stands. */
function fits(got: string | undefined, want: 'open' | 'mute' | 'shut', ways: Dialling): boolean {
  if (want === 'open') return got === 'open';
  if (want === 'shut') return got !== 'open' && got !== 'mute';
  return got === 'mute' || (ways.ack?.action === 'reject' && got !== 'open');
}

let nextPort = 20_000;
function triesOf(): readonly Try[] {
  return Array.from({ length: perRuleset }, (_, i) => {
    const { clients, server } = addresses[i % 4 === 3 ? 6 : 4];
    nextPort = nextPort >= 60_000 ? 20_000 : nextPort + 1;
    return { from: clients[(i >> 1) % 2] ?? '', fromPort: nextPort, to: server, toPort: listening[i % 4] ?? 22 };
  });
}

/** The rules of a server, about its clients: now the host of the rules is the client. */
const turned = (text: string): string =>
  text.replace(/192\.0\.2\.([123])\b|2001:db8::([123])\b/g, (all, four?: string, six?: string) => {
    const last = four ?? six ?? '';
    return `${all.slice(0, -1)}${last === '2' ? '1' : last === '1' ? '2' : last}`;
  });

test('the engine follows what a client dials as its kernel does', { timeout: 3_600_000 }, async (t) => {
  const host = await kernel('client');
  if (typeof host === 'string') return t.skip(host);
  const tally = { rulesets: 0, pairs: 0, decided: 0, stopped: 0, again: 0 };
  try {
    for (const text of fc.sample(ruleset, { seed, numRuns: Math.ceil((pairs / perRuleset) * 2) })) {
      if (tally.pairs >= pairs) break;
      await compare(host, turned(text), tally);
    }
  } finally {
    host.stop();
    t.diagnostic(`seed ${seed}: ${JSON.stringify(tally)}`);
  }
  assert.ok(tally.decided > tally.pairs / 3 && tally.stopped > tally.pairs / 20, 'most are decided, some are stopped');
});

async function compare(
  host: Kernel,
  text: string,
  tally: Record<'rulesets' | 'pairs' | 'decided' | 'stopped' | 'again', number>,
): Promise<void> {
  const listed = host.load(text);
  if (listed === null) return;
  tally.rulesets++;
  const rules = readNft(listed);
  const tries = triesOf();
  const seen = await host.connect(tries, 25);
  for (const [i, flow] of tries.entries()) {
    const ways = dial([rules], { ...flow, by: 'eth0' });
    const want = expected(ways);
    tally.pairs++;
    if (want === null) continue;
    tally.decided++;
    if (want !== 'open') tally.stopped++;
    let got = seen[i];
    // A packet may have come late: again, alone and with patience.
    for (let n = 1; n <= 3 && !fits(got, want, ways); n++) {
      tally.again++;
      host.load(text);
      const fromPort = 20_000 + ((flow.fromPort + n * 11_000) % 40_000);
      [got] = await host.connect([{ ...flow, fromPort }], 200 * n);
    }
    assert.ok(
      fits(got, want, ways),
      `seed ${seed}\n${listed}\n${JSON.stringify(flow)}\nkernel: ${got}, engine: ${want}\n${JSON.stringify(ways, (key, value) => (key === 'packet' ? undefined : value), 1)}`,
    );
  }
}
