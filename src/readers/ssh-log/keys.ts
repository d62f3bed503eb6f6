import type { Observation, ObservationMap } from '../../model/observation.ts';
import { debugged, fact, type Line, type Log } from './log.ts';

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
  const [, source = flagless.trimEnd(), type, fingerprint] =
    new RegExp(`^(.*?) ?(\\S+) ${print}$`).exec(flagless) ?? [];
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
  const explicit = new Set<string>();
  for (const line of log.lines) {
    if (line.level === 0 || !line.body.startsWith('Will attempt key: ')) continue;
    const key = parseKey(line.body.slice(18));
    if (key.named) explicit.add(key.source);
  }
  return (path) => explicit.has(path) || isNamedPath(path);
}

/** Each key and what the server, or ssh itself, made of it. */
export function keyFacts(log: Log): readonly Observation[] {
  const named = namedKeys(log);
  const taken = signaturesTaken(log);
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
    if (is === 'skipped') say({ source: text, named: named(text), agent: false, ...typed(line) }, 'skipped', line);
    // What is answered next is the signature, unless ssh could not make one and went on.
    if (signed !== null && is === 'answered' && !/partial success/.test(line.body)) {
      say(signed, 'signature-refused', line);
    }
    signed = is === 'accepted' ? (waiting?.key ?? parseKey(text)) : null;
    if (is === 'offered' || is === 'answered' || is === 'over') {
      // ssh reads a key without its public half only now; when it can't, it sends nothing.
      if (waiting !== null && (is === 'answered' || waiting.key.type !== undefined))
        say(waiting.key, taken(waiting.key) ? 'refused' : 'no-signature-algorithm', waiting.line);
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

/** The signatures that a key of this type makes. */
const signatures: Readonly<Record<string, RegExp>> = {
  ED25519: /^ssh-ed25519$/,
  'ED25519-SK': /^sk-ssh-ed25519@/,
  ECDSA: /^ecdsa-sha2-/,
  'ECDSA-SK': /^(?:webauthn-)?sk-ecdsa-/,
  RSA: /rsa/,
  DSA: /^ssh-dss$/,
};

/**
 * Whether the server takes what the key would sign. OpenSSH names all that it may take, and newer releases no more than their
 * settings allow; other servers need not name what every client knows.
 */
function signaturesTaken(log: Log): (key: Key) => boolean {
  const openSsh = debugged(log.lines, /^Remote protocol version \S+, remote software version OpenSSH_/).length > 0;
  const told = debugged(log.lines, /^kex_(?:input_)?ext_info\S*: server-sig-algs=<([^>]+)>/).at(-1)?.words[0];
  return ({ type = '' }) => {
    const made = Object.hasOwn(signatures, type) ? signatures[type] : undefined;
    return !openSsh || told === undefined || made === undefined || told.split(',').some((name) => made.test(name));
  };
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
  [/no mutual signature (?:algorithm|supported)()/, 'no-mutual'],
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
