import { observed } from '../infer/facts.ts';
import { all, any, not, seen, symptom } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { type Route, rows } from './shared/ip-json.ts';
import { reading, state } from './shared/state.ts';

type Pinged = {
  readonly address: string;
  /** The device of the route that is taken, and that of the default route. */
  readonly device: string;
  readonly by: string;
  readonly stdout: string;
} | null;

/**
 * Where the route leads into a tunnel or a network of containers and nothing comes back: pings by the card of the default
 * route (SO_BINDTODEVICE, socket(7)). If the host answers those, the network that took its address is in the way.
 */
export const probe: Probe<Pinged> = {
  id: 'other-card',
  title: 'pings by the card of the default route: ping -I',
  vantage: 'client',
  stage: 'route',
  when: all(
    symptom('tcp.timeout', 'route.unreachable'),
    seen('route.lookup', { kind: ['tunnel', 'bridge', 'other'], state: 'found' }),
    // The pings on the usual way are over, and nobody has answered.
    any(seen('path.loss'), seen('route.neighbour', { target: true, state: ['failed', 'incomplete'] })),
    not(seen('host.alive')),
  ),
  settles: ['route.otherwise'],
  plan: (target) => [
    {
      to: target.host,
      what: 'three ICMP echo requests (ping) by the card of the default route',
      if: 'the route leads into a tunnel or a network of containers, and nothing comes back',
    },
  ],
  run,
  read,
};

async function run({ on, facts }: ProbeContext): Promise<Pinged> {
  const route = observed(facts, 'route.lookup').find((o) => o.value.state === 'found');
  if (on.os !== 'linux' || route?.value.device === undefined) return null;
  const { address, device } = route.value;
  const family = address.includes(':') ? '-6' : '-4';
  const asked = await on.run(['ip', '-j', family, 'route', 'show', 'default'], { withinMs: 1000 });
  const by = asked.ok ? rows<Route>(asked.value.stdout).find(({ dev }) => dev !== undefined)?.dev : undefined;
  if (by === undefined || by === device) return null;
  const ran = await on.run(['ping', family, '-n', '-c', '3', '-i', '0.3', '-W', '1', '-I', by, address], {
    withinMs: 3500,
  });
  return ran.ok ? { address, device, by, stdout: ran.value.stdout.slice(0, 4000) } : null;
}

function read(result: Pinged, evidence: Evidence): Reading {
  if (result === null) return reading([], []);
  const { address, by, stdout } = result;
  const [quote, sent, received] = /^(\d+) packets transmitted, (\d+) (?:packets )?received/m.exec(stdout) ?? [];
  // Who may not choose the card, or has another ping, has sent none.
  if (quote === undefined || Number(sent) === 0) return reading([], []);
  const value = { address, by, answered: Number(received) > 0 };
  return reading(['route.otherwise'], [state('route.otherwise', value, evidence, quote)]);
}
