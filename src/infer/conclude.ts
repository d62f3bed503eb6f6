import type { Family } from '../model/cause.ts';
import { ownerText } from '../model/flow.ts';
import type { Facts, ObservationMap } from '../model/observation.ts';
import type { Ask, Intermittent, Verdict } from '../model/report.ts';
import { type Stage, stages } from '../model/stage.ts';
import { printable } from '../model/text.ts';
import { asks } from './asks.ts';
import type { Assessment } from './assess.ts';
import { keyAwaitingPassphrase } from './endings.ts';
import { observed } from './facts.ts';
import { serviceAt } from './hosted.ts';
import { fill, fillCommand, summaryOf } from './summaries.ts';
import { wilson } from './wilson.ts';

/** The verdict over all assessments. `words` fill the templates of sentences and commands. */
export function conclude(
  facts: Facts,
  assessments: readonly Assessment[],
  words: Readonly<Record<string, string>>,
  fromText = false,
): Verdict {
  const symptom = symptomOf(facts);
  const roots = rootsOf(assessments);
  const works = comesAbout(facts, symptom);
  const failed = observed(facts, 'attempt').some((o) => !o.value.ok);
  const healthy = works && !failed && symptom === null && roots.length === 0;
  const ranked = healthy || roots.length > 0 ? [] : rank(assessments, facts, serviceAt(words['host'] ?? '') !== null);
  const outcome = healthy ? 'healthy' : works && roots.length > 0 ? 'degraded' : outcomeOf(roots, ranked);
  // Where no attempt failed, or no end is told, a proven cause is all that says where.
  const proven = roots[0]?.cause.stage;
  const anywhere = outcome === 'degraded' && strikesAnywhere(roots, facts);
  const stage =
    (anywhere ? proven : undefined) ?? symptom?.stage ?? proven ?? ofServer(ranked, facts) ?? lastPassed(facts);
  return {
    outcome,
    stage,
    symptom: outcome === 'healthy' ? null : (symptom?.is ?? null),
    summary: fill(sentence(outcome, roots, symptom, facts), words),
    roots: roots.map((a) => a.cause.id),
    candidates: ranked.map((a) => a.cause.id),
    families: familiesOf(ranked),
    intermittent: intermittentOf(facts),
    ask: [
      ...verbosely(facts, ranked, words),
      ...asks(ranked, words, fromText && outcome !== 'confirmed' ? outcome : null),
    ].slice(0, 3),
  };
}

type SymptomValue = ObservationMap['symptom'];

/** Of several that it may be at one stage this much is sure: it failed there. Of several stages nothing is. */
function symptomOf(facts: Facts): SymptomValue | null {
  const [first, ...others] = observed(facts, 'symptom').map((o) => o.value);
  if (first === undefined || others.length === 0) return first ?? null;
  const { stage } = first;
  return others.every((other) => other.stage === stage) ? { is: `${stage}.failed`, stage } : null;
}

/** What lies on the path ends an attempt here and another there: where it lies none of them tells. */
function strikesAnywhere(roots: readonly Assessment[], facts: Facts): boolean {
  const ended = observed(facts, 'attempt').flatMap((o) => o.value.symptom?.split('.')[0] ?? []);
  return roots[0]?.cause.family === 'path' || new Set(ended).size > 1;
}

/** No symptom, and something beyond the network was seen; or some of many attempts got through. */
function comesAbout(facts: Facts, symptom: SymptomValue | null): boolean {
  const ended = observed(facts, 'symptom').length > 0;
  if (symptom === null && !ended && facts.covered.has('symptom')) return true;
  return observed(facts, 'attempt').some((o) => o.value.ok);
}

function outcomeOf(roots: readonly Assessment[], ranked: readonly Assessment[]): Verdict['outcome'] {
  if (roots.length > 0) return 'confirmed';
  return ranked.length > 0 ? 'candidates' : 'undetermined';
}

/** Confirmed causes, without those that another confirmed one declares to be its consequences. */
function rootsOf(assessments: readonly Assessment[]): readonly Assessment[] {
  const confirmed = assessments.filter((a) => a.outcome === 'confirmed');
  const consequences = new Set(confirmed.flatMap((a) => a.cause.explains ?? []));
  return confirmed
    .filter((a) => !consequences.has(a.cause.id))
    .sort((a, b) => stages.indexOf(a.cause.stage) - stages.indexOf(b.cause.stage));
}

/**
 * The possible causes, best first: more signs that hold, then what is everyday behind this symptom, then how often it stood
 * behind it in solved cases, then behind any. Of those for which as much speaks, the first of each family, and what is everyday, comes before the second of
 * any: a person must see which kinds there are. What would be wrong inside a public service (`hosted`) weighs half a sign less.
 */
