import type { Evidence } from './model/evidence.ts';
import { hostsOf } from './readers/hosts.ts';
import { denoise, type QuietLine } from './readers/noise.ts';
import { redactText } from './readers/redact.ts';
import { readers } from './readers/registry.gen.ts';

/** Where a text comes from. `before`: how many pieces of evidence there are already. `at`: RFC 3339, UTC. */
export interface Source {
  /** Its file; null for standard input. */
  readonly name: string | null;
  readonly before: number;
  readonly at: string;
}

/** As many machines as one text is judged for. */
const most = 200;

/**
 * The evidence in a text, without its secrets: one piece for each reader that finds lines of its kind, and where the text
 * speaks of several machines, for each of these. Pure.
 */
export function recognise(whole: string, source: Source): readonly Evidence[] {
  const text = redactText(whole);
  const lines = text.split('\n');
  const taken = new Set(readers.filter((r) => r.alone).flatMap((r) => r.recognise(lines)));
  // Blank lines in their place keep the numbers of the others.
  const rest = taken.size === 0 ? text : lines.map((line, i) => (taken.has(i) ? '' : line)).join('\n');
  const alone = readers.filter((r) => r.alone && r.recognise(lines).length > 0).map((r) => pieceOf(r, text, {}));
  const found = rest.trim() === '' ? alone : [...alone, ...ofRest(rest)];
  return found.map((piece, i) => {
    const { title } = piece;
    const from = source.name === null ? title : `${title}: ${source.name}`;
    return { ...piece, id: `e${source.before + i + 1}`, at: source.at, title: from };
  });
}

function ofRest(rest: string): readonly Piece[] {
  const quiet = denoise(rest);
  return bySeveral(quiet) ?? inLines(rest, quiet, {});
}

type About = Pick<Evidence, 'about' | 'lines'>;
type Piece = Omit<Evidence, 'id' | 'at'>;

function pieceOf(reader: (typeof readers)[number], data: string, about: About): Piece {
  return { kind: reader.id, vantage: reader.vantage ?? 'client', title: reader.title, ...about, data };
}

function inLines(data: string, quiet: readonly QuietLine[], about: About): readonly Piece[] {
  const texts = quiet.map((line) => line.text);
  return readers.filter((r) => !r.alone && r.recognise(texts).length > 0).map((r) => pieceOf(r, data, about));
}

/** A piece for each machine; null where the text speaks of one alone. */
function bySeveral(quiet: readonly QuietLine[]): readonly Piece[] | null {
  const hosts = hostsOf(quiet);
  if (hosts === null) return null;
  const groups = new Map<string, QuietLine[]>();
  let host = '';
  for (const [i, line] of quiet.entries()) {
    if (line.rest !== true) host = hosts[i] ?? '';
    const group = groups.get(host);
    if (group === undefined) groups.set(host, [line]);
    else group.push(line);
  }
  const pieces = [...groups].map(([host, lines]) => ({ host, found: ofHost(host, lines) }));
  const several = pieces.filter(({ host, found }) => host !== '' && found.length > 0);
  return several.length < 2 ? null : [...several.slice(0, most).flatMap((p) => p.found), ...unnamed(pieces)];
}

function unnamed(pieces: readonly { readonly host: string; readonly found: readonly Piece[] }[]): readonly Piece[] {
  return pieces.find(({ host }) => host === '')?.found ?? [];
}

function ofHost(host: string, lines: readonly QuietLine[]): readonly Piece[] {
  // The original, each line once: it is read without its noise again.
  const own = lines.filter((line, i) => line.n !== lines[i - 1]?.n);
  const data = own.map(({ raw }) => raw).join('\n');
  const about = { ...(host === '' ? {} : { about: host }), lines: own.map(({ n }) => n) };
  return inLines(data, denoise(data), about);
}
