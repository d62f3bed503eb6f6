import type { Observation, ObservationKind, ObservationMap } from './observation.ts';

/**
 * What became of a command of a snapshot: it ran, to its end or until its time was over; it is not there; it may not be
 * read; or it was not tried (skipped).
 */
export type SectionState = 'ran' | 'late' | 'absent' | 'denied' | 'skipped';

/** One command of a snapshot. */
export interface Section {
  readonly name: string;
  readonly command: string;
  readonly state: SectionState;
  /** Exit status; null unless it ran to its end. */
  readonly status: number | null;
  /** It printed more than there was room for, or there was no room or time for any of it. */
  readonly cut: boolean;
  readonly lines: readonly string[];
  /** Line of the snapshot at which `lines` begin, counted from 1. */
  readonly at: number;
  /** What the way here has lost or changed; null when it is whole. */
  readonly damage: string | null;
  /** Why it was skipped: no `time` or `size` was left, or it is no plain file (`nofile`), which could hang. */
  readonly why?: string;
}

/** A snapshot of a server, as its parts read it. */
export interface ServerView {
  /** The effective user id of the collector was 0: else much is denied to it, and that proves nothing. */
  readonly root: boolean;
  /** Of the login in question, as far as the collector was told. */
  readonly user: string | null;
  /** Where a hop makes the connection: its address, if the snapshot shows that it comes by it; null: nobody knows. */
  readonly from: string | null;
  /** The client's end is known as well: it has tried. */
  readonly tried: boolean;
  /** The address that the collector was told; its own questions were about that one. */
  readonly asked: string | null;
  /** Addresses that a hop in between is known by at the client. */
  readonly hop: readonly string[];
  readonly port: number;
  /** ms since the epoch, of the server's own clock; null when it was not told. */
  readonly now: number | null;
  /** How far its local time is ahead of UTC, in ms. */
  readonly zoneMs: number;
  /** The section if its command ran to its end and nothing of it was lost. */
  whole(name: string): Section | null;
  /** Each section of that name or, with a `*` at its end, of that beginning: whatever became of it. */
  all(name: string): readonly Section[];
  /** A fact that stands in line `i`, from 0, of a section. */
  fact<K extends ObservationKind>(kind: K, value: ObservationMap[K], section: Section, i?: number): Observation;
}

/** Reads some sections of a snapshot. Total: any lines in, a reading out. */
export interface Part {
  /** = file name. */
  readonly id: string;
  /** A kind is covered only when its absence was seen: whole sections, and as a user that may see all of it. */
  read(server: ServerView): {
    readonly covers: readonly ObservationKind[];
    readonly observations: readonly Observation[];
  };
}
