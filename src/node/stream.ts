import type { ChildProcess } from 'node:child_process';
import { connect as netConnect, type Socket } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { ConnectOptions, Ended, Stream, StreamEvent } from '../model/platform.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { codeOf } from './code.ts';
import { endGroup, signalGroup, startGroup } from './group.ts';

/** Pulls events from a readable one at a time; while nobody asks, it is paused, so that a flood costs one chunk. */
function pull(
  readable: Readable,
  writable: Writable,
  startedMs: number,
  localPort: number | null,
  end: () => void,
): Omit<Stream, 'ended'> {
  const openedMs = performance.now();
  const queue: StreamEvent[] = [];
  let wake: (() => void) | null = null;
  let over: StreamEvent | null = null;
  const push = (event: StreamEvent): void => {
    queue.push(event);
    wake?.();
  };
  const finish = (event: StreamEvent): void => {
    if (over !== null) return;
    over = event;
    push(event);
  };
  readable.on('data', (bytes: Buffer) => {
    readable.pause();
    push({ is: 'bytes', bytes: new Uint8Array(bytes), atMs: performance.now() - openedMs });
  });
  readable.on('end', () => finish({ is: 'end', atMs: performance.now() - openedMs }));
  readable.on('close', () => finish({ is: 'end', atMs: performance.now() - openedMs }));
  const onError = (error: Error): void =>
    finish({
      is: 'failure',
      error: { code: codeOf(error), during: 'read', text: error.message },
      atMs: performance.now() - openedMs,
    });
  readable.on('error', onError);
  if ((writable as unknown) !== readable) writable.on('error', () => {});
  readable.pause();
  return {
    localPort,
    connectMs: openedMs - startedMs,
    write: (bytes) => {
      if (writable.writable) writable.write(bytes);
    },
    next: async (withinMs) => {
      if (queue.length === 0 && over === null) {
        readable.resume();
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
        if (queue.length === 0) readable.pause();
      }
      return queue.shift() ?? over ?? { is: 'silence', atMs: performance.now() - openedMs };
    },
    close: end,
  };
}

/** One TCP connection to one address. Our own deadline has the code `timeout`; the kernel's is ETIMEDOUT. */
export function openSocket(address: string, port: number, options: ConnectOptions): Promise<Result<Stream>> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket: Socket = netConnect({
      host: address,
      port,
      autoSelectFamily: false,
      noDelay: true,
      ...(options.source === undefined ? {} : { localAddress: options.source }),
    });
    const fail = (code: string, text?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      const afterMs = performance.now() - started;
      resolve(failed({ code, during: 'connect', afterMs, ...(text === undefined ? {} : { text }) }));
    };
    const timer = setTimeout(() => fail('timeout'), options.withinMs);
    const early = (error: Error): void => fail(codeOf(error), error.message);
    socket.once('error', early);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', early);
      const stream = pull(socket, socket as Duplex, started, socket.localPort ?? null, () => socket.destroy());
      resolve(ok({ ...stream, ended: async () => null }));
    });
  });
}

/** A helper program's pipes as a stream. */
export function openPipe(argv: readonly string[], onLine: (line: string) => void): Promise<Result<Stream>> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = startGroup(argv, process.env);
    child.once('error', (error) => resolve(failed({ code: codeOf(error), during: 'spawn', text: error.message })));
    child.once('close', () => endGroup(child, 'SIGTERM'));
    child.once('spawn', () => {
      const { stdin, stdout, stderr } = child;
      splitLines(stderr, onLine, 64 * 1024);
      const stream = pull(stdout, stdin, started, null, () => signalGroup(child, 'SIGTERM'));
      resolve(ok({ ...stream, ended: (withinMs) => endOf(child, withinMs) }));
    });
  });
}

function endOf(child: ChildProcess, withinMs: number): Promise<Ended | null> {
  const now = (): Ended | null =>
    child.exitCode === null && child.signalCode === null ? null : { status: child.exitCode, signal: child.signalCode };
  if (now() !== null) return Promise.resolve(now());
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(now()), withinMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(now());
    });
  });
}

/** Calls `onLine` for each complete line and for a last one without its end; stops listening after `maxBytes`. */
function splitLines(readable: Readable, onLine: (line: string) => void, maxBytes: number): void {
  let rest = '';
  let total = 0;
  readable.setEncoding('utf8');
  readable.on('data', (text: string) => {
    total += text.length;
    if (total > maxBytes) return;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  readable.on('end', () => {
    if (rest !== '') onLine(rest.replace(/\r$/, ''));
  });
}
