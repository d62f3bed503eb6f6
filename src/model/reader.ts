import type { Evidence, Vantage } from './evidence.ts';
import type { Reading } from './observation.ts';

/** When a line (from 0) was printed, by what stood before it: ms since the epoch or since midnight. */
export type Stamps = (index: number) => number | undefined;

/** Reads one kind of text that people have. Total: any text in, a reading out. */
export interface Reader {
  /** = file name, = kind of the evidence it reads. */
  readonly id: string;
  readonly title: string;
  /** Where such text is made; at the client when absent. */
  readonly vantage?: Vantage;
  /** Its lines quote much that other readers would know: they are no other reader's. */
  readonly alone?: true;
  /** What it knows, by program: for the table in the documentation. */
  readonly knows?: readonly Known[];
  /** The lines (from 0) of `lines` that are of this kind; empty when none is. */
  recognise(lines: readonly string[]): readonly number[];
  /** `evidence.data` is the text. `stamps`: the times that stood before its lines and were taken away as noise. */
  read(evidence: Evidence, stamps?: Stamps): Reading;
}

/** Words that a program prints: patterns of its messages, or what its output is called. */
export interface Known {
  readonly program: string;
  readonly texts: readonly (RegExp | string)[];
}
