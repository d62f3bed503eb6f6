import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeFlow } from '../firewall/flow.ts';
import type { NumberedLine } from '../firewall/routes.ts';
import { Sources } from '../firewall/sources.ts';
import type { FlowReport } from '../model/flow.ts';
import { type Kernel, kernel } from './lab/kernel.ts';
import { seed as given } from './seed.ts';

/** Hosts that are made. */
const runs = Number(process.env['SSHWHY_ROUTES'] ?? 25);
const seed = Number(process.env['SSHWHY_FIREWALL_SEED'] ?? given);

const families = {
  4: {
    server: '192.0.2.2',
    near: '192.0.2.1',
    far: '198.51.100.1',
    net: '198.51.100.0/24',
    second: '203.0.113.2/24',
    all: '0.0.0.0/0',
  },
  6: {
    server: '2001:db8::2',
    near: '2001:db8::1',
    far: '2001:db8:5::1',
    net: '2001:db8:5::/48',
    second: '2001:db8:9::2/64',
    all: '::/0',
  },
} as const;
type Family = keyof typeof families;

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Routes, rules, settings and rules of nft(8) of one server. */
interface Server {
  readonly family: Family;
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  readonly settings: readonly string[];
  readonly nft: string;
  readonly from: 'near' | 'far';
}

function serverOf(family: Family): fc.Arbitrary<Server> {
  const { near, net, far, server, all } = families[family];
  const target = pick(`via ${near} dev eth0`, 'dev eth1', 'blackhole', 'unreachable', 'prohibit', 'throw', '', '');
  const route = (to: string, table: string): fc.Arbitrary<readonly string[]> =>
    target.map((way) => {
      if (way === '') return [];
      return [/ /.test(way) ? `${to} ${way} table ${table}` : `${way} ${to} table ${table}`];
    });
  const rule = pick(
    `from ${server} lookup 100`,
    `to ${net} lookup 100`,
    'fwmark 0x1 lookup 100',
    'not fwmark 0x1 lookup 100',
    'fwmark 0x2/0x3 lookup 100',
    `fwmark 0x1 to ${far} blackhole`,
    'iif lo lookup 100',
    'iif eth0 lookup 100',
    'ipproto tcp sport 22 lookup 100',
    'ipproto udp lookup 100',
    'sport 22-30 lookup 100',
    'oif eth1 lookup 100',
    'lookup main suppress_prefixlength 0',
    'goto 300',
    `to ${far} prohibit`,
    `not to ${net} unreachable`,
    'lookup 100 suppress_prefixlength 24',
  );
  const mark = pick('', '', '', 'meta mark set 0x1', 'meta mark set 0x2', 'ct state new meta mark set 0x1');
  return fc
    .record({
      routes: fc.tuple(
        route(all, 'main'),
        route(net, 'main'),
        route(all, '100'),
        route(net, '100'),
        route(`${far}`, '100'),
      ),
      rules: fc.uniqueArray(rule, { maxLength: 3 }),
      filter: fc.tuple(pick(0, 1, 2), pick(0, 1, 2), pick(0, 0, 1), pick(0, 0, 1)),
      marks: fc.tuple(mark, mark, pick('route', 'route', 'filter')),
      from: pick<Server['from']>('near', 'far', 'far'),
    })
    .map(({ routes, rules, filter: [everywhere, own, valid, accept], marks: [before, out, type], from }) => ({
      family,
      routes: routes.flat(),
      rules: rules.map(
        (text, i) => `${i === 2 ? text.replace('goto 300', 'goto 32766') : text} priority ${[100, 200, 300][i]}`,
      ),
      settings: [
        `net.ipv4.conf.all.rp_filter=${everywhere}`,
        `net.ipv4.conf.eth0.rp_filter=${own}`,
        `net.ipv4.conf.all.src_valid_mark=${valid}`,
        `net.ipv4.tcp_fwmark_accept=${accept}`,
      ],
      from,
      nft: `flush ruleset
table inet t {
 chain pre { type filter hook prerouting priority mangle; ${before}; }
 chain in { type filter hook input priority filter; tcp dport 22 tcp flags syn counter accept; }
 chain out { type ${type} hook output priority mangle; tcp sport 22 ${out === '' ? 'accept' : out}; }
 chain post { type filter hook postrouting priority filter; oifname "eth1" tcp sport 22 counter drop; tcp sport 22 counter accept; }
}
`.replaceAll('; ;', ';'),
    }));
}

