import { all, any, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { addressOf } from './shared/address.ts';
import { socketFacts, socketWords } from './shared/sockets.ts';

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

async function run(context: ProbeContext): Promise<Sockets> {
  const { on, target } = context;
  const address = addressOf(context);
  if (address === undefined || on.os !== 'linux') return null;
  // Two seconds on, a lost packet has been sent again.
  await on.sleep(2000);
  const ran = await on.run(socketWords(address, target.port), { withinMs: 1500 });
  return ran.ok && ran.value.status === 0 ? { address, stdout: ran.value.stdout } : null;
}

function read(result: Sockets, evidence: Evidence): Reading {
  const observations = socketFacts(result?.stdout ?? '', evidence);
  return { covers: observations.length > 0 ? ['tcp.info'] : [], observations };
}
