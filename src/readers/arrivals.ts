/*
 * What tcpdump on the server tells of first packets to the port: none came, or they came in.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress } from '../wire/address.ts';
import { type Dialled, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceIn } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'arrivals',
  title: 'tcpdump on the server',
  knows: [{ program: 'tcpdump', texts: ['tcpdump -nni any tcp port 22, on the server, also where it stays empty'] }],
  vantage: 'server',
  recognise: (lines) => findingsIn(lines, '').map(({ at }) => (at.line ?? 1) - 1),
  read: ({ id, data }: Evidence): Reading => ({
    covers: [],
    observations: findingsIn(linesOf(data), id).slice(-1),
  }),
};

const typed = /^(.{0,120}?[$#%>] ?)(?:(?:sudo|doas|timeout \S+) )*(?:\/\S*\/)?(ssh|sftp|scp|tcpdump) (.*)$/;
/** With -i any the direction is told; a client sends its own SYN out. */
const cameIn = / In +IP6? (\S+)\.\d+ > (\S+)\.(\w+): Flags \[S[EW]*\],/;
const empty = /^0 packets captured$/;
/** How far below its command tcpdump counts. */
const reach = 12;

function findingsIn(raw: readonly string[], id: string): readonly Observation[] {
  if (!hasMark(raw, /^0 packets captured$| In +IP6? /)) return [];
  const dialled = dialledIn(raw);
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  const came = lines.flatMap((line, i) => {
    const [, from = '', to = '', port = ''] = cameIn.exec(line) ?? [];
    const ours = dialled.ports.has(port === 'ssh' ? 22 : Number(port)) && dialled.hosts.has(to) && isAddress(from);
    return ours ? [i] : [];
  });
  const last = came.at(-1);
  if (last !== undefined) return [factAt(id, raw, last, 'server.arrivals', { packets: came.length })];
  const none = lines.findLastIndex((line, i) => empty.test(line) && isOfServer(lines, i, dialled));
  return none < 0 ? [] : [factAt(id, raw, none, 'server.arrivals', { packets: 0 })];
}

/** It was called at another prompt than ssh, for this port, and its filter kept nothing back. */
function isOfServer(lines: readonly string[], at: number, { hosts, ports }: Dialled): boolean {
  if (!/^0 packets received by filter$/.test(lines[at + 1] ?? '')) return false;
  const calls = lines.slice(0, at).flatMap((line, i) => {
    const [, prompt = '', program, words = ''] = typed.exec(line) ?? [];
    return program === undefined ? [] : [{ i, prompt: prompt.trim(), program, words }];
  });
  const call = calls.findLast(({ program }) => program === 'tcpdump');
  const clients = calls.filter(({ program }) => program !== 'tcpdump');
  if (call === undefined || at - call.i > reach || clients.length === 0) return false;
  if (clients.some(({ prompt }) => prompt === call.prompt)) return false;
  const ported = /\bport (\d+|ssh)\b/.exec(call.words)?.[1];
  if (ported !== undefined && !ports.has(ported === 'ssh' ? 22 : Number(ported))) return false;
  const source = sourceIn(lines);
  const named = [...call.words.matchAll(/\b(?:host|src|dst) ([\d.]+|[\da-f:]{4,})/g)].map(
    ([, address = '']) => address,
  );
  return !/-\w*i ?lo\b/.test(call.words) && named.every((address) => address === source || hosts.has(address));
}
