/*
 * Real failures, told anew: what a person had in hand, and what stood behind it. One file for each stage in src/test/told.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { causes } from '../../causes/registry.gen.ts';
import { diagnose } from '../../diagnose.ts';
import type { Report, Verdict } from '../../model/report.ts';
import { recognise } from '../../recognise.ts';

/**
 * One failure. `truth`: the causes that stood behind it; more than one where the catalogue has several words for it, none where
 * the text tells of no failure of one's own.
 */
export interface Told {
  readonly file: string;
  readonly title: string;
  readonly truth: readonly string[];
  readonly text: string;
  /** Not looked at while causes and readers are mended. */
  readonly heldOut: boolean;
}

/** How near an answer came. `quiet`: there was nothing to confirm; `wrong`: something false was confirmed. */
export type Score = 'quiet' | 'confirmed' | 'listed' | 'family' | 'missed' | 'wrong';

/** In these each one was looked at once it was scored. */
const lookedAt = /^(?:mixtures|more|real.*|trial.*|clients.*)\.txt$/;

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../src/test/told');

/** Every failure that is told; of those that were told one by one each fourth of a file is held out. */
export function told(): readonly Told[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  return files.flatMap((file) => {
    const parts = `\n${readFileSync(join(folder, file), 'utf8')}`.split('\n=== ').slice(1);
    return parts.map((part, i): Told => {
      const [head = '', ...lines] = part.split('\n');
      const [ids = '', title = ''] = head.split(' | ');
      return {
        file,
        title,
        truth: ids === 'nothing' ? [] : ids.split(', '),
        text: lines.join('\n'),
        heldOut: !lookedAt.test(file) && i % 4 === 3,
      };
    });
  });
}

/** What `sshwhy explain` makes of a text. */
export function explained(text: string): Report {
  const at = '2026-01-31T12:00:00.000Z';
  return diagnose({
    format: 1,
    tool: { name: 'sshwhy', version: '0' },
    startedAt: at,
    durationMs: 0,
    ssh: null,
    settings: null,
    spent: null,
    evidence: recognise(text, { name: null, before: 0, at: at }),
    hops: [],
    warnings: [],
  });
}

/** No failure and none confirmed; the truth confirmed, among the first four, or its family among the first two; else missed, or worse. */
export function score({ truth }: Told, { roots, candidates, families }: Verdict): Score {
  if (roots.some((id) => !truth.includes(id))) return 'wrong';
  if (truth.length === 0) return 'quiet';
  if (roots.length > 0) return 'confirmed';
  if (candidates.slice(0, 4).some((id) => truth.includes(id))) return 'listed';
  const own = causes.filter((cause) => truth.includes(cause.id)).map((cause) => cause.family);
  return families.slice(0, 2).some((family) => own.some((f) => f === family)) ? 'family' : 'missed';
}
