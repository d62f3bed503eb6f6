import type { Fleet } from '../model/fleet.ts';
import type { Verdict } from '../model/report.ts';
import type { Assessment } from './assess.ts';
import { inSentence } from './conclude.ts';
import { fleetAsks } from './fleet-asks.ts';

/** A number for people: 12,345. */
function count(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/**
 * The verdict on a log of many connections. A log tells what was and not what is: it is healthy when none failed but
 * those of sources that never logged in, as bots do, and some did log in.
 */
export function concludeFleet(judged: Verdict, fleet: Fleet, assessments: readonly Assessment[]): Verdict {
  const root = assessments.find((a) => a.cause.id === judged.roots[0])?.cause;
  const none = { roots: [], candidates: [], families: [] };
  const ask = fleetAsks(judged, fleet, assessments);
  if (fleet.sshd === 0) {
    return {
      ...judged,
      ...none,
      ask,
      outcome: 'undetermined',
      summary: `No line of sshd stands in this log${inWindow(fleet)}.`,
    };
  }
  if (root !== undefined) {
    const works = fleet.logins > 0;
    const summary = works ? `Logins work, yet in this log ${inSentence(judged.summary)}` : judged.summary;
    return { ...judged, outcome: works ? 'degraded' : 'confirmed', stage: root.stage, summary };
  }
  if (fleet.logins === 0 && fleet.failed === 0) {
    return { ...judged, ...none, ask, outcome: 'undetermined', summary: 'No connection begins or ends in this log.' };
  }
  if (fleet.logins > 0 && fleet.knownFailed === 0 && judged.candidates.length === 0) {
    return { ...judged, ...none, ask: [], outcome: 'healthy', stage: 'auth', symptom: null, summary: healthy(fleet) };
  }
  const likely = assessments.find((a) => a.cause.id === judged.candidates[0])?.cause;
  const stage = likely?.stage ?? (fleet.logins > 0 ? 'auth' : judged.stage);
  return {
    ...judged,
    ask,
    outcome: likely === undefined ? 'undetermined' : 'candidates',
    stage,
    summary: undecided(fleet, likely?.meaning),
  };
}

function inWindow({ host, since, until }: Fleet): string {
  const parts = [
    ...(host === null ? [] : [`of the host ${host}`]),
    ...(since === null && until === null ? [] : ['in the time that was asked for']),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

function connections(n: number): string {
  return `${count(n)} connection${n === 1 ? '' : 's'}`;
}

function healthy({ failed, logins }: Fleet): string {
  const good = `${count(logins)} login${logins === 1 ? '' : 's'}`;
  if (failed === 0) return `This log shows no fault: ${good}, and no connection that failed.`;
  const which = failed === 1 ? 'the only connection that failed is' : `all ${connections(failed)} that failed are`;
  return `This log shows no fault: ${good}; ${which} of sources that never logged in before.`;
}

function undecided({ failed, knownFailed, logins }: Fleet, likely: string | undefined): string {
  if (likely !== undefined) {
    const but = logins > 0 ? 'Logins work, yet' : `Nobody logged in, ${connections(failed)} failed, and`;
    return `${but} this log speaks for a fault, which it does not prove: ${likely}.`;
  }
  if (logins === 0) return `Nobody logged in: ${connections(failed)} failed, and this log alone does not prove why.`;
  return `${connections(knownFailed)} of sources that had logged in before failed, and this log alone does not prove why.`;
}
