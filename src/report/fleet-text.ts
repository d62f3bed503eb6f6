import type { Counted, Episode, Episodes, Fleet, FleetRow, LogLine, Top } from '../model/fleet.ts';
import { printable } from '../model/text.ts';
import type { Paint } from './text.ts';

/** Figures of a log, for a person: what stands below the answer. */
export interface FleetTextOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly verbose: boolean;
  /** Only ASCII can be shown. */
  readonly ascii?: boolean;
}

/** A label and its lines; what of a line has no room begins `hang` columns further right. */
export type Block = readonly [label: string, lines: readonly string[], hang?: number];

/** What stands below the first line of the answer. */
export function fleetHead(fleet: Fleet): readonly string[] {
  const { failed, logins, sources } = fleet;
  if (failed + logins === 0) return [];
  const from = failed === 0 ? '' : `, from ${about(sources)} source${sources.distinct === 1 ? '' : 's'}`;
  const tried = `${number(failed)} of ${number(failed + logins)} connections failed${from}; ${number(logins)} logged in.`;
  return [tried, logged(fleet), ...hostsTried(fleet)];
}

/** Which hosts of many stand out. */
function hostsTried({ hosts: all }: Fleet): readonly string[] {
  if (all.length < 2) return [];
  const failing = all.filter((h) => h.failed > 0);
  const most = failing.slice(0, 3).map((h) => `${printable(h.host, 60)} (${number(h.failed)})`);
  const shut = failing.filter((h) => h.logins === 0).map((h) => printable(h.host, 60));
  const open = all.some((h) => h.logins > 0);
  return [
    `${number(all.length)} hosts${most.length === 0 ? '' : `: most failed at ${inWords(most, failing.length)}`}${
      shut.length === 0 || !open ? '' : `; nobody logged in at ${inWords(shut.slice(0, 3), shut.length)}`
    }.`,
  ];
}

/** `a, b and 4 more`, of `count` in all. */
function inWords(names: readonly string[], count: number): string {
  const rest = count - names.length;
  const all = rest > 0 ? [...names, `${number(rest)} more`] : names;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function logged(fleet: Fleet): string {
  const { lastLogin, firstKnownFailure, firstFailure } = fleet;
  const failure = firstKnownFailure ?? firstFailure;
  const after = lastLogin === null ? 'First failure' : 'first failure after it';
  const failed =
    failure === null
      ? ''
      : `${after}${firstKnownFailure === null ? '' : ' of a source that had logged in'}: ${who(failure, fleet)}`;
  if (lastLogin === null) return `No login stands in the log.${failed === '' ? '' : ` ${failed}.`}`;
  return `Last login: ${who(lastLogin, fleet)}; ${failed === '' ? 'none failed after it' : failed}.`;
}

function who({ user, source, at }: LogLine, fleet: Fleet): string {
  const from = source === null ? '' : `${user === null ? '' : ' '}from ${source}`;
  return printable(`${user ?? ''}${from}${at === null ? '' : `, ${time(at, fleet)}`}`.replace(/^, /, ''));
}

/** What was read, in one line. */
export function fleetSource(fleet: Fleet): string {
  const { files, bytes, lines, from, to, zone, zoneAssumed, host } = fleet;
  const name = files.length > 2 ? `${files[0]} … ${files.at(-1)}, ${files.length} files` : files.join(', ');
  const span = from === null || to === null ? [] : [`${time(from, fleet)} to ${time(to, fleet)}`];
  const sign = zone < 0 ? '-' : '+';
  const [h, m] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60].map((n) => String(n).padStart(2, '0'));
  const clock = zone === 0 ? 'UTC' : `UTC${sign}${h}:${m}`;
  const zoned = span.length === 0 ? [] : [zoneAssumed ? `${clock}, as of this machine: the log names no zone` : clock];
  const only = host === null ? [] : [`host ${host}`];
  return printable([name, size(bytes), `${number(lines)} lines`, ...only, ...span, ...zoned].join(' · '));
}

