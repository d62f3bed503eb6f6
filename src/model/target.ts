/** What the user asked for, and what `ssh -G` made of it. */
export interface Target {
  /** As typed. */
  readonly input: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly jumps: readonly string[];
}

/** The user's own ssh options, as given. */
export interface SshOptions {
  /** Words to hand to `ssh` before the destination: `-p 2222 -o …`. */
  readonly words: readonly string[];
  readonly destination: string;
  /** The user named a key with -i or -o IdentityFile. */
  readonly namesKey: boolean;
  /** -4 or -6. */
  readonly family: 0 | 4 | 6;
  readonly port: number | null;
}
