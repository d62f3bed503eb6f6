/*
 * Clients that people run: PuTTY and plink, WinSCP, dropbear's dbclient.
 */
import { lookupAnswer } from '../ssh-log/name.ts';
import {
  anyStage,
  auth,
  type Context,
  connecting,
  denied,
  disconnected,
  endedIn,
  garbled,
  hostkey,
  identification,
  kex,
  key,
  lookup,
  noVersion,
  onlyKey,
  type Programs,
  type Rule,
  reasonOf,
  refused,
  type Statement,
  unconnected,
  unopened,
} from './rule.ts';

/** PuTTY's window shows the bare sentence, plink puts a heading before it, a log of events a time. */
const fatal = '(?:^|FATAL ERROR: |Error:\\s+|Event Log: |^\\(E\\w+\\) |^[Uu]nable to open connection to \\S+: )';

function rule(pattern: string, make: Rule[1]): Rule {
  return [new RegExp(fatal + pattern), make];
}

/** Its log tells how far the login was. */
function soFar(words: readonly string[], context: Context): Statement {
  const { before } = context;
  const last = before.findLastIndex((line) => /^(?:Connecting to \S+ port \d|Looking up host )/.test(line));
  const steps = before.slice(Math.max(0, last));
  if (steps.some((line) => /^Access granted$/.test(line))) return endedIn('session')(words, context);
  if (steps.some((line) => /^(?:Remote version: |Server version: )/.test(line)))
    return endedIn('kex', 'auth', 'session')(words, context);
  return anyStage(words, context);
}

const putty: readonly Rule[] = [
  rule('Network error: (Connection reset|Software caused connection abort|Broken pipe)', soFar),
  // The words of WinSCP, in the place of the system's.
  rule('Network error: Connection to "([^"]+)" (refused|timed out)', ([host = '', end], { place }) => {
    const where = place.name === '' && place.address !== host ? { ...place, address: host } : place;
    return connecting(end === 'refused' ? 'Connection refused' : 'Connection timed out', where);
  }),
  rule('Network error: No route to host "', (_, { place }) => connecting('No route to host', place)),
  rule('Network error: (\\S.*)$', ([reason = ''], { place }) => connecting(reason, place)),
  rule('(?:Remote side|Server) unexpectedly closed network connection', soFar),
  // What it says of the keys before that is over.
  rule('Access granted$', (_, { text }) => ({ said: [['auth.end', { how: 'success', text }]] })),
  rule('Unable to open connection(?: to \\S+)?:? (?:Host does not exist|Host not found)', (_, { place }) =>
    lookup('not-found', 'EAI_NONAME', place.name),
  ),
  rule('Host does not exist$', (_, { place }) => lookup('not-found', 'EAI_NONAME', place.name)),
  rule('Unable to open connection(?: to \\S+)?:? Temporary failure', (_, { place }) =>
    lookup('no-answer', 'EAI_AGAIN', place.name),
  ),
  rule('(?:Remote side|Server) sent disconnect message,? type (\\d+) \\([^)]*\\):\\s*"?([^"]*)"?', disconnected),
  // plink breaks the message, so that the number stands above the words.
  [
    /^"([^"]*)"$/,
    ([words = ''], context) => {
      const number = /^type (\d+) \([^)]*\):$/.exec(context.before.at(-1) ?? '')?.[1];
      return number === undefined ? null : disconnected([number, words], context);
    },
  ],
  rule("Couldn't agree an? [\\w -]+ \\(available: ", kex('no-match')),
  rule(
    '(?:Disconnected: )?No supported authentication methods available(?: \\(server sent: ([^)]*)\\))?',
    ([list], { text }) => denied(text, list),
  ),
  rule('Server refused our key', (_, { before }) => {
    const agent = before.slice(-3).some((line) => line.includes('Pageant'));
    return { said: [['auth.key', { result: 'refused', source: 'the key that was offered', named: false, agent }]] };
  }),
  [
    /\bForwarded connection refused by (?:server|remote): ([^[]+?) \[/,
    ([reason = '']) => unopened('forwarding', reason),
  ],
  // A key of OpenSSH's own form, which PuTTY does not read.
  rule('Unable to (?:use|load) (?:key file|private key(?: file)?) "([^"]+)"', key('malformed')),
  rule('Configured password was not accepted', (_, { text }) => denied(text, '', 'password')),
  rule('Cannot confirm a host key in batch mode', hostkey('unknown')),
  rule('Access denied$', refused),
  rule('SSH protocol version 2 required by (?:our|your) configuration', identification('old-protocol')),
  rule('Incoming packet (?:was garbled on decryption|length field was garbled)', anyStage),
  rule('Host key (?:verification failed|not in manually configured list)', hostkey('failed')),
  rule(
    '(?:WARNING - POTENTIAL SECURITY BREACH|.*host key does not match the one PuTTY has cached)',
    hostkey('changed'),
  ),
];

const winscp: readonly Rule[] = [
  [/^(?:Error: )?Host key wasn't verified/, hostkey('failed')],
  [/^(?:Error: )?Host key fingerprint \S.* does not match configuration key/, hostkey('changed')],
  [/^Authentication failed\. *$|^Authentication log \(see session log for details\)/, refused],
  [/^Host "?([^\s"]+)"? does not exist\.?$/, ([name]) => lookup('not-found', 'EAI_NONAME', name)],
  [
    /^(?:The server|Network error: The server) rejected SFTP connection, but it listens for FTP/,
    // It looks for FTP where the SSH port did not let it in; how that ended stands above, where it logs.
    (words, context) =>
      context.before.some((line) => /^(?:\(E\w+\) )?Network error: /.test(line))
        ? null
        : unconnected('tcp.refused', 'tcp.timeout')(words, context),
  ],
  [/^(?:Error:\s+|\(E\w+\) )?Received too large \(\d+ B\) SFTP packet/, garbled],
];

const securecrt: readonly Rule[] = [
  [/\bNo compatible (?:key exchange method|hostkey|cipher|mac)\. The server supports these /i, kex('no-match')],
];

const bitvise: readonly Rule[] = [
  [
    /\bConnection failed\. FlowSocketConnector: Failed to connect to target address\. Windows error (\d+)/,
    ([number = ''], { place }) => connecting(reasonOf(`[WinError ${number}]`), place),
  ],
  [/\bAuthentication failed\. Remaining authentication methods: '([^']*)'/, ([list], { text }) => denied(text, list)],
];

