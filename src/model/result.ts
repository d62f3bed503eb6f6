/** Expected failure is a value. `code` is the system's own word: an errno(3) symbol, an EAI_ name, or one of ours in lower case. */
export interface Failure {
  readonly code: string;
  /** The operation that failed: `connect`, `spawn`, `open`, `getaddrinfo`. */
  readonly during: string;
  readonly afterMs?: number;
  /** The system's own sentence, when it has one. */
  readonly text?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(error: Failure): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error };
}
