/*
 * What the service sent to a telnet that was tried by hand.
 */
import type { Observation } from '../../model/observation.ts';
import { factAt } from '../pasted.ts';
import { clean } from '../ssh-log/text.ts';

/** Between these two telnet prints what comes, and nothing of its own. */
const begins = /^Escape character is /;
const closes = /^Connection closed by foreign host\.?$/;
const prompt = /^\S*[$#%] \S|^\S+@\S+[$#%>] /;
const greeting =
  /^(?:HTTP\/\d|<(?:!DOCTYPE|html)|220[ -]|\+OK|\* OK|RFB |-ERR|ERR |Exceeded MaxStartups|Not allowed at this time)/i;
/** Words with spaces between are more likely the person's own, who writes on below. */
const prose = /(?<![A-Za-z'])[A-Za-z']{2,} [A-Za-z']{2,}/;
const most = 50;

/**
 * The lines that came behind `Connected to` in line `at` (from 0), and how it ended. A version line among them says all that
 * is to be said; of one line that is no known greeting nobody knows who wrote it.
 */
export function greetingFacts(id: string, raw: readonly string[], at: number): readonly Observation[] {
  const telnet = begins.test(clean(raw[at + 1] ?? ''));
  const from = telnet ? at + 2 : at + 1;
  const lines = raw.slice(from, from + most).map(clean);
  if (!telnet) return ofOthers(id, raw, from, lines);
  const stop = lines.findIndex((line) => line === '' || prompt.test(line) || closes.test(line));
  const came = stop < 0 ? lines : lines.slice(0, stop);
  const closed = stop >= 0 && closes.test(lines[stop] ?? '');
  if (closed && came.length === 0) return [wordless(id, raw, from)];
  const known = greeting.test(came[0] ?? '');
  if (came.some((line) => line.startsWith('SSH-')) || (!known && (came.length < 2 || came.some((l) => prose.test(l)))))
    return [];
  const told = known ? came.slice(0, 1) : came;
  const facts = told.map((text, n) => factAt(id, raw, from + n, 'identification.line', { text, n }));
  const bytes = told.reduce((sum, text) => sum + text.length + 2, 0);
  const last = from + told.length;
  if (closed) {
    return [...facts, factAt(id, raw, from + stop, 'identification.end', { how: 'closed', bytes, by: 'socket' })];
  }
  const text = told.at(-1) ?? '';
  const may = ['identification.slow', 'identification.not-ssh'] as const;
  return [...facts, factAt(id, raw, last - 1, 'connection.end', { may, text, cut: true })];
}

const silent = /^curl: \(28\) Operation timed out after \d+ milliseconds with 0 bytes received$/;

/** What curl -v says of itself; its star may have been taken for the mark of a list. */
const ofCurl = /^\* |^(?:Time-out|Closing connection|Trying |Established connection|Immediate connect)/;

/** nc says nothing once it is connected, and curl marks what it says itself: a greeting that is known is the service's. */
function ofOthers(id: string, raw: readonly string[], from: number, lines: readonly string[]): readonly Observation[] {
  const own = lines.findIndex((line) => !ofCurl.test(line));
  const text = lines[own] ?? '';
  if (silent.test(text)) {
    const may = ['identification.silent'] as const;
    return [factAt(id, raw, from + own, 'connection.end', { may, text })];
  }
  // Whom curl asks for a page is asked in HTTP.
  const asked = lines
    .slice(0, Math.max(0, own + 1))
    .some((line) => /^[<>] |^(?:\* )?(?:using HTTP|Request|TLS|SSL|ALPN)/i.test(line));
  if (asked || !greeting.test(text)) return [];
  const may = ['identification.slow', 'identification.not-ssh'] as const;
  const line = factAt(id, raw, from + own, 'identification.line', { text, n: 0 });
  return [line, factAt(id, raw, from + own, 'connection.end', { may, text, cut: true })];
}

/** Hung up without a word: telnet says the same of an end and of a reset. */
function wordless(id: string, raw: readonly string[], at: number): Observation {
  const may = ['identification.closed', 'identification.reset'] as const;
  return factAt(id, raw, at, 'connection.end', { may, text: clean(raw[at] ?? '') });
}
