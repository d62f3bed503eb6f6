import { marker } from '../../model/marker.ts';
import type { Ran } from '../../model/platform.ts';
import type { ProbeContext } from '../../model/probe.ts';
import type { Result } from '../../model/result.ts';
import { Stopper } from './stopper.ts';

export type Shared = {
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

/** `ssh -O check` asks the process behind a ControlPath; where that is stopped, no answer comes. */
export function askHolder(
  on: Pick<ProbeContext['on'], 'run'>,
  ssh: Pick<ProbeContext['ssh'], 'words' | 'destination'>,
): Promise<Result<Ran>> {
  return on.run(['ssh', '-O', 'check', ...ssh.words, '--', ssh.destination], { withinMs: 1500 });
}

/** One session on the connection that an earlier ssh holds open at this path; null where there was no time, or no ssh. */
export async function sessionOn(
  { on, signal, remainingMs }: Pick<ProbeContext, 'on' | 'signal' | 'remainingMs'>,
  ssh: Pick<ProbeContext['ssh'], 'words' | 'destination'>,
  path: string,
): Promise<Shared | null> {
  if (remainingMs() < patienceMs + 500) return null;
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
