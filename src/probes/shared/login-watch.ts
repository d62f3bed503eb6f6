import type { ProbeContext } from '../../model/probe.ts';
import { isBefore, type Stage } from '../../model/stage.ts';
import { Stopper } from './stopper.ts';

export interface Watch {
  /** Ends ssh; we do it ourselves when its patience is over. */
  readonly stopper: Stopper;
  /** How far it has got; what the ssh to a hop tells of itself is not counted. */
  stage(): Stage;
  line(line: string): void;
  /** ssh has ended. */
  over(): void;
}

/** How long it may stay without progress in a stage; a slow but healthy server needs seconds before its version line. */
const patience: Readonly<Partial<Record<Stage, number>>> = { tcp: 7500, identification: 8000, kex: 7500 };

/** In which stage ssh is, by the debug line that opens it. */
const markers: readonly (readonly [RegExp, Stage])[] = [
  [/^debug1: Connecting to /, 'tcp'],
  [
    /^debug1: Connection established|^debug1: Executing proxy (?:dialer )?command|^debug1: Local version string/,
    'identification',
  ],
  [/^debug1: Remote protocol version/, 'kex'],
  [/^debug1: Server host key:/, 'hostkey'],
  [/^debug1: SSH2_MSG_NEWKEYS received/, 'auth'],
  [/^(debug1: )?Authenticat(ed to|ion succeeded)/, 'session'],
];

/** How the log of a ssh begins, and what it says when the hop has let it in. */
const opensRun = /^OpenSSH_(?:for_Windows_)?\d/;
const isInside = /^debug1: Entering interactive session/;

/**
 * A SYN is sent again after a second (RFC 6298 §2), and what answers that one comes first: routers say only so many times a
 * second that something is unreachable, and each other packet of ours costs one of these answers.
 */
const stallMs = 1200;

/** Follows the lines: draws the ladder, tells of a stall, and ends ssh when its patience is over. */
export function watched({ on, signal, interim, progress, settings, touched }: ProbeContext, withinMs: number): Watch {
  const stopper = new Stopper(signal);
  const started = on.now();
  let stage: Stage = 'name';
  let since = started;
  let helpers = 0;
  let stalled = false;
  let over = false;
  const look = async (): Promise<void> => {
    for (;;) {
      await on.sleep(100);
      if (over) return;
      const waited = on.now() - since;
      if (waited >= stallMs && !stalled) {
        stalled = true;
        interim([{ kind: 'stalled', value: { stage }, at: { evidence: '' } }]);
      }
      if (on.now() - started >= withinMs) stopper.abort();
      if (waited > Math.min(patience[stage] ?? Infinity, settings.timeoutMs * 0.6) && patience[stage] !== undefined)
        stopper.abort();
    }
  };
  void look();
  return {
    stopper,
    stage: () => stage,
    line: (line) => {
      // The ssh to a hop tells of stages of its own: they are progress, and none of this connection.
      if (stage === 'identification' && opensRun.test(line)) helpers += 1;
      if (helpers > 0) {
        if (markers.some(([pattern]) => pattern.test(line))) since = on.now();
        if (isInside.test(line)) helpers -= 1;
        return;
      }
      const next = markers.find(([pattern]) => pattern.test(line))?.[1];
      if (next === undefined || !isBefore(stage, next)) return;
      // Only a new stage is progress: a tarpit prints a line every second.
      since = on.now();
      if (next === 'tcp' || next === 'identification') touched();
      if (stage !== 'name') progress(stage, 'pass');
      stage = next;
      progress(stage, 'running');
      if (stalled) {
        stalled = false;
        interim([]);
      }
    },
    over: () => {
      over = true;
    },
  };
}
