import type { Report } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { families, innocent } from './phrases.ts';

/** The report in three sentences at most, without colours: what is known, what plays no part, and what it is or may be. */
export function brief({ verdict, fixes }: Report): readonly string[] {
  const { summary, symptom, stage, roots, candidates } = verdict;
  const so = symptom === null ? undefined : (innocent[symptom] ?? innocent[stage]);
  const kinds = verdict.families.slice(0, 2).map((family) => families[family] ?? family);
  const more = verdict.families.length > 2 ? `, or one of ${verdict.families.length - 2} other kinds of cause` : '';
  const may = candidates.length === 0 ? undefined : `Most likely ${kinds.join(', or ')}${more}.`;
  const cure = roots.length === 0 ? may : fixes[0]?.say;
  return [summary, so === undefined ? undefined : `${so.charAt(0).toUpperCase()}${so.slice(1)}.`, cure].flatMap(
    (line) => (line === undefined ? [] : [printable(line)]),
  );
}
