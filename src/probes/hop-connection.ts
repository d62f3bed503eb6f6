import { all, any, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { askHolder, sessionOn } from './shared/shared-session.ts';
import { reading, settings, state } from './shared/state.ts';
import { hopsOf } from './shared/way.ts';

type Shared = { readonly hop: string; readonly path: string };
type Hung = Shared & { readonly said: string };
/** There was no time for it. */
type Untried = Shared & { readonly untried: true };

/**
 * Our own login goes around a connection to a jump host that an earlier ssh shares, the user's ssh through it. The jump host answered on a
 * connection of its own before, so that silence on the shared one is that one's.
 */
export const probe: Probe<Hung | Untried | null> = {
  id: 'hop-connection',
  title: 'the connection to a jump host that an earlier ssh holds open',
  vantage: 'client',
  stage: 'config',
  when: all(
    any(seen('config.setting', { keyword: 'proxyjump' }), seen('proxy.used', { by: 'jump' })),
    seen('kex.end', { how: 'newkeys' }),
  ),
  settles: ['hop.socket'],
  plan: () => [
    {
      to: 'the jump hosts',
      what: 'one session on the connection that your ssh shares already, with no login of its own',
      if: 'the way leads through jump hosts, and ControlPath for one leads to an ssh that answers',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Hung | Untried | null> {
  const { on, target } = context;
  for (const [i, hop] of (await hopsOf(context)).entries()) {
    const path = hop === null ? undefined : settings(hop.facts, 'controlpath')[0];
    if (hop === null || path === undefined || path === 'none' || !(await on.stat(path)).ok) continue;
    const held = await askHolder(on, hop.ssh);
    if (!held.ok) return null;
    const named = { hop: target.jumps[i] ?? hop.ssh.destination, path };
    if (held.value.timedOut) return { ...named, said: held.value.stderr.trim() };
    if (held.value.status !== 0) continue;
    const session = await sessionOn(context, hop.ssh, path);
    if (session === null) return { ...named, untried: true };
    if (session.waited) return { ...named, said: session.said };
  }
  return null;
}

function read(found: Hung | Untried | null, evidence: Evidence): Reading {
  if (found === null) return reading([], []);
  const { hop, path } = found;
  if ('untried' in found) return { ...reading([], []), notes: [untried(hop)] };
  const { said } = found;
  return reading(['hop.socket'], [state('hop.socket', { hop, path, state: 'hung' }, evidence, said || path)]);
}

function untried(hop: string): string {
  return `An earlier ssh shares its connection to ${hop} with yours, and there was no time left to try it: ssh -o ControlPath=none goes around it`;
}
