import { type Stage, stages } from '../model/stage.ts';
import type { OnProgress } from '../node/gather.ts';
import type { LiveFlags } from './program.ts';
import { isTerminal, stderr } from './streams.ts';
import { paintFor } from './terminal.ts';

/** The ladder, drawn while it runs: on a terminal only, and gone when the report comes. */
export async function ladderOn(flags: LiveFlags): Promise<{ readonly progress: OnProgress; done(): void }> {
  if (flags.json || !isTerminal(2)) return { progress: () => {}, done: () => {} };
  const paint = await paintFor(flags, 2);
  const status = new Map<Stage, 'running' | 'pass' | 'fail'>();
  const started = performance.now();
  const [{ createLogUpdate }, { ladder }] = await Promise.all([import('log-update'), import('../report/text.ts')]);
  const log = createLogUpdate(stderr(), { showCursor: true });
  const draw = (): void => {
    const steps = stages.map((stage) => {
      const now = status.get(stage);
      return { stage, status: now === 'pass' || now === 'fail' ? now : ('skip' as const) };
    });
    const running = stages.findLast((stage) => status.get(stage) === 'running');
    const seconds = (performance.now() - started) / 1000;
    const waiting =
      running === undefined || seconds < 1 ? '' : paint.dim(`\n  ${seconds.toFixed(0)} s, at ${running} …`);
    log(`\n  ${ladder(steps, paint)}${waiting}`);
  };
  const timer = setInterval(draw, 250);
  timer.unref();
  return {
    progress: (stage, now) => {
      for (const before of stages.slice(0, stages.indexOf(stage)))
        if (status.get(before) !== 'fail') status.set(before, 'pass');
      status.set(stage, now);
      draw();
    },
    done: () => {
      clearInterval(timer);
      log.clear();
    },
  };
}
