import type { Failure, Result } from './result.ts';

/** One end of a byte stream: a socket, or a helper's pipes. Bytes only; what they mean is for `wire`. */
export interface Stream {
  readonly localPort: number | null;
  /** How long it took to open, in ms. */
  readonly connectMs: number;
  write(bytes: Uint8Array): void;
  /** The next event within `withinMs`: bytes, the end (FIN), a failure (RST has code ECONNRESET), or silence. */
  next(withinMs: number): Promise<StreamEvent>;
  /** How the program behind it has ended; null while it runs, and for a socket. Waits for that for `withinMs`. */
  ended(withinMs: number): Promise<Ended | null>;
  close(): void;
}

export type StreamEvent =
  | { readonly is: 'bytes'; readonly bytes: Uint8Array; readonly atMs: number }
  | { readonly is: 'end'; readonly atMs: number }
  | { readonly is: 'failure'; readonly error: Failure; readonly atMs: number }
  | { readonly is: 'silence'; readonly atMs: number };

/** Exit status; null when a signal ended it. */
export type Ended = {
  readonly status: number | null;
  readonly signal: string | null;
};

/** What a program did. Not found and not allowed are failures (ENOENT, EACCES), never an empty output. */
export interface Ran {
  readonly argv: readonly string[];
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** True when it was ended since its time ran out. */
  readonly timedOut: boolean;
  /** True when it printed more than it was allowed to. */
  readonly cut: boolean;
}

export interface RunOptions {
  readonly withinMs: number;
  readonly input?: string;
  /** Of each stream; default 256 KiB. */
  readonly maxBytes?: number;
  /** Called with each complete line of standard error as it comes, with ms since the start. */
  readonly onLine?: (line: string, ms: number) => void;
  readonly signal?: AbortLike;
}

/** The part of AbortSignal that the core needs. */
export interface AbortLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface FileInfo {
  readonly type: 'file' | 'directory' | 'socket' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly size: number;
}

export interface LookupAnswer {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The whole outside world. Every failure keeps the system's own code. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'win32' | 'freebsd' | 'other';
  readonly release: string;
  readonly uid: number;
  readonly home: string;
  readonly userName: string;
  environment(name: string): string | undefined;
  /** Monotonic milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  run(argv: readonly string[], options: RunOptions): Promise<Result<Ran>>;
  /** Starts a program and gives its pipes as a stream. Its standard error goes line by line to `onLine`. */
  pipe(argv: readonly string[], onLine: (line: string) => void): Promise<Result<Stream>>;
  /** One address, one attempt, no happy eyeballs. */
  connect(address: string, port: number, options: ConnectOptions): Promise<Result<Stream>>;
  /** getaddrinfo(3), every address, in the order ssh would try them. */
  lookup(name: string, family: 0 | 4 | 6): Promise<Result<readonly LookupAnswer[]>>;
  /** One DNS message to one server over UDP. */
  datagram(server: string, port: number, message: Uint8Array, withinMs: number): Promise<Result<Uint8Array>>;
  readText(path: string, maxBytes?: number): Promise<Result<string>>;
  stat(path: string): Promise<Result<FileInfo>>;
}

export interface ConnectOptions {
  readonly withinMs: number;
  readonly source?: string;
}
