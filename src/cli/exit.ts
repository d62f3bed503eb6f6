import type { Verdict } from '../model/report.ts';
import { codeOf } from '../node/code.ts';

/** Exit statuses of the contract. */
export const exit = { works: 0, confirmed: 1, undetermined: 2, ourFault: 3, usage: 64 } as const;

/** What a verdict is to a script. A connection that comes about works, also where a fault lies on the way. */
export function exitOf(outcome: Verdict['outcome']): number {
  if (outcome === 'healthy' || outcome === 'degraded') return exit.works;
  return outcome === 'confirmed' ? exit.confirmed : exit.undetermined;
}

/** Ends the command with one sentence on standard error. */
export class Stop extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** What was named is not to be read: wrong usage, with the system's own code. */
export function unreadable(what: string, error: unknown): Stop {
  return new Stop(exit.usage, `${what} cannot be read (${codeOf(error)}).`);
}
