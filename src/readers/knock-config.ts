/*
 * A configuration of knockd(1) beside the sign that the daemon runs: what opens the port to those who knock.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, commandAbove, dialledIn, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { part } from './snapshot/knock.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'knock-config',
  title: 'configuration of knockd',
  knows: [{ program: 'knockd', texts: ['/etc/knockd.conf beside systemctl, ps or the log of knockd'] }],
  vantage: 'server',
  recognise,
  read,
};

const section = /^\s*\[[\w. -]+\]\s*$/;
const setting =
  /^\s*(?:sequence|seq_timeout|(?:start_|stop_)?command|cmd_timeout|tcpflags|interface|logfile|usesyslog)\b/i;

/** The lines of the file: a door with its sequence, and all around it that has the same form. */
function fileIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /^\s*sequence\s*=/i)) return [];
  const isApart = apartLines(raw);
  return raw.flatMap((line, i) => ((section.test(line) || setting.test(line)) && !isApart(i) ? [i] : []));
}

function recognise(lines: readonly string[]): readonly number[] {
  return fileIn(lines);
}

/** The line that shows it at work; -1: none. */
function runsIn(raw: readonly string[]): number {
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  const heading = lines.findIndex((line) => /^(?:\S )?knockd\.service(?: - |$)/.test(line));
  return lines.findIndex((line, i) => {
    if (/^active$/.test(line)) return /\bis-active knockd/.test(commandAbove(raw, i - 1, 1) ?? '');
    if (/^Active: active \(running\)/.test(line)) return heading >= 0 && i > heading && i < heading + 8;
    return /^(?:\S+ +)?\d+ .*(?:^|[\s/])knockd(?: -\S+.*)?$/.test(line) && !/[$#] /.test(line);
  });
}

/** Nothing is covered: another file, or another daemon, may open the port as well. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const own = new Set(fileIn(raw));
  const running = runsIn(raw);
  if (own.size === 0 || running < 0) return { covers: [], observations: [] };
  const [port = 22] = dialledIn(raw).ports;
  const file = sectionOf(
    'file:/etc/knockd.conf',
    raw.map((line, i) => (own.has(i) ? line : '')),
  );
  const server = pastedView(id, [file, sectionOf('processes', ['1 knockd '])], { port });
  return { covers: [], observations: part.read(server).observations };
}
