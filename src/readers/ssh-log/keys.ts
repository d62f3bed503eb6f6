import type { Observation, ObservationMap } from '../../model/observation.ts';
import { debugged, fact, type Line, type Log, said } from './log.ts';

type Key = Omit<ObservationMap['auth.key'], 'result'>;

const defaultKey = /[/\\]\.ssh[/\\]id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|mldsa\w*)$/;

/** `PATH TYPE PRINT explicit agent`; up to 7.9 `TYPE PRINT PATH`, before that `PATH` alone. */
export function parseKey(text: string): Key {
  const print = '((?:SHA256|MD5):\\S+)';
  const old = new RegExp(`^(\\S+) ${print} (.+)$`).exec(text);
  if (old !== null && !/^(?:explicit|agent|token)/.test(old[3] ?? '')) {
    return {
      source: old[3] ?? '',
      named: isNamedPath(old[3] ?? ''),
      agent: false,
      type: old[1] ?? '',
      fingerprint: old[2] ?? '',
    };
  }
  const [, flagless = text, flags = ''] = /^(.*?)((?: (?:explicit|agent|token))*)$/.exec(text) ?? [];
  // A line that was cut off has no fingerprint.
  const [, source = flagless.trimEnd(), type, fingerprint] =
    new RegExp(`^(.*?) ?(\\S+) ${print}$`).exec(flagless) ??
    /^(.*) ((?:RSA|DSA|ECDSA|ED25519)(?:-\w+)*)$/.exec(flagless) ??
    [];
  return {
    source,
    named: flags.includes('explicit') || (type === undefined && flags === '' && isNamedPath(source)),
    agent: flags.includes('agent'),
    ...(type === undefined ? {} : { type }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** A key that is none of the defaults was named by somebody. */
function isNamedPath(path: string): boolean {
  return !defaultKey.test(path);
}

/** Which keys the user named: ssh says `explicit`, and what is no default key was named too. */
export function namedKeys(log: Log): (path: string) => boolean {
  const explicit = onlyIdentity(log);
  for (const line of log.lines) {
    if (line.level === 0 || !line.body.startsWith('Will attempt key: ')) continue;
    const key = parseKey(line.body.slice(18));
    if (key.named) explicit.add(key.source);
  }
  return (path) => explicit.has(path) || isNamedPath(path);
}

/** Without a word of the user ssh looks for a key of each kind: a single default key was named. */
function onlyIdentity(log: Log): Set<string> {
  const files = debugged(log.lines, /^identity file (.+) type -?\d+$/).map(({ words: [path = ''] }) => path);
  const defaults = files.filter((path) => defaultKey.test(path));
  return new Set(defaults.length === 1 ? defaults : []);
}

/** How many of the keys that ssh has found were not offered; null when the log does not list them. */
export function unoffered(log: Log): number | null {
  const found = debugged(log.lines, /^Will attempt key: .*(?:SHA256|MD5):/);
  const offers = debugged(log.lines, /^Offering (?:public key: |\S+ public key: )/);
  return found.length === 0 ? null : Math.max(0, found.length - offers.length);
}

/**
 * Whether no offer of a key is missing. Each answer to one lists the methods again, and a login that was denied ends with the word that
 * no method is left: a text without these has lost lines.
 */
export function keysAreTold(log: Log): boolean {
  if (said(log.lines, /(?:^|: )Permission denied \(/).length === 0) return true;
  if (debugged(log.lines, /^No more authentication methods to try/).length === 0) return false;
  // An offer of which nothing is known was not read to its end.
  if (debugged(log.lines, /^Offering /).length > 0) return keyFacts(log).length > 0;
  const others = debugged(log.lines, /^Trying private key: |^Next authentication method: (?!publickey)/);
  return others.length > 0 || debugged(log.lines, /^Authentications that can continue: /).length <= 1;
}

/** How names of key types begin in a list of signature algorithms. */
const signatures: Readonly<Record<string, RegExp>> = {
  RSA: /^(?:ssh-rsa|rsa-sha2-)/,
  DSA: /^ssh-dss$/,
  ED25519: /^ssh-ed25519/,
  ECDSA: /^ecdsa-sha2-/,
  'ED25519-SK': /^sk-ssh-ed25519@/,
  'ECDSA-SK': /^(?:webauthn-)?sk-ecdsa-/,
};

/**
 * Which keys the server takes no signature of (RFC 8308 §3.1). Up to OpenSSH 7 the list named RSA alone whatever else was
 * taken, and what other servers leave out of it they may take as well.
 */
function unsignable(log: Log): (key: Key) => boolean {
  const list = debugged(log.lines, /^kex_(?:input_)?ext_info\S*: server-sig-algs=<([^>]+)>/)
    .at(-1)
    ?.words[0]?.split(',');
  const major = debugged(log.lines, /^Remote protocol version 2\.0, remote software version OpenSSH_(\d+)\./)[0]
    ?.words[0];
  if (list === undefined || Number(major ?? 0) < 8) return () => false;
  return ({ type = '' }) => {
    const pattern = Object.hasOwn(signatures, type) ? signatures[type] : undefined;
    return pattern !== undefined && !list.some((name) => pattern.test(name));
  };
}

/** Each key and what the server, or ssh itself, made of it. */
export function keyFacts(log: Log): readonly Observation[] {
  const named = namedKeys(log);
  const cannotSign = unsignable(log);
  // TinySSH answers so of every key, and looks into the list only when the signature comes.
  const takesAll = debugged(log.lines, /^Remote protocol version \S+ remote software version tinyssh/).length > 0;
  const found: Observation[] = [];
  let waiting: { readonly key: Key; readonly line: Line } | null = null;
  let accepted: Key | null = null;
  let signed: Key | null = null;
  const say = (key: Key, result: ObservationMap['auth.key']['result'], line: Line): void => {
    found.push(fact(log, 'auth.key', { ...key, result }, line));
  };
  for (const line of log.lines) {
    if (log.verbose && line.stage !== 'auth' && line.stage !== 'session') continue;
    const event = eventOf(line);
    if (event === null) continue;
    const { is, text } = event;
    if (is === 'accepted' && takesAll) continue;
    if (is === 'skipped') {
      // A key that was named is missed; of the defaults another one serves.
      const unsigned = named(text) && /not in PubkeyAccepted/.test(line.body);
      const key = { source: text, named: named(text), agent: false, ...typed(line) };
      say(key, unsigned ? 'no-signature-algorithm' : 'skipped', line);
    }
    // What is answered next is the signature, unless ssh could not make one and went on.
    if (signed !== null && is === 'answered' && !/partial success/.test(line.body)) {
      say(signed, 'signature-refused', line);
    }
    signed = is === 'accepted' ? (waiting?.key ?? parseKey(text)) : null;
    if (is === 'offered' || is === 'answered' || is === 'over') {
      // ssh reads a key without its public half only now; when it can't, it sends nothing.
      if (waiting !== null && (is === 'answered' || waiting.key.type !== undefined))
        say(waiting.key, cannotSign(waiting.key) ? 'no-signature-algorithm' : 'refused', waiting.line);
      waiting = is === 'offered' ? { key: offered(line, text, named), line } : null;
    }
    if (is === 'accepted' || is === 'in') {
      const key: Key | undefined = is === 'accepted' ? (waiting?.key ?? parseKey(text)) : waiting?.key;
      if (key !== undefined) say(key, 'accepted', line);
      accepted = key ?? accepted;
      waiting = null;
    }
    if (is === 'no-mutual') {
      const key = waiting?.key ?? accepted ?? { source: text, named: false, agent: false };
      say(key, 'no-signature-algorithm', line);
      waiting = null;
    }
    if (is === 'sign-failed') say(signing(text, accepted), 'sign-failed', line);
  }
  return found;
}

const events: readonly (readonly [RegExp, string])[] = [
  [/^Offering (?:public key: |\S+ public key: )(.*)$/, 'offered'],
  [/^Trying private key: (.+)$/, 'offered'],
  [/^Server accepts key: (.*)$/, 'accepted'],
  [/^Authentications that can continue: /, 'answered'],
  [/^No more authentication methods|^Next authentication method: |^Load key "|^no such identity: /, 'over'],
  [
    /^(?:Received disconnect from .*: ?Too many authentication failures|.*: Permission denied \(|Authenticated using ".*" with partial)/,
    'answered',
  ],
  [/^Authenticated to .* using "publickey"|^Authentication succeeded \(publickey\)/, 'in'],
  [/^Skipping \S+ key (.+?) (?:- |because )/, 'skipped'],
  [/no mutual signature (?:algorithm|supported)()$/, 'no-mutual'],
  [/^(?:sign_and_send_pubkey: )?signing failed(?: for (.+))?|^Agent admitted failure to sign()/, 'sign-failed'],
];

function eventOf(line: Line): { readonly is: string; readonly text: string } | null {
  for (const [pattern, is] of events) {
    const match = pattern.exec(line.body);
    if (match !== null) return { is, text: match[1] ?? '' };
  }
  return null;
}

function offered(line: Line, text: string, named: (path: string) => boolean): Key {
  const key = parseKey(text);
  const type = /^Offering (\S+) public key: /.exec(line.body)?.[1];
  const mine = /^Trying private key/.test(line.body) || type !== undefined ? named(key.source) : key.named;
  return { ...key, named: mine, ...(type === undefined ? {} : { type }) };
}

function typed(line: Line): { type?: string } {
  const type = /^Skipping (\S+) key /.exec(line.body)?.[1];
  return type === undefined ? {} : { type };
}

/** `ED25519 "alice@desk" from agent: agent refused operation` */
function signing(text: string, accepted: Key | null): Key {
  const [, type, source = ''] = /^(\S+) "(.*?)"/.exec(text) ?? [];
  if (accepted !== null && (source === '' || accepted.source === source)) return accepted;
  return { source, named: false, agent: /agent/.test(text), ...(type === undefined ? {} : { type }) };
}
