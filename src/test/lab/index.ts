import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Behaviour } from './behaviour.ts';

/** Every behaviour of the folder, by id. */
export async function behaviours(): Promise<readonly Behaviour[]> {
  const folder = new URL('./behaviours/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const modules = await Promise.all(files.sort().map((name) => import(new URL(name, folder).href)));
  return modules.map((module: { behaviour: Behaviour }) => module.behaviour);
}

/** One connection as the server saw it, in ms of `performance.now()`. */
export interface Visit {
  readonly atMs: number;
  readonly endedMs: number | null;
  /** What the client said, up to a limit. */
  readonly said: string;
}

/** A server on a free loopback port. */
export interface Lab {
  readonly port: number;
  readonly visits: readonly Visit[];
  stop(): Promise<void>;
}

const hearAtMost = 4096;

/** Starts a server that behaves so. */
export async function serve(behaviour: Pick<Behaviour, 'serve'>): Promise<Lab> {
  const visits: { atMs: number; endedMs: number | null; said: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const visit = { atMs: performance.now(), endedMs: null as number | null, said: '' };
    visits.push(visit);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (visit.said.length < hearAtMost) visit.said += bytes.toString('latin1').slice(0, hearAtMost);
    });
    socket.on('close', () => {
      visit.endedMs = performance.now();
      sockets.delete(socket);
    });
    behaviour.serve?.(socket, visits.length);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  if (behaviour.serve === undefined) return { port: await quietPort(), visits, stop: async () => {} };
  const port = (await listening(server, 0)) ?? assert.fail('no port is free');
  return { port, visits, stop: close };
}

/** A port on which nobody listens, out of the range from which other tests get theirs. */
export async function quietPort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const server = createServer();
    const port = await listening(server, 20_000 + Math.floor(Math.random() * 10_000));
    if (port === null) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  return assert.fail('no port is free');
}

function listening(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
