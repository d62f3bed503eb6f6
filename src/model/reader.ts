import type { Evidence } from './evidence.ts';
import type { Reading } from './observation.ts';

/** Reads one kind of text that people have. Total: any text in, a reading out. */
export interface Reader {
  /** = file name, = kind of the evidence it reads. */
  readonly id: string;
  readonly title: string;
  /** The lines (from 0) of `lines` that are of this kind; empty when none is. */
  recognise(lines: readonly string[]): readonly number[];
  /** `evidence.data` is the text. */
  read(evidence: Evidence): Reading;
}
