/*
 * Messages that another program wrapped into one line of its own: JSON of Ansible, journald and Docker, and escapes in text.
 */
import { headIn, isHead, ofBoth } from './heads.ts';
import { isDaemon, isLogLine } from './prefixes.ts';

/** The lines inside, and the host that the outer line names. */
export interface Opened {
  readonly lines: readonly string[];
  readonly host: string | null;
}

/** The fields that programs put a message into, in the order in which they hold the most. */
const fields = [
  'MESSAGE',
  'message',
  'msg',
  'log',
  'stderr',
  'module_stderr',
  'stdout',
  'text',
  'line',
  'error',
  'err',
];
const longest = 262_144;

const ofHost: readonly RegExp[] = [
  /^(?:fatal|failed): \[([^\]\s]{1,255}?)(?: -> [^\]]{1,255})?\]:? .{0,400}?=> ?(.*)$/,
  /^([\w.:@%-]{1,255}) \| (?:UNREACHABLE|FAILED)!?.{0,200}?=> ?(.*)$/,
];
/** How Ansible introduces what ssh printed. */
const introduction =
  /^(?:[^{"]{0,200}?Failed to connect to the host via ssh|[^{"]{0,200}?(?:remote host "[^"]{0,255}"\. )?Make sure this host can be reached over ssh|SSH Error: data could not be sent[^:]{0,200}): ?/;
const member = /^\s*["']?([\w.-]{1,40})["']?: (.*)$/;

/** What is inside the line; null when it is no envelope. */
export function opened(line: string): Opened | null {
  const trimmed = line.trim();
  for (const pattern of ofHost) {
    const [, host, rest] = pattern.exec(trimmed) ?? [];
    if (host === undefined || rest === undefined) continue;
    return { host, lines: messagesIn(rest) ?? [rest] };
  }
  const inner = trimmed.startsWith('{') ? messagesIn(trimmed) : ofMember(trimmed);
  if (inner !== null) return { host: null, lines: inner };
  return ofPairs(trimmed) ?? ofCells(trimmed) ?? escapedLines(line);
}

/** `"msg": "…",` of JSON over several lines, `msg: …` of YAML. */
function ofMember(line: string): readonly string[] | null {
  const [, key = '', value = ''] = member.exec(line) ?? [];
  if (!fields.includes(key) || value === '') return null;
  // The level of a log line looks like a member of YAML.
  if (key === 'error' && ofBoth.test(value)) return null;
  const bare = /^(["'])(.*?)\1?,?$/.exec(value);
  return linesOf(bare === null ? value : unescaped(bare[2] ?? ''));
}

/** `time=… level=error msg="…"`, as programs in Go log. */
function ofPairs(line: string): Opened | null {
  if (!/^[a-z][\w.]{0,30}=\S/.test(line)) return null;
  const found = [...line.matchAll(/(?:^| )(?:msg|message|log|line|error|err)="((?:[^"\\]|\\.){1,65536})"/g)];
  return found.length === 0 ? null : { host: null, lines: found.flatMap(([, text = '']) => linesOf(unescaped(text))) };
}

/** A row of a table that was exported: its last cell, where a message begins in it. */
function ofCells(line: string): Opened | null {
  if (!line.startsWith('"') || !/^"(?:[^"]|"")*"(?:[,;]"(?:[^"]|"")*"){0,30}$/.test(line)) return null;
  const cell = (/"((?:[^"]|"")*)"$/.exec(line)?.[1] ?? '').replaceAll('""', '"');
  return isHead(cell) || isLogLine(cell) ? { host: null, lines: linesOf(cell) } : null;
}

/** The escapes of a line feed, where a message of ssh is among what they part. */
function escapedLines(line: string): Opened | null {
  if (!/\\n/.test(line)) return null;
  const parts = line.split(/(?:\\r)?\\n/);
  const worth = line.includes('\\r\\n') || parts.slice(1).some((part) => headIn(part) >= 0);
  return worth ? { lines: parts.map(introduced), host: null } : null;
}

function messagesIn(text: string): readonly string[] | null {
  const json = text.slice(0, longest);
  const value = parsed(json) ?? cutOff(json);
  if (value === null) return null;
  const texts = fields.flatMap((field) => {
    const one = Object.hasOwn(value, field) ? value[field] : undefined;
    return typeof one === 'string' && one !== '' ? [one] : [];
  });
  if (texts.length === 0) return null;
  const program = value['SYSLOG_IDENTIFIER'];
  if (typeof program === 'string' && isDaemon(program)) return texts.slice(0, 1).flatMap((t) => ofJournal(value, t));
  return texts.flatMap(linesOf);
}

function parsed(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** JSON without its end, or with something behind it: its members, as far as they are whole or last. */
function cutOff(json: string): Readonly<Record<string, unknown>> | null {
  const found: Record<string, unknown> = {};
  for (const [, key = '', text = ''] of json.matchAll(/"(\w{1,40})": ?"((?:[^"\\]|\\.){0,65536})(?:"|\\?$)/g)) {
    if (!Object.hasOwn(found, key)) found[key] = unescaped(text);
  }
  return Object.keys(found).length === 0 ? null : found;
}

/** As `journalctl -o short-iso` shows it. */
function ofJournal(value: Readonly<Record<string, unknown>>, message: string): readonly string[] {
  const word = (name: string): string | null => {
    const one = value[name];
    return typeof one === 'string' && /^[^\s]{1,255}$/.test(one) ? one : null;
  };
  const micros = Number(word('__REALTIME_TIMESTAMP') ?? word('_SOURCE_REALTIME_TIMESTAMP'));
  const known = Number.isFinite(micros) && micros > 0 && micros < 8e18;
  const time = known ? new Date(Math.floor(micros / 1000)).toISOString() : '1970-01-01T00:00:00.000Z';
  const pid = word('_PID') ?? word('SYSLOG_PID');
  const head = `${time} ${word('_HOSTNAME') ?? 'host'} ${word('SYSLOG_IDENTIFIER')}${pid === null ? '' : `[${pid}]`}: `;
  return message.split('\n').map((line) => head + line);
}

/** Docker keeps the line feed that ends a line: no line follows it. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map(introduced);
}

function introduced(line: string): string {
  return line.replace(introduction, '');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '', f: '' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, code: string | undefined, one: string | undefined) =>
    code === undefined ? (escapes[one ?? ''] ?? one ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