/** Tables and episodes. */
export function fleetBlocks(fleet: Fleet, options: FleetTextOptions): readonly Block[] {
  const { verbose } = options;
  return [
    stopped(fleet, options),
    ['By time', course(fleet, options)],
    ['Sources', [...listed(fleet.sources), ...networks(fleet)]],
    ['Users', listed(fleet.users)],
    ['Bursts', episodes(fleet.bursts, fleet, 'failed', verbose)],
    ['Full', episodes(fleet.throttling, fleet, 'dropped for MaxStartups or PerSourceMaxStartups', verbose)],
    ['Penalty', episodes(fleet.penalties, fleet, 'dropped by PerSourcePenalties', verbose)],
    ['Bans', bans(fleet)],
    ['sshd', daemon(fleet)],
    ['Hosts', hosts(fleet, verbose)],
  ];
}

/** The rows as a table. */
function stopped(fleet: Fleet, { paint, verbose, width }: FleetTextOptions): Block {
  const all = fleet.rows.filter((r) => r.connections > 0);
  const rows = verbose ? all : all.slice(0, 8);
  if (rows.length === 0) return ['Stopped', []];
  // The years stand above.
  const spanOf = (at: string | null): string => (width < 100 ? span(at, fleet).slice(5) || '-' : span(at, fleet));
  const cells = rows.map((r) => [
    number(r.connections),
    r.sources.distinct === 0 ? '-' : about(r.sources),
    spanOf(r.first),
    spanOf(r.last),
    printable(r.what, 120),
  ]);
  const heads = ['count', 'sources', 'first', 'last', 'what the log says'];
  const widths = heads.map((h, i) => Math.max(h.length, ...cells.map((c) => c[i]?.length ?? 0)));
  const lineOf = (c: readonly string[]): string =>
    c.map((t, i) => (i < 2 ? t.padStart(widths[i] ?? 0) : i < 4 ? t.padEnd(widths[i] ?? 0) : t)).join('  ');
  const quotes = (r: FleetRow): readonly string[] =>
    verbose ? [paint.dim(`${printable(r.lastLine.quote)}   ${printable(r.lastLine.file)}:${r.lastLine.line}`)] : [];
  const more = all.length > rows.length ? [`and ${all.length - rows.length} more: -v shows them`] : [];
  const lines = rows.flatMap((r, i) => [lineOf(cells[i] ?? []), ...quotes(r)]);
  const hang = widths.slice(0, 4).reduce((sum, w) => sum + w + 2, 0);
  return ['Stopped', [paint.dim(lineOf(heads)), ...lines, ...more], hang];
}

function span(at: string | null, fleet: Fleet): string {
  return at === null ? '-' : time(at, fleet).slice(0, 16);
}

const blocks = ' \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588';
const plain = ' .:-=+*#@';

/** Failures over time: as many steps to a column as the width wants. */
function course({ course: c, ...fleet }: Fleet, { width, ascii }: FleetTextOptions): readonly string[] {
  const { from, stepMinutes, failed } = c;
  if (from === null || failed.length < 2) return [];
  const columns = Math.max(10, Math.min(width, 100) - 12);
  const per = Math.ceil(failed.length / columns);
  const sums: number[] = [];
  failed.forEach((n, i) => {
    sums[Math.floor(i / per)] = (sums[Math.floor(i / per)] ?? 0) + n;
  });
  const most = Math.max(1, ...sums);
  const scale = ascii === true ? plain : blocks;
  const bar = sums.map((n) => scale[n <= 0 ? 0 : Math.max(1, Math.round((n / most) * 8))] ?? ' ').join('');
  const start = Date.parse(from);
  const begins = Number.isNaN(start) ? '' : time(new Date(start).toISOString(), { ...fleet, course: c });
  const step = stepMinutes * per;
  const each = step % 1440 === 0 ? `${step / 1440} d` : step % 60 === 0 ? `${step / 60} h` : `${step} min`;
  return [`|${bar}|`, `from ${begins.slice(0, 16)}, each column ${each}, the highest ${number(most)}`];
}

/** The most frequent ones; a count that may be far too low is no figure. */
function listed(top: Top): readonly string[] {
  const clear = top.top.filter(({ count: n, missed }) => n > missed).slice(0, 6);
  const all = clear.map((c) => `${printable(c.name, 60)} ${counted(c)}`);
  const rest = top.distinct - clear.length;
  if (all.length === 0) return top.distinct > 0 ? [`${about(top)}, none of which stands out`] : [];
  return [`${all.join(', ')}${rest > 0 ? `, and ${top.approximate ? 'about ' : ''}${number(rest)} more` : ''}`];
}

