import { all, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import { marker } from '../model/marker.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { reading, settings, state } from './shared/state.ts';
import { Stopper } from './shared/stopper.ts';

type Shared = {
  readonly path: string;
  /** What ssh said last. */
  readonly said: string;
  /** The server has opened a session on it, or has refused one: it is still there. */
  readonly answered: boolean;
  /** We ended it while it waited for the server. */
  readonly waited: boolean;
  /** The session came about, and ended without our words: exit status, and what was said instead. */
  readonly instead?: { readonly status: number | null; readonly text: string };
};

/** Nobody needs longer for one round trip. */
const patienceMs = 4000;

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

async function run({ on, facts, ssh, signal, remainingMs }: ProbeContext): Promise<Shared | null> {
  const path = settings(facts, 'controlpath')[0];
  if (path === undefined || remainingMs() < patienceMs + 500) return null;
  const stopper = new Stopper(signal);
  const options = [
    'ControlMaster=no',
    'BatchMode=yes',
    'RemoteCommand=none',
    'RequestTTY=no',
    'ClearAllForwardings=yes',
  ];
  const words = [...options.flatMap((option) => ['-o', option]), ...ssh.words, '--', ssh.destination];
  let handedOver = false;
  let answered = false;
  let opened = false;
  const others: string[] = [];
  let said = '';
  const ran = await on.run(['ssh', '-vv', ...words, `echo ${marker}`], {
    withinMs: patienceMs,
    signal: stopper,
    onLine: (line) => {
      said = line;
      handedOver ||= /^debug\d: mux_client_hello_exchange: master version /.test(line);
      answered ||= /mux_client_request_session: (?:master session id: |session request failed)/.test(line);
      // A connection of its own would be one more login.
      const alone = /^debug1: (?:Connecting to |Executing proxy command)/.test(line);
      if (alone) handedOver = false;
      opened ||= /mux_client_request_session: master session id: /.test(line);
      if (opened && !line.startsWith('debug')) others.push(line);
      if ((answered && !opened) || alone) stopper.abort();
    },
  });
  if (!ran.ok) return null;
  const { status, stdout, timedOut } = ran.value;
  const ended = opened && !timedOut && !signal.aborted && !stdout.includes(marker);
  const text = `${stdout}\n${others.join('\n')}`.trim().slice(0, 1000);
  const waited = handedOver && !answered && timedOut;
  return { path, said, answered, waited, ...(ended ? { instead: { status, text } } : {}) };
}

function read(result: Shared | null, evidence: Evidence): Reading {
  if (result === null || (!result.waited && result.instead === undefined)) return reading([], []);
  const { path, said, instead } = result;
  if (instead === undefined)
    return reading(['control.socket'], [state('control.socket', { path, state: 'hung' }, evidence, said)]);
  const quote = instead.text === '' ? `exit status ${instead.status}` : instead.text;
  return reading(['control.socket'], [state('control.socket', { path, state: 'foreign' }, evidence, quote)]);
}
