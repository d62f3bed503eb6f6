import { all, any, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { state } from './shared/state.ts';

type Sockets = { readonly address: string; readonly stdout: string } | null;

/** The kernel's own view of the connections to the SSH port while they wait: round trip, segment size, retransmissions. */
export const probe: Probe<Sockets> = {
  id: 'socket-info',
  title: "this kernel's view of the connection: ss",
  vantage: 'client',
  stage: 'tcp',
  when: all(
    seen('name.address'),
    any(seen('stalled', { stage: ['identification', 'kex', 'hostkey', 'auth', 'session'] }), stopsAt('kex')),
  ),
  settles: ['tcp.info'],
  plan: () => [
    {
      to: 'this machine',
      what: "ask its kernel about the connection's round trip and retransmissions",
      if: 'the connection stalls',
    },
  ],
  run,
  read,
};

async function run({ on, target, facts }: ProbeContext): Promise<Sockets> {
  const open = facts.observations.find((o) => o.kind === 'tcp.connect' && o.value.outcome === 'open');
  const address = open?.kind === 'tcp.connect' ? open.value.address : target.addresses[0];
  if (address === undefined || on.os !== 'linux') return null;
  // Two seconds on, a lost packet has been sent again.
  await on.sleep(2000);
  const where = ['dst', address.includes(':') ? `[${address}]` : address, 'and', 'dport', '=', `:${target.port}`];
  const ran = await on.run(['ss', '-H', '-t', '-i', '-n', '-o', ...where], { withinMs: 1500 });
  return ran.ok && ran.value.status === 0 ? { address, stdout: ran.value.stdout } : null;
}

/** `rtt:0.51/0.25 … mss:1448 pmtu:1500 … retrans:0/3`: of the two numbers the second counts all. */
function read(result: Sockets, evidence: Evidence): Reading {
  const lines = (result?.stdout ?? '').split('\n').filter((line) => / rtt:[\d.]+/.test(line));
  const observations: readonly Observation[] = lines.map((line) => {
    const number = (pattern: RegExp): number => Number(pattern.exec(line)?.[1] ?? 0);
    const value = {
      rttMs: number(/ rtt:([\d.]+)/),
      mss: number(/ mss:(\d+)/),
      pmtu: number(/ pmtu:(\d+)/),
      retransmits: number(/ retrans:\d+\/(\d+)/),
    };
    const quote = `rtt ${value.rttMs} ms, mss ${value.mss}, pmtu ${value.pmtu}, ${value.retransmits} retransmitted`;
    return state('tcp.info', value, evidence, quote);
  });
  return { covers: lines.length > 0 ? ['tcp.info'] : [], observations };
}
