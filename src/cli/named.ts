import { diagnose } from '../diagnose.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Report } from '../model/report.ts';
import type { LiveFlags } from './program.ts';

/** A bundle and what it was judged to be. */
export interface Judged {
  readonly bundle: Bundle;
  readonly report: Report;
}

/** With the names and addresses that it has, or with others where these were asked for. */
export async function named(own: Judged, { pseudonyms }: LiveFlags): Promise<Judged> {
  if (pseudonyms !== true) return own;
  const { randomInt } = await import('node:crypto');
  const { pseudonymous } = await import('../readers/pseudonyms.ts');
  const bundle = pseudonymous(own.bundle, () => randomInt(2) === 1);
  const report = diagnose(bundle);
  if (gist(report) === gist(own.report)) return { bundle, report };
  const warning = `with the names and addresses that are replaced the judgement is another one: ${gist(own.report)}`;
  const warned = { ...bundle, warnings: [...bundle.warnings, warning] };
  return { bundle: warned, report: diagnose(warned) };
}

function gist({ verdict: { outcome, symptom, roots, candidates } }: Report): string {
  return `${outcome}, ${symptom ?? 'no symptom'}: ${[...roots, ...candidates].slice(0, 8).join(', ')}`;
}
