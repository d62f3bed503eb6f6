import type { Observation } from '../../model/observation.ts';
import { isEnding, isKnown } from './known.ts';
import { afterMs, anywhere, debugged, fact, type Line, type Log, said, sinceEntry } from './log.ts';
import { noted, notedBehind, remark } from './waited.ts';

/** Methods, the server's texts, pauses, and the ends that authentication itself says. */
export function authFacts(log: Log): readonly Observation[] {
  return [...methods(log), ...end(log), ...banner(log), ...pauses(log)];
}

function methods(log: Log): readonly Observation[] {
  const lists = debugged(log.lines, /^Authentications that can continue: (\S*)/);
  const last = said(log.lines, denied);
  const found: Observation[] = [];
  const seen = new Set<string>();
  for (const { line, words } of [...lists, ...last]) {
    const first = line.n === lists[0]?.line.n;
    const list = words.at(-1) ?? '';
    for (const name of list.split(',')) {
      if (name === '' || seen.has(name)) continue;
      seen.add(name);
      found.push(fact(log, 'auth.method', { name, first }, line));
    }
  }
  return found;
}

/** `13` in brackets is rsync's or scp's errno, no list of methods; a server that knows none sends an empty one. */
const denied = /(?:^|: )Permission denied \((|[a-z][a-z0-9@.,-]*)\)\.?$/;

function end(log: Log): readonly Observation[] {
  const success = anywhere(log.lines, /^Authenticated to .* using "(.+)"|^Authentication succeeded \((.+)\)/)[0];
  if (success !== undefined) {
    const method = success.words.find((word) => word !== '');
    const ms = afterMs(sinceEntry(log, 'auth', success.line));
    return [
      fact(log, 'auth.end', { how: 'success', ...(method === undefined ? {} : { method }), ...ms }, success.line),
    ];
  }
  const refusal =
    said(log.lines, denied)[0] ??
    said(log.lines, /^Authentication failed\.$|^Server denied authentication request: /)[0] ??
    said(log.lines, /^Permission denied, please try again/)[0];
  const greeted = greeting(log);
  if (greeted !== undefined) return [fact(log, 'auth.end', { how: 'success' }, greeted)];
  if (refusal === undefined) return [];
  const { line } = refusal;
  const partial = anywhere(log.lines, /^Authenticated (?:using ".*" )?with partial success/)[0];
  const tried = debugged(log.lines, /^Next authentication method: (\S+)/).at(-1)?.words[0];
  const method = line.text.startsWith('Permission denied, please') ? 'password' : tried;
  const how = partial === undefined ? 'denied' : 'partial';
  const ms = afterMs(sinceEntry(log, 'auth', line));
  return [fact(log, 'auth.end', { how, text: line.text, ...(method === undefined ? {} : { method }), ...ms }, line)];
}

/** Ends that only a session has. */
const ofSession = /^Connection to \S+ closed|^client_loop: |request failed on channel \d+$|^channel \d+: /;

/** The server greets who is in; a word of ssh below it is of that session, or it is of another login. */
function greeting(log: Log): Line | undefined {
  if (log.verbose || log.proxied) return undefined;
  const at = log.lines.findLastIndex((line) => /^Last login: /.test(line.text));
  const others = log.lines.slice(at + 1).some((line) => isEnding(line) && !ofSession.test(line.text));
  return at < 0 || others ? undefined : log.lines[at];
}

/** What PAM tells a person; without -v only these are known to come from the server. */
export const fromPam: RegExp =
  /Unprivileged users are not permitted to log in|^Your account has expired|^There were too many logins for |^Password expired\. Change your password now|^tailscale: tailnet policy does not permit you to SSH |^The account is locked due to \d+ failed logins/;

/** What stands among the debug lines of authentication and is not ssh's own comes from the server. */
function banner(log: Log): readonly Observation[] {
  if (!log.verbose)
    return said(log.lines, fromPam).map(({ line }) => fact(log, 'auth.banner', { text: line.text }, line));
  const found: Observation[] = [];
  let open = false;
  let ofDebug = false;
  let afterKey = false;
  for (const line of log.lines) {
    if (line.stage !== 'auth') continue;
    if (/^SSH2_MSG_SERVICE_ACCEPT received/.test(line.body)) open = true;
    if (/^Server accepts key: /.test(line.body)) afterKey = true;
    // What stands below is of a shell, such as the times of `time`.
    if (line.level === 0 && isEnding(line)) return found;
    // A message of the GSSAPI library goes over several lines, of which only the first has the prefix.
    if (line.level > 0) ofDebug = /GSS failure|^\S*gss/i.test(line.body);
    if (!open || ofDebug || isKnown(line) || line.text === '' || remark.test(line.text) || noted(line) !== undefined)
      continue;
    found.push(fact(log, 'auth.banner', { text: line.text, ...(afterKey ? { afterKey } : {}) }, line));
  }
  return found;
}

type Step = 'gssapi' | 'server' | 'agent' | 'other';

const steps: readonly (readonly [RegExp, Step])[] = [
  [/gss|kerberos/i, 'gssapi'],
  [/^get_agent_identities|^sign_and_send_pubkey: (?!using)|^identity_sign|agent$/, 'agent'],
  [
    /^(?:SSH2_MSG_(?:NEWKEYS|EXT_INFO|SERVICE_ACCEPT) received|SSH2_MSG_SERVICE_REQUEST sent|rekey in after|Will attempt key|pubkey_prepare: done)/,
    'server',
  ],
  [
    /^(?:send packet: type (?:5|50|61)$|we sent a |service_accept|Offering |kex_input_ext_info|Trying private key|ssh_set_newkeys)/,
    'server',
  ],
  [/^receive packet: type (?:7|53)$/, 'server'],
];

function waitBetween(before: Line, line: Line): number | undefined {
  const known = before.printed !== undefined && line.printed !== undefined;
  return known ? Math.round((line.printed ?? 0) - (before.printed ?? 0)) : undefined;
}

function pauses(log: Log): readonly Observation[] {
  return log.lines.flatMap((line, i) => {
    const before: Line | undefined = log.lines[i - 1];
    if (before?.stage !== 'auth') return [];
    const ms =
      waitBetween(before, line) ?? notedBehind(before) ?? (log.lines[i + 1] === undefined ? undefined : noted(line));
    if (ms === undefined || ms <= 2000) return [];
    // A library's message goes over several lines, of which the first one tells.
    const { body } = before.level > 0 ? before : (log.lines.slice(0, i).findLast(({ level }) => level > 0) ?? before);
    const step = steps.find(([pattern]) => pattern.test(body))?.[1] ?? 'other';
    return [fact(log, 'auth.pause', { step, ms }, before)];
  });
}
