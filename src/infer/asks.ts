import { lookOf } from '../model/cause.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Facts } from '../model/observation.ts';
import type { Ask, Verdict } from '../model/report.ts';
import type { Assessment } from './assess.ts';
import { observed } from './facts.ts';
import { serviceAt } from './hosted.ts';
import { fillCommand } from './summaries.ts';

/** The looks that settle most candidates, most first. A look weighs what its candidates weigh. At a public service only the client's end can look. */
export function asks(
  ranked: readonly Assessment[],
  words: Readonly<Record<string, string>>,
  fromText: Verdict['outcome'] | null,
): readonly Ask[] {
  const hosted = serviceAt(words['host'] ?? '') !== null;
  const groups = new Map<string, { command: string; causes: string[]; weight: number }>();
  ranked.forEach(({ cause }, i) => {
    if (cause.check === undefined || (hosted && cause.check.at !== 'client')) return;
    const look = lookOf(cause.check);
    const group = groups.get(look) ?? { command: cause.check.command, causes: [], weight: 0 };
    group.causes.push(cause.id);
    group.weight += (i + 1) ** -1.5;
    groups.set(look, group);
  });
  const looks = [...groups]
    .sort(([, a], [, b]) => b.weight - a.weight)
    .map(([what, group]) => ({ what, command: fillCommand(group.command, words), separates: group.causes }));
  const own = fromText === null ? [] : ofText(ranked, words, fromText);
  return [...looks.slice(0, 1), ...own, ...looks.slice(1)].slice(0, 3);
}

/** The same from the machine that ssh runs on, by a program that looks for itself. */
export function liveLook(words: Readonly<Record<string, string>>, separates: readonly string[]): Ask {
  const what = 'on the machine that ssh runs on, let sshwhy look for itself';
  return { what, command: fillCommand(`sshwhy ${wayOf(words)}`, words), separates };
}

function wayOf(words: Readonly<Record<string, string>>): string {
  return `${words['port'] === '22' ? '' : '-p {port} '}${words['user'] === 'the user' ? '' : '{user}@'}{host}`;
}

/** Where there is only a text. */
function ofText(
  ranked: readonly Assessment[],
  words: Readonly<Record<string, string>>,
  outcome: Verdict['outcome'],
): readonly Ask[] {
  const separates = ranked.filter(({ cause }) => cause.decidedBy !== 'server').map(({ cause }) => cause.id);
  const live = liveLook(words, separates);
  if (outcome !== 'undetermined') return separates.length === 0 ? [] : [live];
  const verbose = {
    what: 'on the machine that ssh runs on, see what it says of each step',
    command: fillCommand(`ssh -vvv ${wayOf(words)} 2>&1 | sshwhy explain`, words),
    separates: [],
  };
  return [live, verbose];
}

/** What a text does not hold, so that nobody takes it for looked at and found to be well. */
export function lacksOf(facts: Facts, evidence: readonly Evidence[], hosted: boolean): readonly string[] {
  if (evidence.length === 0) return [];
  const fromServer = evidence.some(({ vantage }) => vantage === 'server');
  const fromClient = evidence.some(({ vantage }) => vantage === 'client');
  const stage = observed(facts, 'symptom')[0]?.value.stage;
  const tried = observed(facts, 'tcp.control').length > 0;
  return [
    ...(fromClient ? [] : ['what the client saw']),
    ...(fromClient && !facts.covered.has('tcp.connect') ? ['what ssh -v prints of each step'] : []),
    ...((stage === 'tcp' || stage === 'route') && !tried ? ['whether the host answers elsewhere'] : []),
    ...(fromServer || hosted ? [] : ['anything from the server itself']),
  ];
}