/** Makes the server so, and gives what its programs print. */
function made(
  host: Kernel,
  { family, routes, rules, settings, nft }: Server,
): { readonly name: string; readonly text: string }[] {
  const keys = settings.map((setting) => setting.split('=')[0] ?? '');
  const script = `
for ip in 'ip' 'ip -6'; do
  for priority in 100 200 300; do $ip rule delete priority $priority; done
  $ip route flush table 100
  $ip route flush table main proto boot
done 2>/dev/null
set -e
ip ${family === 6 ? '-6 ' : ''}-batch - <<'END'
${[...routes.map((route) => `route add ${route}`), ...rules.map((rule) => `rule add ${rule}`)].join('\n')}
END
sysctl -q -w ${settings.join(' ')}
nft -f - <<'END'
${nft}
END
nft -a list ruleset
echo ----
ip rule
ip -6 rule
ip route show table all
echo ----
sysctl ${keys.join(' ')} net.ipv4.conf.eth1.rp_filter
for how in '-j' '-j -p -d'; do
  echo ----
  ip $how rule
  ip -6 $how rule
  ip $how route show table all
  ip $how address
done
`;
  const printed = host.run('server', ['sh'], script).split('----\n');
  return ['rules', 'routes', 'settings', 'json', 'details'].map((name, i) => ({ name, text: printed[i] ?? '' }));
}

/** What is known of the routes, without the words that told it. */
function facts(text: string): unknown {
  const { routes, rules, whole } = new Sources([{ name: 'file', text }]).routes() ?? assert.fail(text);
  const bare = ({ text: _, line: __, ...fact }: NumberedLine): unknown => fact;
  // Addresses of links come up while they are printed.
  const lasting = routes.filter((route) => !/fe80|ff00/.test(route.text));
  return { routes: lasting.map(bare), rules: rules.map(bare), whole };
}

/** How often the rule of a chain was met. */
function counted(listed: string, chain: string): number {
  const text = listed.slice(listed.indexOf(`chain ${chain} {`));
  return [...text.slice(0, text.indexOf('}')).matchAll(/counter packets (\d+)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

type Tally = Record<'hosts' | 'decided' | 'dropped' | 'undecided', number>;

async function compare(host: Kernel, server: Server, fromPort: number, tally: Tally): Promise<void> {
  const { family, from } = server;
  const [client, to] = [families[family][from], families[family].server];
  const printed = made(host, server);
  const files = printed.slice(0, 3);
  const [, text, , json, details] = printed.map((file) => file.text);
  for (const other of [json, details]) assert.deepEqual(facts(other ?? ''), facts(text ?? ''), `${text}\n${other}`);
  const report = judgeFlow(files, { from: client, to, port: 22, device: 'eth0' });
  await host.connect([{ from: client, fromPort, to, toPort: 22 }], 60);
  const listed = host.list();
  tally.hosts++;
  const told = (): string =>
    `seed ${seed}\n${files.map(({ text }) => text).join('')}\n${listed}\n${JSON.stringify(server, null, 1)}\n${JSON.stringify(report, null, 1)}`;
  const { in: there, out } = report;
  const sure = ({ action }: FlowReport['in']): boolean => action === 'accept' || action === 'drop';
  if (sure(there)) assert.equal(counted(listed, 'in') > 0, there.action === 'accept', told());
  if (!sure(there) || (out !== null && !sure(out))) {
    tally.undecided++;
    return;
  }
  tally.decided++;
  if (report.action === 'drop') tally.dropped++;
  if (out === null) return;
  const byRule = out.action === 'drop' && out.route === null;
  assert.equal(counted(listed, 'post') > 0, out.action === 'accept' || byRule, told());
  if (counted(listed, 'post') > 0) assert.equal(/oifname "eth1"[^\n]*packets [1-9]/.test(listed), byRule, told());
}

test('routes decide as they do in the kernel', { timeout: 3_600_000 }, async (t) => {
  const host = await kernel();
  if (typeof host === 'string') return t.skip(host);
  const tally: Tally = { hosts: 0, decided: 0, dropped: 0, undecided: 0 };
  const run = (end: 'client' | 'server', words: string): string => host.run(end, words.split(' '));
  try {
    run('server', 'ip link add eth1 type veth peer name eth2');
    for (const family of [4, 6] as const) {
      const { far, second } = families[family];
      run('server', `ip address add ${second} dev eth1${family === 6 ? ' nodad' : ''}`);
      run('client', `ip address add ${far} dev lo${family === 6 ? ' nodad' : ''}`);
    }
    for (const device of ['eth1', 'eth2']) run('server', `ip link set ${device} up`);
    run('server', 'sysctl -q -w net.ipv4.tcp_synack_retries=0 net.ipv4.conf.eth1.rp_filter=0');
    const servers = fc.sample(fc.oneof(serverOf(4), serverOf(4), serverOf(6)), { seed, numRuns: runs });
    for (const [i, server] of servers.entries()) await compare(host, server, 20_000 + (i % 40_000), tally);
  } finally {
    host.stop();
    t.diagnostic(`seed ${seed}: ${JSON.stringify(tally)}`);
  }
  assert.ok(tally.decided > tally.hosts / 2, 'most are decided');
});
