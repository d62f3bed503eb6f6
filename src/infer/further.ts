import type { Facts } from '../model/observation.ts';
import type { Verdict } from '../model/report.ts';
import { isBefore } from '../model/stage.ts';
import type { Assessment } from './assess.ts';
import { inSentence, titleOf } from './conclude.ts';
import { observed } from './facts.ts';
import { rule } from './sign.ts';
import { fill } from './summaries.ts';

/** The connection is stopped for a proven reason: the client's end sees nothing of what lies behind. */
export function isStopped({ outcome, symptom }: Verdict): boolean {
  return outcome === 'confirmed' && symptom !== null;
}

/**
 * What waits behind the causes that stop the connection now, by id: what the server's end, judged `alone`, proves of the same stage
 * or a later one, then what a state that `facts` tell stops. Consequences of those causes, or of one another, are left out.
 */
export function furtherOf(
  verdict: Verdict,
  now: readonly Assessment[],
  alone: readonly Assessment[],
  facts: Facts,
): ReadonlyMap<string, Assessment> {
  const roots = now.filter((a) => verdict.roots.includes(a.cause.id));
  const behind = now.flatMap((a, i) => {
    const { cause, outcome } = a;
    if (outcome === 'confirmed' || isBefore(cause.stage, verdict.stage)) return [];
    if (roots.some((root) => explains(root, cause.id) || cause.explains?.includes(root.cause.id) === true)) return [];
    const own = alone[i];
    return own?.outcome === 'confirmed'
      ? own
      : (standing(a, facts) ?? (own !== undefined && isOnUsedUp(own) ? own : []));
  });
  const found = behind.filter((a) => !behind.some((one) => one !== a && explains(one, a.cause.id)));
  return new Map(found.map((a) => [a.cause.id, a]));
}

const explains = ({ cause }: Assessment, id: string): boolean => cause.explains?.includes(id) === true;

/** What is used up at the server is worth a word, though it may stop nothing. */
function isOnUsedUp({ outcome, support, because }: Assessment): boolean {
  const usedUp = because.some((o) => o.kind === 'server.resource' && o.value.state === 'exhausted');
  return outcome === 'possible' && support > 0 && usedUp;
}

/**
 * What stops each login by itself is proof enough where nothing is known of the client's end; and where it is known that the login
 * stops there, for no other proven reason, and that the host is the one, with what its files say in force.
 */
export function withStanding(assessments: readonly Assessment[], facts: Facts): readonly Assessment[] {
  const isOpen = ({ outcome }: Assessment): boolean => outcome === 'possible' || outcome === 'unknown';
  if (!facts.covered.has('symptom')) return assessments.map((a) => (isOpen(a) ? (standing(a, facts) ?? a) : a));
  const isOwn = observed(facts, 'hostkey.owner').some(({ value }) => value.is === 'own');
  if (!isOwn || !observed(facts, 'server.in-force').some(({ value }) => value.sure)) return assessments;
  if (assessments.some(({ outcome }) => outcome === 'confirmed')) return assessments;
  const isHere = ({ cause, outcome }: Assessment): boolean =>
    outcome === 'possible' && cause.requires !== undefined && rule(cause.requires, facts).truth === true;
  return assessments.map((a) => (isHere(a) ? (standing(a, facts) ?? a) : a));
}

function standing({ cause }: Assessment, facts: Facts): Assessment | null {
  if (cause.stands === undefined) return null;
  const { truth, because } = rule(cause.stands, facts);
  const isOld = observed(facts, 'server.in-force').some(({ value }) => !value.sure);
  // What the files say now, sshd may not have read.
  const isUnread = isOld && because.some(({ kind }) => kind === 'server.setting' || kind === 'server.refusal');
  return truth === true && !isUnread
    ? { cause, outcome: 'confirmed', because: [...new Set(because)], missing: [], support: 1 }
    : null;
}

/** The verdict that names what waits behind: what is proven among the roots, the rest as candidates. */
export function withFurther(
  verdict: Verdict,
  further: readonly Assessment[],
  words: Readonly<Record<string, string>>,
): Verdict {
  const proven = further.filter((a) => a.outcome === 'confirmed');
  const perhaps = further.filter((a) => a.outcome !== 'confirmed');
  const [next] = proven;
  const behind = next === undefined ? '' : fill(` Behind that: ${inSentence(titleOf(next))}`, words);
  return {
    ...verdict,
    summary: `${verdict.summary}${behind}`,
    roots: [...verdict.roots, ...proven.map((a) => a.cause.id)],
    candidates: perhaps.map((a) => a.cause.id),
    families: [...new Set(perhaps.map((a) => a.cause.family))],
  };
}
