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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its links lead round in a circle',
  ENXIO: 'nobody is at its other end',
};

/** What was named is not to be read: wrong usage, with the system's own code. */
export function unreadable(what: string, error: unknown): Stop {
  const code = codeOf(error);
  const reason = reasons[code];
  return new Stop(exit.usage, `${what} cannot be read${reason === undefined ? '' : `: ${reason}`} (${code}).`);
}
