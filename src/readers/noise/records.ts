/*
 * Messages that a log shows in records of several lines: journald's fields (`-o export`, `-o verbose`), the events of Windows as
 * lists and tables, and the file that sshd of Windows writes itself. Each is put as the line that a system log would have.
 */
import { isDaemon } from './prefixes.ts';

const field = /^\s{0,8}([A-Z_][A-Z\d_]{1,63})=(.*)$/;
const head = /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})? \S{1,6} \[s=/;
/** Less is a line of a shell script. */
const fewest = 3;

const ofWindows =
  /^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}),? {1,3}(\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?\s{1,10}\d{1,5} \p{L}{3,20}\s{1,20}(sshd(?:-session|-auth)?: .+)$/u;
const created =
  /^TimeCreated\s{0,20}: (\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?\s*$/;
const event = /^Message\s{0,20}: (sshd(?:-session|-auth)?: .+)$/;
/** Process, day, time to the millisecond: nothing else begins so. */
const ownFile = /^(\d{1,7}) (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) (\S.*)$/;

/** By place (from 0), the line that is to be read there; a field that only belongs to one is ''. */
export function recordsIn(raws: readonly string[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (let i = 0; i < raws.length; i++) {
    const raw = (raws[i] ?? '').slice(0, 4096).trimEnd();
    if (field.test(raw)) i = journal(raws, i, found) - 1;
    else if (/^\d/.test(raw)) single(raw, i, found);
    else if (raw.startsWith('Message')) ofList(raws, i, found);
  }
  return found;
}

/** Fills in the record that begins at `from`; where it ends. */
function journal(raws: readonly string[], from: number, found: Map<number, string>): number {
  const values = new Map<string, string>();
  let at = -1;
  let to = from;
  for (; to < raws.length; to++) {
    const [, name, value = ''] = field.exec((raws[to] ?? '').slice(0, 4096).trimEnd()) ?? [];
    if (name === undefined) break;
    if (name === 'MESSAGE') at = to;
    values.set(name, value);
  }
  const program = values.get('SYSLOG_IDENTIFIER') ?? values.get('_COMM') ?? '';
  if (at < 0 || to - from < fewest || !isDaemon(program)) return to;
  const pid = values.get('_PID') ?? values.get('SYSLOG_PID');
  const time = timeOf(values, raws[from - 1] ?? '');
  for (let i = from; i < to; i++) found.set(i, '');
  const tag = `${program}${pid === undefined || pid === '' ? '' : `[${pid}]`}`;
  found.set(at, `${time} ${values.get('_HOSTNAME') ?? 'host'} ${tag}: ${values.get('MESSAGE')}`);
  return to;
}

function timeOf(values: ReadonlyMap<string, string>, above: string): string {
  const [, day, time, part = ''] = head.exec(above) ?? [];
  if (day !== undefined) return `${day}T${time}${part}Z`;
  const micros = Number(values.get('__REALTIME_TIMESTAMP') ?? values.get('_SOURCE_REALTIME_TIMESTAMP'));
  const known = Number.isFinite(micros) && micros > 0 && micros < 8e18;
  return new Date(known ? Math.floor(micros / 1000) : 0).toISOString();
}

function single(raw: string, i: number, found: Map<number, string>): void {
  const [, pid, day, time, message] = ownFile.exec(raw) ?? [];
  if (message !== undefined) {
    found.set(i, `${day}T${time}Z host sshd[${pid}]: ${message}`);
    return;
  }
  const row = ofWindows.exec(raw);
  if (row !== null) found.set(i, `${eventTime(row)} host ${row[9]}`);
}

/** `Get-WinEvent | Format-List`: the time stands in the lines above, and the rest of a long message in those below. */
function ofList(raws: readonly string[], i: number, found: Map<number, string>): void {
  const first = event.exec((raws[i] ?? '').trimEnd())?.[1];
  if (first === undefined) return;
  const indent = (raws[i] ?? '').indexOf(': ') + 2;
  let message = first;
  for (let at = i + 1; at < i + 8 && indent > 2; at++) {
    const next = raws[at] ?? '';
    if (next.trim() === '' || next.slice(0, indent).trim() !== '') break;
    message += ` ${next.trim()}`;
    found.set(at, '');
  }
  const above = raws.slice(Math.max(0, i - 8), i).reverse();
  const stop = above.findIndex((line) => line.startsWith('Message'));
  const time = (stop < 0 ? above : above.slice(0, stop)).map((line) => created.exec(line)).find((one) => one !== null);
  found.set(i, `${time == null ? '1970-01-01T00:00:00Z' : eventTime(time)} host ${message}`);
}

/** Days stand before months, but where the clock has twelve hours. Good for what came first, and no more. */
function eventTime([, a = '', sign, b = '', year, hour = '', minute, second, half]: RegExpExecArray): string {
  const two = (text: string | number): string => String(text).padStart(2, '0');
  const [month, day] = sign === '/' && (half !== undefined || Number(b) > 12) ? [a, b] : [b, a];
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${second}Z`;
}
