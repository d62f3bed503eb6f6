/*
 * What ss, netstat, lsof and sockstat print on the server: who listens at the port, on which address, and how many wait.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf } from '../wire/address.ts';
import { apartLines, commandAbove, dialledIn, factAt, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { part } from './snapshot/listeners.ts';
import { asSs, type SocketRow, socketRow } from './sockets/rows.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'sockets',
  title: 'sockets of the server',
  knows: [
    {
      program: 'ss, netstat, lsof, sockstat',
      texts: ['ss -tlnp', 'ss -tan', 'netstat -tlnp', 'netstat -an', 'lsof -i :22', 'sockstat -4l'],
    },
  ],
  vantage: 'server',
  recognise: (lines) => {
    if (!hasMark(lines, /LISTEN|Recv-Q|\*:\*$/)) return [];
    const { rows, headings } = listingIn(lines);
    return [...headings, ...rows.map(({ index }) => index)].sort((a, b) => a - b);
  },
  read,
};

const heading =
  /^(?:Netid +)?State +Recv-Q +Send-Q +Local Address:Port|^Proto +Recv-Q +Send-Q +Local Address|^COMMAND +PID +USER +FD +TYPE|^USER +COMMAND +PID +FD +PROTO|^Proto +Local Address +Foreign Address/;
const own = /^(?:sshd|dropbear|tinysshd|systemd$|x?inetd$)/;

interface Listing {
  readonly rows: readonly SocketRow[];
  readonly headings: readonly number[];
  readonly lines: readonly string[];
}

function listingIn(raw: readonly string[]): Listing {
  const isApart = apartLines(raw);
  const lines = raw.map((line, i) => (isApart(i) ? '' : clean(line)));
  const headings = lines.flatMap((line, i) => (heading.test(line) ? [i] : []));
  const rows = lines.flatMap((line, i) => socketRow(line, i) ?? []);
  return { rows, headings, lines };
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const listing = listingIn(raw);
  const [port = 22] = [...dialledIn(raw).ports].slice(0, 1);
  const listeners = listing.rows.filter(({ state }) => state === 'LISTEN');
  const whole = isWhole(listing, listeners);
  const told = listeners.filter((row) => whole || row.port === port || own.test(row.owner));
  const text = raw.map(() => '');
  for (const row of told) text[row.index] = asSs(row);
  const server = pastedView(id, [sectionOf('listeners', text)], { port, root: whole });
  // Rows in the words of ss are judged; what is quoted is the row that was pasted.
  const quoted = (o: Observation): Observation => {
    const index = told.some((row) => row.index + 1 === o.at.line) ? (o.at.line ?? 1) - 1 : (listing.headings[0] ?? 0);
    return { ...o, at: { ...o.at, line: index + 1, quote: (raw[index] ?? '').trim() } };
  };
  if (told.length === 0 && !whole) return { covers: [], observations: [], ...notesOf(listing, port) };
  const { covers, observations } = part.read(server);
  const taken = covers.includes('server.reach')
    ? []
    : [...takenBy(listeners, port, id, raw), ...nearAlone(listeners, port, id, raw)];
  return { covers, observations: [...observations.map(quoted), ...taken] };
}

/** Who has the port of both families, or of the one that was dialled, has it whole: what rows may be left out takes nothing of it. */
function takenBy(
  listeners: readonly SocketRow[],
  port: number,
  id: string,
  raw: readonly string[],
): readonly Observation[] {
  const rows = listeners.filter((row) => row.port === port && row.owner !== '');
  const [first] = rows;
  if (first === undefined || rows.some(({ owner }) => owner !== first.owner)) return [];
  const has = (address: string): boolean => rows.some((row) => row.address === address);
  const families = new Set([...dialledIn(raw).hosts].map(familyOf));
  const [family] = families.size === 1 ? families : [null];
  const whole = has('*') || (has('0.0.0.0') && has('::'));
  if (!whole && !(family === 4 && has('0.0.0.0')) && !(family === 6 && has('::'))) return [];
  return [factAt(id, raw, first.index, 'server.reach', { port, listening: 'yes', owner: first.owner })];
}

/** Asked for all sockets of the port, whichever family: then those that are listed are all there are. */
const ofPort = (port: number): RegExp =>
  new RegExp(
    `^(?:sudo )?(?:(?:ss|netstat) -\\w+ (?:\\| ?grep (?:-\\w+ )?["']?:?${port}["']?|["']?\\(? ?sport = :${port} ?\\)?["']?)|lsof (?:-\\w+ )*-i ?(?:[46]?tcp)?:${port}(?: -(?:s ?TCP:LISTEN|\\w+))*|sockstat (?:-[46l] ?|-46l ?)*-p ?${port}(?: -[46l]+)*)$`,
    'i',
  );

/** They listen at loopback alone. */
function nearAlone(
  listeners: readonly SocketRow[],
  port: number,
  id: string,
  raw: readonly string[],
): readonly Observation[] {
  const rows = listeners.filter((row) => row.port === port);
  const [first] = rows;
  if (first === undefined || first.owner === '' || rows.some(({ address }) => !/^(?:127\.|::1$)/.test(address)))
    return [];
  const command = commandAbove(raw, first.index - 1, 1) ?? '';
  const oneFamily = /^(?:sudo )?\S+ .*-\w*[46]/.test(command) && !/-\w*4.*-\w*6|-\w*6.*-\w*4|-\w*46/.test(command);
  if (!ofPort(port).test(command) || oneFamily) return [];
  return [factAt(id, raw, first.index, 'server.reach', { port, listening: 'loopback', owner: first.owner })];
}

/**
 * Nobody listens is said only of a list that shows all: its heading and its owners are there, both address families, and
 * ports of more than one kind, so that no filter was asked for.
 */
function isWhole({ rows, headings, lines }: Listing, listeners: readonly SocketRow[]): boolean {
  const [first] = headings;
  const row = rows[0];
  if (first === undefined || row === undefined || headings.length > 1 || first > row.index) return false;
  if (!/^(?:Netid|State|Proto +Recv-Q|USER +COMMAND)/.test(lines[first] ?? '')) return false;
  const command = commandAbove(lines, first - 1, 3);
  if (command !== null && /\||sport|dport|\bgrep\b|\bss\b.* [-\w]*4|-i:?\d/.test(command)) return false;
  // Rows that were left out would leave a gap, or were cut at the end, which nobody sees: more than one port must be there.
  const unbroken = rows.every(({ index }, i) => i === 0 || index === (rows[i - 1]?.index ?? 0) + 1);
  const ports = new Set(listeners.map(({ port }) => port));
  const six = listeners.some(({ address }) => /[:*]/.test(address));
  // Where the command shows that neither family was asked for alone, a machine without IPv6 has no row of it.
  const both = six || (command !== null && /^(?:sudo )?(?:ss|netstat) -[a-z]+$/.test(command));
  return unbroken && both && ports.size > 1 && listeners.every(({ owner }) => owner !== '');
}

function notesOf({ rows, headings }: Listing, port: number): Pick<Reading, 'notes'> {
  if (rows.length === 0 && headings.length === 0) return {};
  return {
    notes: [
      `the list of sockets has nobody at port ${port}, and does not show that it is whole: run \`sudo ss -tlnp\` on the server, and paste all of it`,
    ],
  };
}
