import { lookup } from 'node:dns/promises';
import { open, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { release } from 'node:os';
import type { FileInfo, LookupAnswer, Platform } from '../model/platform.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { codeOf } from './code.ts';
import { me } from './me.ts';
import { run } from './run.ts';
import { openPipe, openSocket } from './stream.ts';

/** The outside world of this machine. */
export function nodePlatform(): Platform {
  return {
    ...me(),
    release: release(),
    uid: process.getuid?.() ?? -1,
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