function rank(assessments: readonly Assessment[], facts: Facts, hosted: boolean): readonly Assessment[] {
  const behind = once(frequency(facts));
  const everyday = once(commonness(facts));
  const inside = ({ cause: { who } }: Assessment): boolean => who === 'server' || who === 'account';
  const weight = (a: Assessment): number => a.support - (hosted && inside(a) && everyday(a) === 0 ? 0.5 : 0);
  const possible = assessments.filter((a) => a.outcome === 'possible');
  const sorted = [...possible].sort(
    (a, b) =>
      weight(b) - weight(a) ||
      everyday(b) - everyday(a) ||
      behind(b) - behind(a) ||
      b.cause.cases - a.cause.cases ||
      (a.cause.id < b.cause.id ? -1 : 1),
  );
  const families = weighFamilies(sorted, behind);
  const heads = families.flatMap((family) =>
    sorted.filter((a) => a.cause.family === family).filter((a, i) => i === 0 || everyday(a) > 0),
  );
  const levels = [...new Set(sorted.map(weight))];
  return levels.flatMap((one) => {
    const level = sorted.filter((a) => weight(a) === one);
    return [...heads.filter((a) => weight(a) === one), ...level.filter((a) => !heads.includes(a))];
  });
}

type Frequency = (assessment: Assessment) => number;

/** Counted once for each, however often they are compared. */
function once(of: Frequency): Frequency {
  const known = new Map<Assessment, number>();
  return (assessment) => {
    const figure = known.get(assessment) ?? of(assessment);
    known.set(assessment, figure);
    return figure;
  };
}

/** How often a cause stood behind the symptom; of several that it may be, behind the one that it explains most often. */
function frequency(facts: Facts): Frequency {
  const symptoms = observed(facts, 'symptom').map((o) => o.value.is);
  return ({ cause }) => Math.max(0, ...symptoms.map((is) => cause.behind?.[is] ?? 0));
}

/** 1: what nobody writes about since everybody has met it. Solved cases that were worth a word leave it out. */
function commonness(facts: Facts): Frequency {
  const symptoms = observed(facts, 'symptom').map((o) => o.value.is);
  return ({ cause }) => (symptoms.some((is) => cause.everyday?.includes(is) === true) ? 1 : 0);
}

/**
 * Families by their best supported member, then by how many real cases stand behind their members. Few of those cases
 * showed this one symptom: those that showed another count too, each a fifth.
 */
function weighFamilies(sorted: readonly Assessment[], behind: Frequency): readonly Family[] {
  const figures = [...new Set(sorted.map((a) => a.cause.family))].map((family) => {
    const members = sorted.filter((a) => a.cause.family === family);
    const best = Math.max(...members.map((a) => a.support));
    const weight = members.reduce((all, a) => all + behind(a) + a.cause.cases / 5, 0);
    return { family, best, weight };
  });
  return figures.sort((a, b) => b.best - a.best || b.weight - a.weight).map(({ family }) => family);
}

function familiesOf(ranked: readonly Assessment[]): readonly string[] {
  return [...new Set(ranked.map((a) => a.cause.family))];
}

/** Of the client's end nothing is known: then where all that is possible stops it. */
function ofServer(ranked: readonly Assessment[], facts: Facts): Stage | null {
  if (observed(facts, 'symptom').length > 0 || observed(facts, 'stage').some((o) => o.value.status === 'pass'))
    return null;
  const found = new Set(ranked.map((a) => a.cause.stage));
  const [only = null] = found;
  return found.size === 1 ? only : null;
}

function lastPassed(facts: Facts): Stage {
  const passed = observed(facts, 'stage')
    .filter((o) => o.value.status === 'pass')
    .map((o) => o.value.stage);
  return stages.findLast((stage) => passed.includes(stage)) ?? 'config';
}

const openEnd =
  'The connection ended, and what was given does not tell at which stage: it says the same at several of them.';

const unopened =
  'No connection was opened, and what was given does not tell why: it may be refused, silent or out of reach.';

function sentence(
  outcome: Verdict['outcome'],
  roots: readonly Assessment[],
  symptom: SymptomValue | null,
  facts: Facts,
): string {
  const [first, ...others] = roots;
  if (outcome === 'healthy') return healthy(facts);
  if (first !== undefined) {
    const also = others.length === 0 ? '' : ` Besides: ${others.map(titleOf).join(' ')}`;
    const title = titleOf(first);
    return `${outcome === 'degraded' ? `It works, yet ${inSentence(title)}` : title}${also}`;
  }
  if (symptom === null) {
    const open = observed(facts, 'symptom').map((o) => o.value.stage);
    if (open.length > 0) return open.every((stage) => stage === 'route' || stage === 'tcp') ? unopened : openEnd;
    const passed = lastPassed(facts);
    if (passed === 'config') return 'What was given does not tell where the connection stops.';
    return `It gets past the stage ${passed}; what was given does not tell what comes then.`;
  }
  const rate = observed(facts, 'attempt').map((o) => o.value);
  const failed = rate.filter((a) => !a.ok).length;
  if (failed === 0 || failed === rate.length) return summaryOf(symptom.is, facts);
  const often = `It works, but not always: ${failed} of ${rate.length} attempts failed.`;
  return `${often} When it fails: ${inSentence(summaryOf(symptom.is, facts))}`;
}

