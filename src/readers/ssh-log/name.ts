import type { Observation, ObservationMap } from '../../model/observation.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';
import { debugged, fact, type Log, said } from './log.ts';

type Outcome = ObservationMap['name.lookup']['outcome'];

/** What gai_strerror(3) says in glibc, musl, BSD, macOS and Windows. */
const answers: readonly (readonly [RegExp, Outcome, string])[] = [
  [
    /^Name or service not known|^(?:node|host)name nor servname provided|^Name does not resolve|^No such host is known|^Unknown host/i,
    'not-found',
    'EAI_NONAME',
  ],
  [/^Temporary failure in name resolution|^Try again|^This is usually a temporary error/i, 'no-answer', 'EAI_AGAIN'],
  [/^No address associated with |^Name has no usable address/i, 'no-address', 'EAI_NODATA'],
  [/^Address family for hostname not supported|^Address family not supported/i, 'no-address', 'EAI_ADDRFAMILY'],
  [/^Non-recoverable failure in name resolution|^(?:Non-recoverable|Unrecoverable) /i, 'failed', 'EAI_FAIL'],
];

/** The resolver's answer behind one of its sentences. */
export function lookupAnswer(text: string): { readonly outcome: Outcome; readonly code: string } | null {
  const found = answers.find(([pattern]) => pattern.test(text));
  return found === undefined ? null : { outcome: found[1], code: found[2] };
}

/** What the system's resolver told ssh. */
export function nameFacts(log: Log): readonly Observation[] {
  // CanonicalizeHostname asks for the name with each of its domains, and does not say which (ssh.c, resolve_canonicalize).
  const canonical = said(log.lines, /^\S+: Could not resolve host ".+"$/)[0];
  if (canonical !== undefined)
    return [fact(log, 'name.lookup', { source: 'system', outcome: 'failed' }, canonical.line)];
  const failures = said(log.lines, /^\S+: Could not resolve host(?:name)? "?(.+?)"?(?:: (.*))?$/).map(
    ({ line, words }) => {
      const [name = '', text = ''] = words;
      const [, outcome, code] = answers.find(([pattern]) => pattern.test(text)) ?? [
        null,
        'failed',
        text === '' ? undefined : 'EAI_SYSTEM',
      ];
      const value = { source: 'system', outcome, name, ...(code === undefined ? {} : { code }) } as const;
      return fact(log, 'name.lookup', value, line);
    },
  );
  if (failures.length > 0) return failures;
  return [...found(log), ...addressed(log), ...unanswered(log)];
}

function found(log: Log): readonly Observation[] {
  return debugged(log.lines, /^Connecting to (\S+) \[(\S+)\] port /)
    .filter(({ words: [name = '', address = ''] }) => name !== address && familyOf(name) === null)
    .slice(0, 1)
    .map(({ line, words: [name = ''] }) =>
      fact(log, 'name.lookup', { source: 'system', outcome: 'found', name }, line),
    );
}

/** Of our own attempt others know the address better; in a text that somebody has, this is all that tells it. */
function addressed(log: Log): readonly Observation[] {
  if (log.proxied || log.lines.some((line) => line.ms !== undefined)) return [];
  const hits = [
    ...debugged(log.lines, /^Connecting to (\S+) \[(\S+)\] port /),
    ...said(log.lines, /^(Connection) (?:closed|reset) by (?:\w+ user \S+ )?(\S+) port \d+/).slice(0, 1),
  ];
  const seen = new Set<string>();
  return hits.flatMap(({ line, words: [name = '', address = ''] }) => {
    const family = familyOf(address);
    if (family === null || seen.has(address)) return [];
    seen.add(address);
    const source = name === address ? 'literal' : 'system';
    return [fact(log, 'name.address', { address, family, scope: scopeOf(address), source }, line)];
  });
}

/** We ended it while it waited for the resolver. */
function unanswered(log: Log): readonly Observation[] {
  const asked = debugged(log.lines, /^resolving "(.+)" port /).at(-1);
  const last = log.lines.findLast((line) => line.text !== '');
  if (!log.cut || asked === undefined || last?.n !== asked.line.n) return [];
  return [fact(log, 'name.lookup', { source: 'system', outcome: 'no-answer', name: asked.words[0] ?? '' }, asked.line)];
}
