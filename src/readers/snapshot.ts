/*
 * What the collector of a server prints: sections, each with its command, its status and its check sum. The form is read
 * here; what the sections say is for the parts beside, one file each.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { ServerView } from '../model/part.ts';
import type { Reader } from '../model/reader.ts';
import { firstLine, parseSnapshot, type Snapshot } from './snapshot/format.ts';
import { parts } from './snapshot/registry.gen.ts';
import { askedIn, viewOf } from './snapshot/view.ts';

export const reader: Reader = {
  id: 'snapshot',
  title: 'snapshot of a server',
  knows: [{ program: 'sshwhy', texts: ['sshwhy snapshot'] }],
  vantage: 'server',
  alone: true,
  recognise,
  read,
};

function recognise(lines: readonly string[]): readonly number[] {
  const first = lines.findIndex((line) => firstLine.test(line.trimEnd()));
  if (first < 0) return [];
  const end = lines.findIndex((line, i) => i > first && line.startsWith('[end] '));
  const last = end < 0 ? lines.length - 1 : end;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function read(evidence: Evidence): Reading {
  const { id, data } = evidence;
  const snapshot = parseSnapshot(typeof data === 'string' ? data : '');
  const server = viewOf(snapshot, id, evidence);
  const readings = parts.map((part) => part.read(server));
  const observations = readings.flatMap((r) => r.observations);
  return {
    covers: [...new Set(readings.flatMap((r) => r.covers))],
    observations,
    notes: [...notesOf(snapshot, server.root), ...another(server, snapshot), ...observations.flatMap(assumed)],
  };
}

/** The collector was told of another account than the one that the client logs in as. */
function another(server: ServerView, snapshot: Snapshot): readonly string[] {
  const asked = askedIn(snapshot).user;
  if (asked === null || asked === server.user) return [];
  return [
    `the snapshot was taken for the account ${asked}, and the login is as ${server.user}: what it says of the account was left out; sshwhy snapshot --print -l ${server.user} asks about this one`,
  ];
}

function assumed(o: Observation): readonly string[] {
  if (o.kind !== 'firewall.hop') return [];
  const { address } = o.value;
  return [
    `the server's rules were asked about the jump host as ${address}, as it is known here; nothing shows that it goes on to the server from that address: there, ip route get and the server's address tell which one it is`,
  ];
}

/** What is missing in it, so that nobody takes it for looked at. */
function notesOf({ sections, complete }: Snapshot, root: boolean): readonly string[] {
  const named = (state: string): readonly string[] => sections.filter((s) => s.state === state).map((s) => s.name);
  const list = (names: readonly string[]): string =>
    `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  const damaged = sections.filter((s) => s.damage !== null).map((s) => `${s.name} (${s.damage})`);
  const without = sections.filter((s) => s.state === 'skipped' && s.cut).map((s) => s.name);
  const late = [...named('late'), ...without];
  // A pipe could hang, and who is asked for help need not see a secret.
  const unread = named('skipped').filter((name) => /^(?:file|keys):/.test(name) && !without.includes(name));
  return [
    ...(root ? [] : ['the snapshot was not taken as root: much of the server was denied to it, and was not looked at']),
    ...(late.length > 0 ? [`the collector had no time for ${list(late)}`] : []),
    ...(unread.length > 0 ? [`the collector left out what is no plain file, or a secret: ${list(unread)}`] : []),
    ...(damaged.length > 0 ? [`the snapshot is damaged, and these sections were left out: ${list(damaged)}`] : []),
    ...(complete || damaged.length > 0 ? [] : ['the snapshot has no end: its last sections are missing']),
  ];
}
