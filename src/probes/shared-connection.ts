import { all, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { type Shared, sessionOn } from './shared/shared-session.ts';
import { reading, settings, state } from './shared/state.ts';

/**
 * The process that holds a shared connection may be well, and the server at the other end of it gone, as after a sleep.
 * Only a session tells. The server answered on a connection of our own before, so that silence on this one is its own.
 */
export const probe: Probe<Shared | null> = {
  id: 'shared-connection',
  title: 'a session on the connection that an earlier ssh holds open',
  vantage: 'client',
  stage: 'config',
  when: all(seen('control.socket', { state: 'alive' }), seen('kex.end', { how: 'newkeys' })),
  settles: ['control.socket'],
  plan: (target) => [
    {
      to: `${target.host} port ${target.port}`,
      what: 'one session on the connection that your ssh shares already, with no login of its own',
      if: 'ControlPath leads to an ssh that answers',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Shared | null> {
  const path = settings(context.facts, 'controlpath')[0];
  return path === undefined ? null : sessionOn(context, context.ssh, path);
}

function read(result: Shared | null, evidence: Evidence): Reading {
  if (result === null || (!result.waited && result.instead === undefined)) return reading([], []);
  const { path, said, instead } = result;
  if (instead === undefined)
    return reading(['control.socket'], [state('control.socket', { path, state: 'hung' }, evidence, said)]);
  const quote = instead.text === '' ? `exit status ${instead.status}` : instead.text;
  return reading(['control.socket'], [state('control.socket', { path, state: 'foreign' }, evidence, quote)]);
}
