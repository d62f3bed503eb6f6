import type { Observation, ObservationMap } from '../../model/observation.ts';
import { anywhere, debugged, fact, type Hit, type Line, type Log, said } from './log.ts';

type Check = ObservationMap['hostkey.check'];

/** The first that is in the log decides: the words of a refusal stand beside those of its reason. */
const results: readonly (readonly [RegExp, Check['result']])[] = [
  [/^@ +WARNING: REVOKED HOST KEY DETECTED|is marked as revoked|^Host key \S+ \S+ revoked by file /, 'revoked'],
  [
    /^@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED|^(?:WARNING: )?REMOTE HOST IDENTIFICATION HAS CHANGED!\W{1,10}IT IS POSSIBLE|^(?:Host|\S+ host) key for .* has changed and you have requested|^The \S+ host key for .* has changed,$|^Error: forwarding disabled due to host key check failure/,
    'changed',
  ],
  [/^Bad server host key: Invalid key length/, 'too-short'],
  [/^host key \S+ not permitted by |^Server host key \S+ not in HostKeyAlgorithms/i, 'not-permitted'],
  [/^Certificate (?:invalid|has no|lacks)/, 'certificate-invalid'],
  [/^Warning: Permanently added /, 'new'],
  [/^No \S+ host key is known for /, 'unknown'],
  [/authenticity of host .* can't be established/, 'unknown'],
  [/^KnownHostsCommand failed/, 'failed'],
  // A list of revoked keys that can't be read revokes every key.
  [/^Error checking host key \S+ \S+ in revoked keys file /, 'failed'],
];

/** What ssh made of the server's key. */
export function hostkeyFacts(log: Log): readonly Observation[] {
  const shown = debugged(log.lines, /^Server host key: (\S+) (\S+)/)[0];
  const failed = said(log.lines, /^Host key verification failed(?!\?)/)[0];
  for (const [pattern, result] of results) {
    const hit = said(log.lines, pattern)[0];
    // sshd says the same of a user's certificate: only what comes next tells.
    if (result === 'certificate-invalid' && failed === undefined) continue;
    if (hit !== undefined) return [check(log, result, shown, hit.line, where(log, result))];
  }
  const atAddress = ofAddress(log);
  if (atAddress !== null) return [atAddress(shown)];
  const known = debugged(log.lines, /^Host '.*' is known and matches the (\S+) host (?:key|certificate)/)[0];
  if (known !== undefined && failed === undefined) {
    const found = debugged(log.lines, /^Found (?:CA )?key in (.+):(\d+)$/).find((hit) => hit.line.n > known.line.n);
    return [check(log, 'known', shown, known.line, { type: known.words[0] ?? '', ...place(found) })];
  }
  if (failed === undefined) return [];
  // In batch mode this is all that ssh says of an unknown key; without -v the lines above may be missing, and what is not
  // understood there may be the reason.
  const alone =
    shown !== undefined && known === undefined && !log.lines.some((line) => isBetween(line, shown.line, failed.line));
  return [check(log, alone ? 'unknown' : 'failed', shown, failed.line, {})];
}

function isBetween({ n, level, text }: Line, from: Line, to: Line): boolean {
  return n > from.n && n < to.n && level === 0 && text !== '' && !/^ssh_askpass: |^read_passphrase: /.test(text);
}

/** CheckHostIP: the key of the name is right, the address is on record with another one, and ssh goes no further for that. */
function ofAddress(log: Log): ((shown: Hit | undefined) => Observation) | null {
  const differs = said(log.lines, /^Warning: the \S+ host key for '.+' differs from the key for the IP address '/)[0];
  const ends = said(log.lines, /^Host key verification failed(?!\?)|^Exiting, you have requested strict checking/)[0];
  if (differs === undefined || ends === undefined) return null;
  const offending = said(log.lines, /^Offending key for IP in (.+):(\d+)$/)[0];
  return (shown) => check(log, 'changed', shown, differs.line, place(offending));
}

function check(
  log: Log,
  result: Check['result'],
  shown: Hit | undefined,
  line: Line,
  more: Partial<Check>,
): Observation {
  const [type, fingerprint] = shown?.words ?? [];
  const seen = { ...(type === undefined ? {} : { type }), ...(fingerprint === undefined ? {} : { fingerprint }) };
  return fact(log, 'hostkey.check', { result, ...more, ...seen, text: line.text }, line);
}

/** Which line of known_hosts is at odds, and what the server showed, for those who ran without -v. */
function where(log: Log, result: Check['result']): Partial<Check> {
  if (result === 'new' || result === 'unknown') return ofPrompt(log);
  const offending = said(log.lines, /^Offending (?:\S+ )?key in (.+):(\d+)$/)[0];
  const revoked = said(log.lines, /^Host key (\S+) (\S+) revoked by file (.+)$/)[0];
  if (result === 'revoked' && revoked !== undefined) {
    const [type = '', fingerprint = '', file = ''] = revoked.words;
    return { type, fingerprint, file };
  }
  const sent = log.lines.findIndex((line) =>
    /^The fingerprint for the \S+ key sent by the remote host is/.test(line.text),
  );
  const print = sent < 0 ? undefined : /^((?:SHA256|MD5):\S*?)\.?$/.exec(log.lines[sent + 1]?.text ?? '')?.[1];
  const type = /^The fingerprint for the (\S+) key/.exec(log.lines[sent]?.text ?? '')?.[1];
  return {
    ...(type === undefined ? {} : { type }),
    ...(print === undefined ? {} : { fingerprint: print }),
    ...place(offending),
  };
}

function ofPrompt(log: Log): Partial<Check> {
  const asked = anywhere(log.lines, /^(\S+) key fingerprint is ((?:SHA256|MD5):\S*?)\.?$/)[0];
  const added = said(log.lines, /^(?:Warning: Permanently added '.*' \((\S+)\)|No (\S+) host key is known)/)[0];
  const type = asked?.words[0] ?? added?.words.find((word) => word !== '');
  const fingerprint = asked?.words[1];
  return { ...(type === undefined ? {} : { type }), ...(fingerprint === undefined ? {} : { fingerprint }) };
}

function place(hit: Hit | undefined): { file?: string; line?: number } {
  const [file, line] = hit?.words ?? [];
  return file === undefined ? {} : { file, line: Number(line) };
}
