/*
 * What ping, traceroute, tracepath, tracert and mtr print: whether the host answers, and who on the way says that it cannot
 * be reached. Only what was asked of the machine that ssh dialled counts.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { hopsIn, icmpOf } from './path-checks/hops.ts';
import { answered, counted, prompted } from './path-checks/ping.ts';
import { sizeFacts } from './path-checks/sizes.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'path-checks',
  title: 'pings and traceroutes',
  knows: [
    {
      program: 'ping, traceroute, mtr',
      texts: ['ping of Linux, macOS and Windows', 'traceroute', 'tracepath HOST', 'tracert', 'mtr -r HOST'],
    },
  ],
  vantage: 'path',
  recognise: (lines) =>
    checksIn(lines).flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i)),
  read,
};

type Program = 'ping' | 'ping-windows' | 'traceroute' | 'tracepath' | 'tracert' | 'mtr';

interface Check {
  readonly program: Program;
  readonly name: string;
  readonly address: string;
  /** Lines from 0, `end` excluded. */
  readonly first: number;
  readonly end: number;
}

/** The first line of each program's output, with the name and the address. */
const heads: readonly (readonly [Program, RegExp])[] = [
  ['ping', /^PING6? ?(\S+?)(?: ?\(([\da-fA-F.:]+)\)| )/],
  ['ping-windows', /^Pinging (\S+)(?: \[([\da-fA-F.:]+)\])? with \d+ /],
  ['traceroute', /^traceroute6? to (\S+) \(([\da-fA-F.:]+)\), /],
  ['tracert', /^Tracing route to (\S+)(?: \[([\da-fA-F.:]+)\])?(?: over a maximum of \d+ hops)?:?$/],
];
const commanded = /(?:^|[$#%>] ?)(?:sudo )?(tracepath|mtr)(?: .*)? ([\w.:-]+)$/;
const mark = /^[^A-Za-z]{0,40}(?:PING|Pinging|traceroute|Tracing)|tracepath|mtr/;
const longest = 400;

function checksIn(raw: readonly string[]): readonly Check[] {
  if (!hasMark(raw, mark)) return [];
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  const starts = lines.flatMap((line, first) => {
    for (const [program, pattern] of heads) {
      const [all, name = '', address = name] = pattern.exec(line) ?? [];
      if (all !== undefined) return [{ program, name, address, first }];
    }
    const [, program, name = ''] = commanded.exec(line) ?? [];
    return program === undefined ? [] : [{ program: program as Program, name, address: name, first }];
  });
  return starts.map((start, i) => {
    const next = starts[i + 1]?.first ?? lines.length;
    const stop = lines.findIndex((line, n) => n > start.first && n < next && prompted.test(line));
    return { ...start, end: Math.min(stop < 0 ? next : stop, start.first + longest) };
  });
}

/** Nothing is covered: nobody knows what else was tried. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const checks = checksIn(raw);
  const { hosts } = dialledIn(raw);
  const mine = checks.filter((check) => isTarget(check, hosts, checks));
  const sizes = sizeFacts(id, raw, (host) => isMine(host, hosts));
  const found = mine.flatMap((check) => factsOf(check, raw, id));
  // That the large ones are lost says nothing of the host: the small ones came back.
  const lost = (o: Observation): boolean => o.kind === 'path.loss' && o.value.lost === o.value.sent;
  const observations = sizes.length === 0 ? found : [...found.filter((o) => !lost(o)), ...sizes];
  const other = checks.find((check) => !mine.includes(check));
  if (other === undefined) return { covers: [], observations };
  return {
    covers: [],
    observations,
    notes: [
      `what was asked of ${other.name} is left out: the text does not tell that it is the machine that ssh dialled`,
    ],
  };
}

/** By its name or address; where the text names no machine of ssh's, the only one that was asked. */
function isTarget({ name, address }: Check, hosts: ReadonlySet<string>, checks: readonly Check[]): boolean {
  if (hosts.size === 0) return checks.every((other) => other.address === address);
  return hosts.has(address) || isMine(name, hosts);
}

function isMine(name: string, hosts: ReadonlySet<string>): boolean {
  if (hosts.has(name)) return true;
  return [...hosts].some((host) => /[a-z]/i.test(host) && (name.startsWith(`${host}.`) || host.startsWith(`${name}.`)));
}

function factsOf(check: Check, raw: readonly string[], id: string): readonly Observation[] {
  const lines = raw.map((line, i) => (i > check.first && i < check.end ? clean(line) : ''));
  switch (check.program) {
    case 'ping':
      return pinged(lines, raw, id);
    case 'ping-windows':
      return pingedFromWindows(lines, raw, id);
    case 'mtr':
      return measured(check, lines, raw, id);
    default:
      return hopsIn(
        lines.map((line) => line.replace(/ {2}\d*\*$/, '')),
        check.program === 'traceroute',
      ).map((hop) => {
        const { index, ...value } = hop;
        return factAt(id, raw, index, 'path.hop', value);
      });
  }
}

function pinged(lines: readonly string[], raw: readonly string[], id: string): readonly Observation[] {
  const seen = new Set<string>();
  const messages = lines.flatMap((line, i) => {
    const message = icmpOf(line);
    if (message === null || seen.has(JSON.stringify(message))) return [];
    seen.add(JSON.stringify(message));
    return [factAt(id, raw, i, 'path.icmp', message)];
  });
  const at = lines.findIndex((line) => counted.test(line));
  const [, sent, received] = counted.exec(lines[at] ?? '') ?? [];
  const answers = lines.filter((line) => answered.test(line)).length;
  if (sent === undefined) {
    const first = lines.findIndex((line) => answered.test(line));
    return first < 0 ? messages : [factAt(id, raw, first, 'path.loss', { sent: answers, lost: 0 }), ...messages];
  }
  const lost = Math.max(0, Number(sent) - Number(received));
  return [factAt(id, raw, at, 'path.loss', { sent: Number(sent), lost }), ...messages];
}

/** Windows counts a message that the host cannot be reached as an answer, and has one sentence for several codes. */
function pingedFromWindows(lines: readonly string[], raw: readonly string[], id: string): readonly Observation[] {
  const at = lines.findIndex((line) => /^Packets: Sent = \d+, Received = \d+/.test(line));
  const sent = Number(/Sent = (\d+)/.exec(lines[at] ?? '')?.[1]);
  if (Number.isNaN(sent)) return [];
  const answers = lines.filter((line) =>
    /^Reply from \S+: (?:bytes=\d+ )?time[=<]\d+ms|^Reply from \S+: bytes=/.test(line),
  );
  return [factAt(id, raw, at, 'path.loss', { sent, lost: Math.max(0, sent - answers.length) })];
}

/** `  2.|-- 192.0.2.5   0.0%     3 …`: only the loss at the target itself counts. */
function measured(
  { name }: Check,
  lines: readonly string[],
  raw: readonly string[],
  id: string,
): readonly Observation[] {
  const rows = lines.flatMap((line, index) => {
    const [, hop = '', loss, sent] = /^\d+\.\|-- (\S+)(?: \(\S+\))? +([\d.]+)%? +(\d+) /.exec(line) ?? [];
    return sent === undefined ? [] : [{ index, hop, loss: Number(loss), sent: Number(sent) }];
  });
  const last = rows.at(-1);
  if (last === undefined || last.hop !== name) return [];
  return [
    factAt(id, raw, last.index, 'path.loss', { sent: last.sent, lost: Math.round((last.loss / 100) * last.sent) }),
  ];
}
