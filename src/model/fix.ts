/** Who must act. */
export type Who = 'client' | 'server' | 'network' | 'account';

export type Risk = 'none' | 'reload' | 'restart' | 'cuts-sessions' | 'lockout';

export interface Fix {
  readonly who: Who;
  readonly risk: Risk;
  /** What to do, in one sentence. */
  readonly say: string;
  /** For which platform, when not for all: `Debian, Ubuntu`, `macOS`, `Windows`. */
  readonly platform?: string;
  /** Ready to paste. `{host}` `{port}` `{user}` `{address}` are filled in. */
  readonly commands: readonly string[];
  readonly undo?: readonly string[];
  /** For those who do not know what stands behind it: the cures that a proof itself brings take the place of all of these. */
  readonly general?: true;
}
