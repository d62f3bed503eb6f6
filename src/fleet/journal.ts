import type { Parts } from './prefix.ts';

/** Whether a line can be one of `journalctl -o json`, at little cost. */
export function maybeJournal(line: string): boolean {
  return line.startsWith('{') && line.includes('"MESSAGE"');
}

/** Reads a line of `journalctl -o json` (systemd.journal-fields(7)). Characters are bytes; null for any other line. */
export function journalParts(line: string): Parts | null {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return null;
  }
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return null;
  return journalOf(entry as Readonly<Record<string, unknown>>);
}

/** The fields of one entry of the journal, as a line of a log. */
export function journalOf(fields: Readonly<Record<string, unknown>>): Parts | null {
  const message = textOf(fields['MESSAGE']);
  const program = textOf(fields['SYSLOG_IDENTIFIER']) ?? textOf(fields['_COMM']);
  if (message === null || program === null) return null;
  const micros = Number(textOf(fields['_SOURCE_REALTIME_TIMESTAMP']) ?? textOf(fields['__REALTIME_TIMESTAMP']) ?? '');
  return {
    at: micros > 0 ? Math.floor(micros / 1e6) * 1000 : null,
    zone: 0,
    host: textOf(fields['_HOSTNAME']),
    program,
    pid: Number(textOf(fields['SYSLOG_PID']) ?? textOf(fields['_PID']) ?? 0) || 0,
    message: message.slice(0, 8192),
    stamped: true,
  };
}

/** Fields with control characters come as lists of bytes. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((b) => Number.isInteger(b) && b >= 0 && b < 256))
    return String.fromCharCode(...(value as number[]).slice(0, 8192));
  return null;
}
