import type { Fault } from './fault.ts';
import type { Client } from './host.ts';
import type { Report } from './model.ts';
import { type Done, installed } from './shell.ts';

/** The tools of the trade, graded by what they print. */
export const peerNames = ['ssh', 'ssh-audit', 'nmap', 'nc'] as const;
export type Peer = (typeof peerNames)[number];

/** Runs those that are installed: does their output single out the cause? */
export async function peers(
  fault: Fault,
  { target }: Report,
  person: Client,
  ssh: Done,
): Promise<Readonly<Partial<Record<Peer, boolean>>>> {
  const host = target?.host ?? 'web1';
  const port = String(target?.port ?? 22);
  const six = fault.family === 6 ? ['-6'] : [];
  const calls: Readonly<Record<Exclude<Peer, 'ssh'>, readonly string[]>> = {
    'ssh-audit': ['ssh-audit', '-n', '-t', '5', '-p', port, host],
    nmap: ['nmap', ...six, '-Pn', '-sV', '--host-timeout', '20s', '-p', port, host],
    nc: ['nc', '-v', '-w', '4', host, port],
  };
  const graded: Partial<Record<Peer, boolean>> = { ssh: singlesOut(fault, ssh) };
  for (const peer of ['ssh-audit', 'nmap', 'nc'] as const) {
    if (await installed(peer)) graded[peer] = singlesOut(fault, await person.run(calls[peer], { timeoutMs: 25_000 }));
  }
  return graded;
}

function singlesOut({ truth, told }: Fault, { status, stdout, stderr }: Done): boolean {
  const text = `${stdout}${stderr}`;
  if (truth.outcome === 'healthy') return status === 0 || /SSH-2\.0-|\bopen\b/.test(text);
  return told?.test(text) === true;
}
