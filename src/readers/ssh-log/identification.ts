import type { Observation } from '../../model/observation.ts';
import { parseVersion } from '../../wire/identification.ts';
import { debugged, fact, type Log, sinceEntry } from './log.ts';

/** The lines before the version, and the version. How a wait without one ended is a matter of endings.ts. */
export function identificationFacts(log: Log): readonly Observation[] {
  return [...lines(log), ...version(log)];
}

function lines(log: Log): readonly Observation[] {
  return debugged(
    log.lines,
    /^(?:kex_exchange_identification: banner line (\d+):|ssh_exchange_identification:) ?(.*)$/,
  ).map(({ line, words: [n = '', text = ''] }, i) =>
    fact(log, 'identification.line', { text, n: n === '' ? i : Number(n) }, line),
  );
}

/** How many octets the server sent, as far as the log shows them. */
export function octetsSeen(log: Log): number {
  return lines(log).reduce((sum, o) => (o.kind === 'identification.line' ? sum + o.value.text.length + 2 : sum), 0);
}

function version(log: Log): readonly Observation[] {
  const hit = debugged(log.lines, /^Remote protocol version (\d+\.\d+), remote software version (.*)$/)[0];
  if (hit === undefined) return [];
  const [number = '', rest = ''] = hit.words;
  const raw = `SSH-${number}-${rest}`;
  const parsed = parseVersion(raw);
  if (parsed === null) return [];
  const { protocol, software, comments } = parsed;
  const told = fact(
    log,
    'identification.version',
    { protocol, software, ...(comments === null ? {} : { comments }) },
    hit.line,
  );
  if (protocol.startsWith('1.')) return [told];
  const afterMs = sinceEntry(log, 'identification', hit.line) ?? 0;
  const bytes = octetsSeen(log) + raw.length + 2;
  return [told, fact(log, 'identification.end', { how: 'version', afterMs, bytes, by: 'ssh' }, hit.line)];
}
