import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../../model/bundle.ts';
import type { Verdict } from '../../model/report.ts';

/** The folder of recorded runs: one folder each. */
export const casesFolder: string = fileURLToPath(new URL('../../../cases/', import.meta.url));

/** What is true of a recorded run; not all that is said of it. */
export interface Expected {
  readonly outcome: Verdict['outcome'];
  readonly stage: Verdict['stage'];
  readonly symptom: Verdict['symptom'];
  readonly roots: readonly string[];
  /** Each of them must be among the candidates. */
  readonly candidatesInclude?: readonly string[];
  /** None of them may be confirmed. */
  readonly notRoots?: readonly string[];
}

export interface Case {
  readonly id: string;
  readonly bundle: Bundle;
  readonly expected: Expected;
}

/** Every recorded run, by id. */
export function cases(): readonly Case[] {
  if (!existsSync(casesFolder)) return [];
  const ids = readdirSync(casesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return ids.map((id) => ({
    id,
    bundle: JSON.parse(readFileSync(join(casesFolder, id, 'bundle.json'), 'utf8')),
    expected: JSON.parse(readFileSync(join(casesFolder, id, 'expected.json'), 'utf8')),
  }));
}
