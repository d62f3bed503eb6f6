import type { Evidence } from './evidence.ts';
import type { Settings } from './probe.ts';
import type { SshOptions } from './target.ts';

/** How much of the budget one diagnosis spent. */
export interface Spent {
  /** Connections to the SSH port that did not authenticate. */
  readonly ssh: number;
  readonly authentication: number;
  readonly control: number;
}

/** All that was gathered: judged now or later it gives the same report. */
export interface Bundle {
  readonly format: 1;
  readonly tool: { readonly name: 'sshwhy'; readonly version: string };
  readonly startedAt: string;
  readonly durationMs: number;
  /** Null when only text was judged. */
  readonly ssh: SshOptions | null;
  readonly settings: Settings | null;
  readonly spent: Spent | null;
  readonly evidence: readonly Evidence[];
  /** Hops before the target, each with a bundle of its own, in the order of the chain. */
  readonly hops: readonly { readonly hop: string; readonly bundle: Bundle }[];
  readonly warnings: readonly string[];
}