/** With the setting behind it, in the words of the tool whose setting it is. */
export function titleOf({ cause, because }: Assessment): string {
  const owner = because.find(({ at }) => at.owner !== undefined)?.at.owner;
  return owner === undefined ? cause.title : cause.title.replace(/\.$/, () => `: ${printable(ownerText(owner), 160)}.`);
}

/** Without its capital; what is written with more capitals is a name. */
export function inSentence(title: string): string {
  return /^[A-Z][a-z]*\s/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** Says how far it was tried. */
function healthy(facts: Facts): string {
  const passed = lastPassed(facts);
  const beyond = observed(facts, 'session.end').find(({ value: { how, text } }) => how === 'ran' && text !== undefined);
  if (beyond?.value.text !== undefined)
    return `It works: the login came about, and then came: \u201c${printable(beyond.value.text, 160)}\u201d`;
  if (passed === 'session') return 'It works: the login came about and a command ran.';
  const locked = passed === 'hostkey' ? keyAwaitingPassphrase(facts) : undefined;
  if (locked !== undefined)
    return `It works as far as it could be tried: the server takes your key ${locked}, whose passphrase is never asked for here.`;
  const methods = [...new Set(observed(facts, 'auth.method').map((o) => o.value.name))].filter(
    (m) => m === 'password' || m === 'keyboard-interactive',
  );
  if (methods.length > 0 && observed(facts, 'auth.end').length > 0) {
    return `It works as far as it could be tried: the server is reached, and asks for a password (${methods.join(', ')}), which is never sent.`;
  }
  return `It works up to the stage ${passed}; nothing beyond was tried.`;
}

/** The failure rate of the spaced attempts, with its interval, and what those that failed have in common. */
function intermittentOf(facts: Facts): Intermittent | null {
  const attempts = observed(facts, 'attempt').map((o) => o.value);
  if (attempts.length === 0) return null;
  const failed = attempts.filter((a) => !a.ok);
  const differs = differenceOf(
    attempts.filter((a) => a.ok),
    failed,
  );
  const every = observed(facts, 'attempts.rate')[0]?.value.every;
  const common = [every === undefined ? [] : rotation(every), differs ?? []].flat().join('; ');
  return {
    tried: attempts.length,
    failed: failed.length,
    ...wilson(failed.length, attempts.length),
    ...(common === '' ? {} : { differs: common }),
  };
}

function rotation(every: number): string {
  const word = { 2: 'second', 3: 'third', 4: 'fourth' }[every] ?? `${every}th`;
  return `every ${word} attempt failed, as when several servers take turns`;
}

type Attempt = ObservationMap['attempt'];

function differenceOf(good: readonly Attempt[], bad: readonly Attempt[]): string | null {
  if (good.length === 0 || bad.length === 0) return null;
  const addresses = (of: readonly Attempt[]): readonly string[] => [...new Set(of.flatMap((a) => a.address ?? []))];
  const badOnly = addresses(bad).filter((a) => !addresses(good).includes(a));
  if (badOnly.length > 0 && badOnly.length === addresses(bad).length)
    return `every failure was at ${badOnly.join(', ')}`;
  const keys = [...new Set([...good, ...bad].flatMap((a) => a.hostKey ?? []))];
  if (keys.length > 1) return `the server showed ${keys.length} different host keys by turns: ${keys.join(', ')}`;
  const kinds = [...new Set(bad.map((a) => a.symptom ?? 'unknown'))];
  return kinds.length === 1
    ? `all that failed ended the same way: ${kinds[0]}`
    : `those that failed ended in ${kinds.length} ways: ${kinds.join(', ')}`;
}

/** Where the text leaves the stage open, the client itself can tell it, if it has not done so. */
function verbosely(
  facts: Facts,
  ranked: readonly Assessment[],
  words: Readonly<Record<string, string>>,
): readonly Ask[] {
  const open = observed(facts, 'symptom').some((o) => o.value.sure === false);
  if (ranked.length === 0 || !open || facts.covered.has('proxy.used')) return [];
  const what = 'where it failed, let ssh say how far it gets';
  return [
    { what, command: fillCommand('ssh -vvv -p {port} {user}@{host}', words), separates: ranked.map((a) => a.cause.id) },
  ];
}
