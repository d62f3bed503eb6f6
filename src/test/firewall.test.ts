import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { connect, type Handshake } from '../firewall/connection.ts';
import type { Decision, Ruleset } from '../firewall/model.ts';
import { readNft } from '../firewall/nft.ts';
import { type Kernel, kernel, type Try } from './lab/kernel.ts';
import { addresses, listening, ruleset } from './lab/rulesets.ts';
import { seed as given } from './seed.ts';

/** Pairs of a ruleset and a connection that are tried. */
const pairs = Number(process.env['SSHWHY_FIREWALL_PAIRS'] ?? 400);
const seed = Number(process.env['SSHWHY_FIREWALL_SEED'] ?? given);
/** Connections that are tried for one ruleset. */
const perRuleset = 8;

/** What connect(2) says when the first packet is answered so (RFC 1122 §4.2.3.9, RFC 4443 §3.1). */
const errors: Readonly<Record<string, readonly [string, string]>> = {
  'tcp reset': ['ECONNREFUSED', 'ECONNREFUSED'],
  'icmp port-unreachable': ['ECONNREFUSED', 'ECONNREFUSED'],
  'icmp admin-prohibited': ['EHOSTUNREACH', 'EACCES'],
  'icmp host-prohibited': ['EHOSTUNREACH', ''],
  'icmp host-unreachable': ['EHOSTUNREACH', 'EHOSTUNREACH'],
  'icmp addr-unreachable': ['', 'EHOSTUNREACH'],
  'icmp no-route': ['ENETUNREACH', 'ENETUNREACH'],
  'icmp net-unreachable': ['ENETUNREACH', ''],
};

/** What the client will see, or one of several; null: the engine does not say. */
function expected(ways: Handshake): readonly string[] | null {
  const first = atFirst(ways);
  return first === null ? null : first === 'open' ? opened(ways.ack) : [first];
}

/** An error that answers the third packet may overtake the news that the connection stands. */
function opened(ack: Decision | null): readonly string[] | null {
  if (ack?.action === 'accept') return ['open'];
  if (ack?.action === 'drop') return ['mute'];
  if (ack?.action !== 'reject') return null;
  if (ack.how === 'tcp reset') return ['mute', 'ECONNRESET', 'ECONNREFUSED'];
  return ['mute', errors[ack.how ?? '']?.[ack.packet.family === 4 ? 0 : 1] ?? `? ${ack.how}`];
}

/** `open` as far as the first packet and its answer tell. */
function atFirst({ in: there, out }: Handshake): string | null {
  if (there.action === 'drop') return 'silence';
  if (there.action === 'reject')
    return errors[there.how ?? '']?.[there.packet.family === 4 ? 0 : 1] ?? `? ${there.how}`;
  if (there.action !== 'accept') return null;
  if (there.packet.toHere === false) return 'silence';
  if (out === null || (out.action !== 'accept' && out.action !== 'drop' && out.action !== 'reject')) return null;
  if (out.action !== 'accept') return 'silence';
  if (there.packet.unknown?.has('toPort') === true) return null;
  return listening.includes(there.packet.toPort) ? 'open' : 'ECONNREFUSED';
}

let nextPort = 20_000;
function triesOf(): readonly Try[] {
  return Array.from({ length: perRuleset }, (_, i) => {
    const { clients, server } = addresses[i % 4 === 3 ? 6 : 4];
    nextPort = nextPort >= 60_000 ? 20_000 : nextPort + 1;
    return {
      from: clients[(i >> 1) % 2] ?? '',
      fromPort: nextPort,
      to: server,
      toPort: listening[(i + (i >> 2)) % 4] ?? 22,
    };
  });
}

const decide = (rules: Ruleset, flow: Try): Handshake =>
  connect([rules], {
    ...flow,
    inBy: 'eth0',
    outBy: 'eth0',
    own: [addresses[4].server, addresses[6].server, '127.0.0.1', '::1'],
  });

const outgoing = ({ tables }: Ruleset): boolean =>
  tables.some(({ chains }) => chains.some(({ base }) => base?.hook === 'output' || base?.hook === 'postrouting'));

/** The rule that the engine names, if it decided on one. */
function named(ways: Handshake): number | undefined {
  const stops = ({ action }: Decision): boolean => action === 'drop' || action === 'reject';
  // Where one rule may have decided before another, either may be the one.
  if ([ways.in, ways.out, ways.ack].some((way) => way?.path.some(({ matched }) => matched !== true) === true))
    return undefined;
  const by = [ways.in, ways.out, ways.ack].find((way) => way !== null && stops(way))?.rule ?? ways.in.rule;
  return by?.text.includes('counter packets') === true ? by.handle : undefined;
}

test('the engine decides as the kernel does', { timeout: 3_600_000 }, async (t) => {
  const host = await kernel();
  if (typeof host === 'string') return t.skip(host);
  const tally = { rulesets: 0, refused: 0, pairs: 0, decided: 0, again: 0 };
  try {
    const texts = fc.sample(ruleset, { seed, numRuns: Math.ceil((pairs / perRuleset) * 2) });
    for (const text of texts) {
      if (tally.pairs >= pairs) break;
      await compare(host, text, tally);
    }
  } finally {
    host.stop();
    t.diagnostic(`seed ${seed}: ${JSON.stringify(tally)}`);
  }
  assert.ok(tally.decided > tally.pairs / 3, 'most are decided');
});

async function compare(
  host: Kernel,
  text: string,
  tally: Record<'rulesets' | 'refused' | 'pairs' | 'decided' | 'again', number>,
): Promise<void> {
  const listed = host.load(text);
  if (listed === null) {
    tally.refused++;
    return;
  }
  tally.rulesets++;
  const rules = readNft(listed);
  assert.deepEqual(rules.unread, [], listed);
  const tries = triesOf();
  const seen = await host.connect(tries, 25);
  const after = readNft(host.list());
  const hits = new Map(
    after.tables.flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.rules.map(({ place }) => [`${place.table} ${place.handle}`, place.packets ?? 0]),
      ),
    ),
  );
  for (const [i, flow] of tries.entries()) {
    const ways = decide(rules, flow);
    const want = expected(ways);
    tally.pairs++;
    if (want === null) continue;
    tally.decided++;
    let got = seen[i] ?? '';
    // A packet may have come late, or a neighbour have been forgotten: again, alone and with patience.
    for (let n = 1; n <= 3 && !want.includes(got); n++) {
      tally.again++;
      host.load(text);
      const fromPort = 20_000 + ((flow.fromPort + n * 11_000) % 40_000);
      [got = ''] = await host.connect([{ ...flow, fromPort }], 200 * n);
    }
    const report = (): string =>
      `seed ${seed}\n${listed}\n${JSON.stringify(flow)}\nkernel: ${got}, engine: ${want}\n${JSON.stringify(ways, (key, value) => (key === 'packet' ? undefined : value), 1)}`;
    // A refusal is a packet too, that rules on the way out may stop; and not every client is told of ICMPv6.
    const stopped = outgoing(rules) || (flow.to.includes(':') && ways.in.how?.startsWith('icmp') === true);
    if (got === 'silence' && atFirst(ways) !== 'open' && stopped) continue;
    assert.ok(want.includes(got), report());
    const handle = named(ways);
    if (handle !== undefined && got === seen[i]) {
      const rule = [ways.in, ways.out, ways.ack].find((way) => way?.rule?.handle === handle)?.rule;
      assert.ok(
        (hits.get(`${rule?.table} ${handle}`) ?? 0) > 0,
        `the rule that decides was not asked: ${rule?.text}\n${report()}`,
      );
    }
  }
}
