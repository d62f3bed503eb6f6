import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutDebug } from './ends.ts';
import type { Fault } from './fault.ts';
import type { Client } from './host.ts';
import type { Report } from './model.ts';
import { type Done, installed } from './shell.ts';

/** The tools of the trade, graded by what they print. */
export const peerNames = ['ssh', 'ssh-audit', 'nmap', 'nc'] as const;
export type Peer = (typeof peerNames)[number];

/** What each printed. */
export type Said = Readonly<Partial<Record<Peer, string>>>;
type Graded = Readonly<Partial<Record<Peer, boolean>>>;

/** Runs those that are installed. */
export async function askPeers(fault: Fault, { target }: Report, person: Client, ssh: Done): Promise<Said> {
  const host = target?.host ?? 'web1';
  const port = String(target?.port ?? 22);
  const six = fault.family === 6 ? ['-6'] : [];
  const calls: Readonly<Record<Exclude<Peer, 'ssh'>, readonly string[]>> = {
    'ssh-audit': ['ssh-audit', '-n', '-t', '5', '-p', port, host],
    nmap: ['nmap', ...six, '-Pn', '-sV', '--host-timeout', '20s', '-p', port, host],
    nc: ['nc', '-v', '-w', '4', host, port],
  };
  const text = ({ stdout, stderr }: Done): string => `${stdout}${stderr}`;
  const said: Partial<Record<Peer, string>> = { ssh: withoutDebug(text(ssh)) };
  for (const peer of ['ssh-audit', 'nmap', 'nc'] as const) {
    if (await installed(peer)) said[peer] = text(await person.run(calls[peer], { timeoutMs: 25_000 }));
  }
  return said;
}

/** Does what they print single out the cause? */
export function gradePeers(fault: Fault, said: Said): Graded {
  return Object.fromEntries(Object.entries(said).map(([peer, text]) => [peer, singlesOut(fault, text)]));
}

const file = 'peers.json';

export function savePeers(said: Said, folder: string): void {
  if (Object.keys(said).length > 0) writeFileSync(join(folder, file), JSON.stringify(said));
}

export function savedPeers(folder: string): Said {
  const path = join(folder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function singlesOut({ truth, told }: Fault, text: string): boolean {
  return truth.outcome === 'healthy' ? /SSH-2\.0-|\bopen\b/.test(text) : told?.test(text) === true;
}