/** Networks of which many addresses come, none of them often: one rule is for them all. */
function networks({ networks: nets, sources, failed }: Fleet): readonly string[] {
  const alone = ({ name }: Counted): number => {
    const prefix = name.replace(/0\/24$/, '');
    return Math.max(0, ...sources.top.filter((s) => s.name.startsWith(prefix)).map((s) => s.count));
  };
  const large = (nets?.top ?? []).filter((n) => n.count * 20 >= failed && n.count >= 2 * alone(n) && n.count >= 20);
  const said = large.slice(0, 4).map((n) => `${printable(n.name, 60)} ${counted(n)}`);
  return said.length === 0 ? [] : [`whole networks: ${said.join(', ')}`];
}

function counted({ count: n, missed }: Counted): string {
  return missed === 0 ? number(n) : `${number(n)} to ${number(n + missed)}`;
}

function episodes({ count, shown }: Episodes, fleet: Fleet, what: string, verbose: boolean): readonly string[] {
  const most = verbose ? 20 : 4;
  const largest = [...shown].sort((a, b) => b.count - a.count).slice(0, most);
  const lines = shown.filter((e) => largest.includes(e)).map((e) => episode(e, fleet, what));
  return count > lines.length ? [...lines, `the largest of ${number(count)}`] : lines;
}

function episode({ host, from, to, over, count, perMinute, source }: Episode, fleet: Fleet, what: string): string {
  const where = host === null || fleet.hosts.length < 2 ? '' : `${printable(host, 60)}: `;
  const end = `${clockOf(from, to, fleet)}${over ? '' : ', and the log ends in it'}`;
  const most =
    source === null || source.count * 4 < count
      ? ''
      : `, ${printable(source.name, 60)} ${number(source.count)} of them`;
  const speed = perMinute > 0 && perMinute < count ? `, up to ${number(perMinute)} a minute` : '';
  return `${where}${time(from, fleet)} to ${end}: ${number(count)} ${what}${speed}${most}`;
}

/** The end of a span; the day only when it is another. */
function clockOf(from: string, to: string, fleet: Fleet): string {
  const [a, b] = [time(from, fleet), time(to, fleet)];
  return a.slice(0, 10) === b.slice(0, 10) ? b.slice(11) : b;
}

function bans({ bans: b, ...fleet }: Fleet): readonly string[] {
  if (b.count === 0) return [];
  const last =
    b.last === null
      ? ''
      : `; the last: ${printable(b.last.address, 60)} by ${b.last.by}${b.last.at === null ? '' : `, ${time(b.last.at, { ...fleet, bans: b })}`}`;
  return [`${number(b.count)} of ${about(b.addresses)} addresses, ${number(b.lifted)} lifted${last}`];
}

function daemon({ daemon: d, ...fleet }: Fleet): readonly string[] {
  if (d.starts + d.stops + d.reloads === 0) return [];
  const times = d.shown
    .slice(-4)
    .map(({ at, what }) => `${what}${at === null ? '' : ` ${time(at, { ...fleet, daemon: d })}`}`);
  return [`${d.starts} starts, ${d.stops} stops, ${d.reloads} reloads; the last: ${times.join(', ')}`];
}

/** One line for each host, where there are several. */
function hosts(fleet: Fleet, verbose: boolean): readonly string[] {
  if (fleet.hosts.length < 2) return [];
  const shown = fleet.hosts.slice(0, verbose ? 50 : 10);
  const width = Math.max(...shown.map((h) => printable(h.host, 60).length), 6);
  const lines = shown.map((h) => {
    const last = h.lastLogin === null ? 'no login' : `${number(h.logins)} logins, the last ${time(h.lastLogin, fleet)}`;
    return `${printable(h.host || '(no name)', 60).padEnd(width)}  ${number(h.failed)} failed; ${last}${h.most === null ? '' : `; most: ${printable(h.most, 80)}`}`;
  });
  const rest = fleet.hosts.length - shown.length;
  return rest > 0 ? [...lines, `and ${rest} more: -v shows them`] : lines;
}

function about({ distinct, approximate }: Top): string {
  return `${approximate ? '~' : ''}${number(distinct)}`;
}

/** As the log's own clock has it, without the zone. */
function time(at: string, { zone }: Fleet): string {
  const ms = Date.parse(at) + zone * 60_000;
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(0, 19).replace('T', ' ') : printable(at, 30);
}

function number(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${number(Math.ceil(bytes / 1000))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
