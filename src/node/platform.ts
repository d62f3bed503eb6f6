import { spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { open, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir, release, userInfo } from 'node:os';
import type { FileInfo, LookupAnswer, Platform, Ran, RunOptions } from '../model/platform.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { codeOf, openPipe, openSocket } from './stream.ts';

/** The outside world of this machine. */
export function nodePlatform(): Platform {
  return {
    os: osOf(process.platform),
    release: release(),
    uid: process.getuid?.() ?? -1,
    home: homedir(),
    userName: userNameOf(),
    environment: (name) => process.env[name],
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    run,
    pipe: openPipe,
    connect: openSocket,
    lookup: lookUp,
    datagram,
    readText,
    stat: fileInfo,
  };
}

function osOf(name: string): Platform['os'] {
  return name === 'linux' || name === 'darwin' || name === 'win32' || name === 'freebsd' ? name : 'other';
}

/** A user id without an account (containers) makes userInfo throw; that is no bug of ours. */
function userNameOf(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? '';
  }
}

/** Messages of the C library come in English, whatever the user's language is: the readers know those. */
const environment = { ...process.env, LC_ALL: 'C', LANGUAGE: 'C', SSH_ASKPASS_REQUIRE: 'never' };

function run(argv: readonly string[], options: RunOptions): Promise<Result<Ran>> {
  const [program, ...rest] = argv;
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program ?? '', rest, { stdio: ['pipe', 'pipe', 'pipe'], env: environment, windowsHide: true });
    let timedOut = false;
    const stop = (): void => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 300).unref();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, options.withinMs);
    const onAbort = (): void => {
      timedOut = true;
      stop();
    };
    if (options.signal?.aborted) onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const done = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };
    const max = options.maxBytes ?? 256 * 1024;
    const out = collect(max);
    const err = collect(max, (line) => options.onLine?.(line, performance.now() - started));
    child.stdout.on('data', out.add);
    child.stderr.on('data', err.add);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.once('error', (error) => {
      done();
      resolve(failed({ code: codeOf(error), during: 'spawn', text: error.message }));
    });
    // A grandchild (a control master, a proxy) may hold the pipes open: do not wait for it for ever.
    child.once('exit', () => setTimeout(() => child.stdout.destroy(), 250).unref());
    child.once('exit', () => setTimeout(() => child.stderr.destroy(), 250).unref());
    child.once('close', (status, signal) => {
      done();
      const ms = performance.now() - started;
      const cut = out.cut() || err.cut();
      resolve(ok({ argv, status, signal, stdout: out.text(), stderr: err.text(), ms, timedOut, cut }));
    });
  });
}

/** Keeps the first `max` bytes of a stream, and hands on its lines. */
function collect(
  max: number,
  onLine?: (line: string) => void,
): { add(b: Buffer): void; text(): string; cut(): boolean } {
  const parts: Buffer[] = [];
  let size = 0;
  let rest = '';
  let cut = false;
  return {
    add: (bytes) => {
      if (size + bytes.length > max) {
        cut = true;
        return;
      }
      size += bytes.length;
      parts.push(bytes);
      if (onLine === undefined) return;
      const lines = (rest + bytes.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
    },
    text: () => Buffer.concat(parts).toString('utf8'),
    cut: () => cut,
  };
}

async function lookUp(name: string, family: 0 | 4 | 6): Promise<Result<readonly LookupAnswer[]>> {
  const literal = name.replace(/%.*$/, '');
  if (isIP(literal) !== 0) return ok([{ address: name, family: isIP(literal) as 4 | 6 }]);
  const started = performance.now();
  try {
    const found = await lookup(name, { all: true, verbatim: true, family });
    const seen = new Set<string>();
    const answers = found.filter((a) => !seen.has(a.address) && seen.add(a.address));
    return ok(answers.map((a) => ({ address: a.address, family: a.family === 6 ? 6 : 4 })));
  } catch (error) {
    return failed({ code: codeOf(error), during: 'getaddrinfo', afterMs: performance.now() - started });
  }
}

async function datagram(
  server: string,
  port: number,
  message: Uint8Array,
  withinMs: number,
): Promise<Result<Uint8Array>> {
  // Seldom needed, and not free to load.
  const { createSocket } = await import('node:dgram');
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = createSocket(isIP(server) === 6 ? 'udp6' : 'udp4');
    let over = false;
    const finish = (result: Result<Uint8Array>): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const fail = (code: string): void => finish(failed({ code, during: 'recv', afterMs: performance.now() - started }));
    const timer = setTimeout(() => fail('timeout'), withinMs);
    socket.on('error', (error) => fail(codeOf(error)));
    socket.once('message', (answer) => finish(ok(new Uint8Array(answer))));
    // A connected socket learns of an ICMP port-unreachable.
    const connected = (error?: Error): void => {
      if (error !== undefined) fail(codeOf(error));
      else socket.send(message);
    };
    socket.connect(port, server, connected);
  });
}

async function readText(path: string, maxBytes: number = 1024 * 1024): Promise<Result<string>> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(maxBytes);
      const { bytesRead } = await file.read(buffer, 0, maxBytes, null);
      return ok(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed({ code: codeOf(error), during: 'open' });
  }
}

async function fileInfo(path: string): Promise<Result<FileInfo>> {
  try {
    const s = await stat(path);
    const type = s.isFile() ? 'file' : s.isDirectory() ? 'directory' : s.isSocket() ? 'socket' : 'other';
    return ok({ type, mode: s.mode & 0o7777, uid: s.uid, size: s.size });
  } catch (error) {
    return failed({ code: codeOf(error), during: 'stat' });
  }
}