/** It gives a reason only at times; the number of a socket's error is one of Windows. */
const xshell: readonly Rule[] = [
  [
    /^Could not connect to '([^']+)' \(port (\d+)\): (\S.*?)\.?$/,
    ([address = '', port = '', reason = ''], context) =>
      reason === 'Connection failed'
        ? unconnected('tcp.refused', 'tcp.timeout', 'route.unreachable')([], context)
        : connecting(reason, { address, port: Number(port), name: '' }),
  ],
  [/^Socket error Event: \d+ Error: \d+\.?$/, anyStage],
];

/** Where it stands among the steps of its log: other programs have such words of other connections. */
const termius: readonly Rule[] = [
  [
    /^Connection (?:to "([^"]+)" )?failed ?: ?((?:Connection|Operation|No route|Network|Host) [^.:]*?) ?[.:] No more addresses to try/,
    ([address = '', reason = ''], { place }) => connecting(reason, address === '' ? place : { ...place, address }),
  ],
];

const keyscan: readonly Rule[] = [
  [
    /^getaddrinfo ([\w.:-]+): (.+)$/,
    ([name, reason = '']) => {
      const answer = lookupAnswer(reason);
      return answer === null ? null : lookup(answer.outcome, answer.code, name);
    },
  ],
];

const dbclient: readonly Rule[] = [
  [
    /(?:^|exited: )(?:Connect failed: )?Error resolving '([^']*)' port '[^']*'\. (.*)$/,
    ([name, reason = '']) => {
      const answer = lookupAnswer(reason);
      return lookup(answer?.outcome ?? 'failed', answer?.code, name);
    },
  ],
  [
    /(?:^|exited: )Connect failed: (?:Error connecting: )?(\S.*?)\.?$/,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
  [/^(?:dbclient|ssh): Connection to \S+ exited: (?:Remote closed the connection|Error reading: )/, anyStage],
  [
    /exited: (?:Disconnect received|Integrity error|Error decrypting|Bad packet size|Keepalive timeout|Timeout)/,
    anyStage,
  ],
  [/exited: Didn't validate host key$/, hostkey('unknown')],
  [/exited: Bad hostkey signature$/, hostkey('failed')],
  [/exited: (?:First packet wasn't kexinit|Diffie-Hellman error|Bad curve25519)/, kex('invalid')],
  [
    /exited: Couldn't open initial channel$/,
    (_, { text }) => ({ said: [['session.refused', { what: 'session', text }]] }),
  ],
  [/Exited: Failed loading keyfile '([^']*)'/, onlyKey('malformed')],
  [/exited: Incompatible remote version '/, identification('old-protocol')],
  [/exited: No matching algo /, kex('no-match')],
  [/exited: No auth methods could be used/, refused],
  [/exited: Failed to get remote version/, noVersion],
  [/^(?:\S+ host|Host) key mismatch for \S+ !/, hostkey('changed')],
  [/exited: Too many authentication failures/, auth('too-many')],
];

export const desktop: Programs = {
  'PuTTY, plink': putty,
  WinSCP: winscp,
  SecureCRT: securecrt,
  'Bitvise SSH Client': bitvise,
  Termius: termius,
  Xshell: xshell,
  'dbclient (dropbear)': dbclient,
  'ssh-keyscan': keyscan,
};
