import { sshdMessage } from '../readers/sshd-log.ts';
import { type Clock, monthAt, type Years, zoneMinutes } from './clock.ts';

/** A log line, taken apart. */
export interface Parts {
  /** ms since the epoch; null when the line has no time. */
  readonly at: number | null;
  /** Minutes ahead of UTC, if the stamp says so. */
  readonly zone: number | null;
  readonly host: string | null;
  readonly program: string;
  /** 0 when there is none. */
  readonly pid: number;
  readonly message: string;
  /** It begins as lines of a log do, with a time or with the seconds since the start of the machine. */
  readonly stamped: boolean;
}

const noise = /^(?:\x1b\[[0-9;]*m)+|^\s+|^<\d{1,3}>(?:1 )?|^[\w./-]+:(?:\d+:)?(?=[A-Z][a-z]{2} |\d{4}-)/;
const iso =
  /^(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?: ?(Z|UTC|[A-Z]{3,4}|[+-]\d\d:?\d\d))?\s+/;
/** With a year: before it (syslog-ng), within it, or behind it (ctime(3), as OpenWrt's logread). */
const dated =
  /^(?:(\d{4}) |[A-Z][a-z]{2} )?(?=[A-Z][a-z]{2} +\d)(?<month>[A-Z][a-z]{2}) +(\d{1,2}) (?:(\d{4}) )?(\d\d:\d\d:\d\d)(?:\.\d+)?(?: (\d{4}))?:?\s+/;
const old = /^[A-Z][a-z]{2} +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)?\s+/;
const unix = /^(\d{9,10})\.\d{1,6} /;
/** Facility and priority, which busybox and FreeBSD write out, with or without brackets. */
const priority = '(?:<?[a-z]{3,8}[0-7]?\\.(?:emerg|panic|alert|crit|err(?:or)?|warn(?:ing)?|notice|info|debug)>? )?';
/** A program with its process id, or with the colon alone, behind one word that is the host. */
const hosted = new RegExp(
  `^${priority}(\\S{1,255}) ${priority}([A-Za-z][\\w./()@-]{0,63})(?:\\[(\\d{1,10})\\])?: ?(.*)$`,
  's',
);
const local = new RegExp(`^${priority}([A-Za-z][\\w./()@-]{0,63})\\s*(?:\\[(\\d{1,10})\\])?: ?(.*)$`, 's');
const rfc5424 = /^(\S{1,255}) ([\w./-]{1,48}) (\d{1,10}|-) \S{1,32} (?:-|\[.*?\]) (?:\xef\xbb\xbf)?(.*)$/s;

/** Reads the prefix of a line of any form that system logs have; null for a line that is none. */
export function partsOf(line: string, clock: Clock, years: Years): Parts | null {
  let text = line.slice(0, 8192);
  for (let i = 0; i < 4 && noise.test(text); i++) text = text.replace(noise, '');
  const stamp = stampOf(text, clock, years);
  const rest = stamp === null ? text : text.slice(stamp.length);
  const { at, zone } = stamp ?? { at: null, zone: null };
  const parts = (host: string | null, program: string, pid: string | undefined, message: string): Parts => ({
    at,
    zone,
    host,
    program,
    pid: Number(pid ?? 0) || 0,
    message,
    stamped: stamp !== null,
  });
  const one = local.exec(rest);
  if (one !== null && stamp !== null) return parts(null, one[1] ?? '', one[2], one[3] ?? '');
  const two = hosted.exec(rest);
  if (two !== null) return parts(two[1] ?? '', two[2] ?? '', two[3], two[4] ?? '');
  const five = stamp === null ? null : rfc5424.exec(rest);
  if (five !== null) return parts(five[1] ?? '', five[2] ?? '', five[3], five[4] ?? '');
  const message = sshdMessage(line);
  if (message === null) return null;
  const pid = /\bsshd(?:-session|-auth)?\[(\d{1,10})\]: /.exec(line.slice(0, 512))?.[1];
  return parts(null, 'sshd', pid, message);
}

/** The time at the beginning of a line. */
export interface Stamp {
  readonly at: number | null;
  readonly zone: number | null;
  readonly length: number;
}

/** Reads the time at the beginning of a line; null when none stands there. */
export function stampOf(text: string, clock: Clock, years: Years): Stamp | null {
  const i = iso.exec(text);
  if (i !== null) {
    const wall = Date.parse(`${i[1]}T${i[2]}Z`);
    if (Number.isNaN(wall)) return null;
    const named = i[3] === undefined || /^(?!UTC|GMT)[A-Z]{3,4}$/.test(i[3]) ? null : zoneMinutes(i[3]);
    return { at: named === null ? years.utc(clock, wall) : wall - named * 60_000, zone: named, length: i[0].length };
  }
  const d = dated.exec(text);
  const year = d?.[1] ?? d?.[4] ?? d?.[6];
  if (d !== null && year !== undefined && monthAt(d[2] ?? '', 0) >= 0) {
    const wall = Date.UTC(Number(year), monthAt(d[2] ?? '', 0), Number(d[3])) + secondsOf(d[5] ?? '') * 1000;
    return { at: years.utc(clock, wall), zone: null, length: d[0].length };
  }
  const o = old.exec(text);
  const month = o === null ? -1 : monthAt(text, 0);
  if (o !== null && month >= 0) {
    const wall = years.wall(month, Number(o[1]), Number(o[2]), Number(o[3]), clock.now);
    return { at: years.utc(clock, wall) + Number(o[4]) * 1000, zone: null, length: o[0].length };
  }
  const u = unix.exec(text);
  if (u !== null) return { at: Number(u[1]) * 1000, zone: 0, length: u[0].length };
  // Seconds since the start of a machine: no time.
  const monotonic = /^\[ *\d+\.\d+\] /.exec(text);
  return monotonic === null ? null : { at: null, zone: null, length: monotonic[0].length };
}

/** `12:34:56` */
function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}
