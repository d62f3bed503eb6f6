/*
 * Protocol version exchange, RFC 4253 §4.2.
 *
 *   *( any line CR LF )                                        the server only; must not begin with "SSH-"
 *   "SSH-" protoversion "-" softwareversion [ SP comments ] CR LF
 *
 * As OpenSSH reads it: LF ends a line, one CR before it is dropped, a NUL or anything between CR and LF is no text,
 * and there are at most 1024 lines of at most 8192 octets.
 */
import { encodeUtf8, utf8 } from './bytes.ts';

/** The peer's version line. */
export interface Version {
  /** The whole line, without its end. */
  readonly raw: string;
  /** `2.0` also for a peer that says 1.99 (RFC 4253 §5.1); `raw` keeps its own word. */
  readonly protocol: string;
  readonly software: string;
  readonly comments: string | null;
}

/** What has come so far. */
export interface Identification {
  /** The complete lines before the version line, without their ends. */
  readonly lines: readonly string[];
  readonly version: Version | null;
  /** What follows the version line; empty as long as there is none. */
  readonly rest: Uint8Array;
  /** The line that is not complete, or not good, as far as it came. */
  readonly partial: string;
  readonly problem: 'line-too-long' | 'too-many-lines' | 'binary' | 'bad-version' | null;
}

const maxLines = 1024;
const maxLength = 8192;
const CR = 0x0d;
const LF = 0x0a;

type Line =
  | { readonly is: 'line'; readonly content: Uint8Array; readonly next: number }
  | { readonly is: 'partial' | 'binary' | 'line-too-long'; readonly content: Uint8Array };

/** Reads the lines up to and with the version line. Give it all bytes of the connection from the first on. */
export function parseIdentification(bytes: Uint8Array): Identification {
  const lines: string[] = [];
  let at = 0;
  const result = (rest: Partial<Identification>): Identification => ({
    lines,
    version: null,
    rest: new Uint8Array(0),
    partial: '',
    problem: null,
    ...rest,
  });
  while (lines.length < maxLines) {
    const line = readLine(bytes, at);
    const text = utf8(line.content);
    if (line.is === 'partial') return result({ partial: text });
    if (line.is !== 'line') return result({ partial: text, problem: line.is });
    at = line.next;
    if (!isVersionLine(line.content)) {
      lines.push(text);
      continue;
    }
    const version = parseVersion(text);
    if (version === null) return result({ partial: text, problem: 'bad-version' });
    return result({ version, rest: bytes.subarray(at) });
  }
  return result({ problem: 'too-many-lines' });
}

function readLine(bytes: Uint8Array, from: number): Line {
  // The longest good line is 8192 octets, CR, LF.
  const end = bytes.subarray(from, from + maxLength + 2).indexOf(LF);
  const window = bytes.subarray(from, end < 0 ? from + maxLength + 2 : from + end);
  const cr = window.indexOf(CR);
  const content = (cr < 0 ? window : window.subarray(0, cr)).subarray(0, maxLength);
  const nul = content.indexOf(0);
  if (nul >= 0) return { is: 'binary', content: content.subarray(0, nul) };
  const full = end < 0 && window.length === maxLength + 2;
  if (full || (cr < 0 ? window.length : cr) > maxLength) return { is: 'line-too-long', content };
  if (cr >= 0 && window.subarray(cr).some((octet) => octet !== CR)) return { is: 'binary', content };
  return end < 0 ? { is: 'partial', content } : { is: 'line', content, next: from + end + 1 };
}

/** `SSH-` alone is a line like any other to OpenSSH. */
function isVersionLine(line: Uint8Array): boolean {
  return line.length > 4 && line[0] === 0x53 && line[1] === 0x53 && line[2] === 0x48 && line[3] === 0x2d;
}

/** Reads one version line, without its end; null when it is malformed. */
export function parseVersion(raw: string): Version | null {
  const match = /^SSH-(\d{1,9})\.(\d{1,9})-([^ ]*)(?: (.*))?$/s.exec(raw);
  const [, major, minor, software = '', comments = null] = match ?? [];
  if (match === null || (software === '' && comments === null)) return null;
  // As numbers: OpenSSH takes 2.00 for 2.0.
  const protocol = `${Number(major)}.${Number(minor)}`;
  return { raw, protocol: protocol === '1.99' ? '2.0' : protocol, software, comments };
}

/** Our own version line. What a softwareversion may not hold becomes `_`. */
export function ownIdentification(software: string): Uint8Array {
  // 255 octets with `SSH-2.0-`, CR and LF.
  const name = software.replace(/[^\x21-\x2c\x2e-\x7e]/g, '_').slice(0, 245);
  return encodeUtf8(`SSH-2.0-${name}\r\n`);
}
