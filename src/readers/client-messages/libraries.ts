/*
 * Libraries whose words programs pass on: libssh, libssh2, paramiko, AsyncSSH, Go, ssh2 for Node, JSch.
 */
import { lookupAnswer } from '../ssh-log/name.ts';
import {
  anyStage,
  type Context,
  connected,
  connecting,
  denied,
  disconnected,
  endedIn,
  garbled,
  hostkey,
  identification,
  isSsh,
  isSshName,
  kex,
  key,
  lookup,
  noAnswer,
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

const libssh: readonly Rule[] = [
  [/\bSocket error: (?:disconnected|Connection reset by peer)/, anyStage],
  [/^(?:.{1,80}: '?)?Timeout connecting to [\w.:%-]+'?$/, noAnswer],
  // A version line is none that it takes; another protocol's is quoted.
  [/\bProtocol mismatch: (?!SSH-)\S/, identification('not-ssh')],
  [/\bNo version of SSH protocol usable \(banner: /, identification('old-protocol')],
  [/\bkex error : no match for method /, kex('no-match')],
  [/\bReceived SSH_MSG_DISCONNECT: (\d+): ?(.*)$/, disconnected],
  [
    /\bAccess denied for '([^']*)'\. Authentication that can continue: ([\w@.,-]*)/,
    ([method = '', list], { text }) => denied(text, list, method === 'none' ? undefined : method),
  ],
  [
    /^(?:.{0,300}\bssh\b.{0,200}: '?)?Failed to connect: ((?:Connection|Operation|No route|Network|Host) [^']*)'?$/i,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
  // Multipass, of a machine that was to be new; and its own words before those of the system.
  [
    /^timed out waiting for response$/,
    (words, context) =>
      context.before.slice(-3).some((line) => /^(?:launch|start|restart) failed: /.test(line))
        ? unconnected('tcp.timeout', 'tcp.refused', 'route.unreachable')(words, context)
        : null,
  ],
  [
    /\bssh connection failed: '((?:Connection|Operation|No route|Network|Host) [^']*)'/,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
];

const libssh2: readonly Rule[] = [
  // LIBSSH2_ERROR_SOCKET_DISCONNECT is FIN, LIBSSH2_ERROR_SOCKET_RECV most often RST; without a number it may be either.
  [
    /Failure establishing ssh session: -13,|Failed getting banner.*-13\b|-13\b.*Failed getting banner/,
    identification('closed'),
  ],
  [/\bFailed (?:getting|sending) banner/, noVersion],
  // LIBSSH2_ERROR_KEX_FAILURE: the lists of both had nothing in common (kex.c, kex_agree_methods).
  [/\(-5\): Unable to exchange encryption keys|Failure establishing ssh session: -5,/, kex('no-match')],
  [/\bUnable to exchange encryption keys|Failure establishing ssh session: -8,/, kex('failed', 'version')],
  [/Failure establishing ssh session: -\d+/, anyStage],
  // The extension of PHP gives no reason.
  [
    /\bssh2_connect\(\): Unable to connect to \S+ on port \d+/,
    unconnected('tcp.refused', 'tcp.timeout', 'route.unreachable'),
  ],
  [/^curl: \(67\) /, refused],
  [/^Did not find host \S+ in \/\S/, (words, c) => (isSsh(c, 0) ? hostkey('unknown')(words, c) : null)],
  // The fingerprint that the caller pinned.
  [/^Denied establishing ssh session: mismatch (?:md5|sha256) fingerprint\b/, hostkey('failed')],
  // Of a certificate of TLS it has more words.
  [
    /^curl: \(60\) SSL peer certificate or SSH remote key was not OK/,
    (words, c) =>
      c.before.some((line) => /\bSSH\b|\b(?:sftp|scp):\/\//.test(line)) ? hostkey('failed')(words, c) : null,
  ],
  // LIBSSH2_KNOWNHOST_CHECK_MISMATCH and _NOTFOUND.
  [/\bSSH host check: 1, key: /, hostkey('changed')],
  [/\bSSH host check: 2, key: /, hostkey('unknown')],
  [/\bAuthentication failed \(username\/password\)|Username\/PublicKey combination invalid/, refused],
];

/** What Python raised first, by the traceback above. */
function raisedBefore(before: readonly string[]): string {
  const end = before.findLastIndex((line) => line.startsWith('During handling of the above exception'));
  return before.slice(0, Math.max(0, end)).findLast((line) => line !== '') ?? '';
}

/** A server of HTTP has taken the version line for a request (RFC 9112 §4). */
const httpBanner = /\bparamiko\.transport: ?Banner: HTTP\/\d/;

/** paramiko says the same of a server that hangs up and of one that stays silent; what it caught tells. */
function banner(rest: string, context: Context): Statement {
  const cause = rest === '' ? raisedBefore(context.before) : rest;
  const told = (how: 'reset' | 'closed' | 'silent'): Statement => ({
    said: [['identification.end', { how, by: 'ssh' }]],
  });
  if (/Connection reset|ConnectionResetError/.test(cause)) return told('reset');
  if (context.before.some((line) => httpBanner.test(line)))
    return { said: [['identification.end', { how: 'not-ssh', by: 'ssh' }]] };
  if (/^EOFError\b/.test(cause)) return told('closed');
  if (/^(?:socket\.timeout|TimeoutError)\b/.test(cause)) return told('silent');
  return noVersion([], context);
}

const python: readonly Rule[] = [
  // What came before a version line, in the log of paramiko.
  [/\bparamiko\.transport: ?Banner: (.*)$/, ([text = '']) => ({ said: [['identification.line', { text, n: 0 }]] })],
  [/\bError reading SSH protocol banner ?(.*)$/, ([rest = ''], context) => banner(rest, context)],
  [/\bIndecipherable protocol version "/, identification('not-ssh')],
  [
    /\bIncompatible version \([\d.]+ instead of 2\.0\)|ProtocolNotSupported: Unsupported SSH version/,
    identification('old-protocol'),
  ],
  [/(?:asyncssh\S*: |^)(?:Banner line too long|Too many banner lines)/, identification('not-ssh')],
  [/\bIncompatible ssh (?:peer|server) \(no acceptable |\bKeyExchangeFailed: No matching /, kex('no-match')],
  // It tries all addresses, and of a socket's errors it catches these two (client.py).
  [
    /(?:NoValidConnectionsError|\[Errno None\]).*\bUnable to connect to port \d+ on \S/,
    unconnected('tcp.refused', 'route.unreachable'),
  ],
  [
    /\b(?:socket\.)?gaierror: (?:\[Errno -?\d+\]|\(-?\d+, ')? ?(.+)$/,
    ([reason = ''], context) => {
      const answer = lookupAnswer(reason);
      return isSshName(context) ? lookup(answer?.outcome ?? 'failed', answer?.code, context.place.name) : null;
    },
  ],
  [
    /\bConnect call failed \('([^']+)', (\d+)/,
    ([address = '', port = ''], context) =>
      isSsh(context, Number(port))
        ? connecting(reasonOf(context.text), { address, port: Number(port), name: '' })
        : null,
  ],
  [/\bBadAuthenticationType: (?:\('?)?.*?allowed types: ?(\[[^\]]*\])/, ([list], { text }) => denied(text, list)],
  [
    /\bBadAuthenticationType\b|\bAuthenticationException: Authentication failed|asyncssh\S*\bPermissionDenied\b/,
    refused,
  ],
  // What connect(2) told Python, in the traceback of a library that speaks SSH.
  [
    /^(?:OSError|socket\.error|ConnectionRefusedError|TimeoutError|ConnectionResetError): \[Errno \d+\] (.+)$/,
    ([reason = ''], { before, place }) =>
      before.slice(-12).some((line) => /paramiko|asyncssh|fabric|netmiko/.test(line)) &&
      !/Connection reset/.test(reason)
        ? connecting(reason, place)
        : null,
  ],
  // Its own limit ran out, or netmiko's: the traceback shows that it was connecting.
  [
    /^(?:TimeoutError|socket\.timeout): timed out$/,
    (_, { before, place }) =>
      before.slice(-4).some((line) => /^(?:retry_on_signal\(lambda: )?sock\.connect\(addr\)/.test(line))
        ? connected(undefined, place, 'timeout')
        : null,
  ],
  // Fabric of the first generation.
  [
    /\bLow level socket error connecting to host (\S+) on port (\d+): (.+?)(?: \(tried \d+ times?\))?$/,
    ([address = '', port = '', reason = '']) => connecting(reason, { address, port: Number(port), name: '' }),
  ],
  [
    /\bTimed out trying to connect to \S+ \(tried \d+ times?\)/,
    (_, { place }) => connected(undefined, place, 'timeout'),
  ],
  [/\bName lookup failed for ([\w.-]+)$/, ([name]) => lookup('not-found', undefined, name)],
  [/\bChannelException: (?:ChannelException)?\(\d, '([^']+)'\)/, ([reason = ''], context) => channel(reason, context)],
  [
    /\bNetmikoTimeoutException: TCP connection to device failed/,
    unconnected('tcp.refused', 'tcp.timeout', 'route.unreachable'),
  ],
  // duplicity puts its own words before those of paramiko.
  [/\bssh connection to \S+@\S+:\d+ failed: Authentication failed/, refused],
  [
    /\bssh connection to \S+@(\S+):(\d+) failed: (\[Errno \d+\] .+|timed out)$/,
    ([address = '', port = '', reason = '']) => {
      const place = { address, port: Number(port), name: '' };
      return reason === 'timed out' ? connected(undefined, place, 'timeout') : connecting(reasonOf(reason), place);
    },
  ],
  [/\bNetmikoAuthenticationException: Authentication to device failed/, refused],
  [/\bPasswordRequiredException: |\bSSHException: Private key file is encrypted/, onlyKey('locked')],
  [
    /\bSSHException: (?:not a valid \w+ private key file|encountered \w+ key, expected \w+ key|unpack requires|Invalid key)/,
    key('malformed'),
  ],
  [/\bServer '[^']+' not found in known_hosts/, hostkey('unknown')],
  [/\bBadHostKeyException\b|\bHost key for server '[^']*' does not match/, hostkey('changed')],
  // AsyncSSH says the same of a key that is new and of one that has changed.
  [/\bHostKeyNotVerifiable\b/, hostkey('failed')],
  [
    /\bSSHException: (?:Negotiation failed|No existing session)|asyncssh\S*\bConnectionLost\b|AuthenticationException: Authentication timeout/,
    anyStage,
  ],
];

/** What the message does not tell, the call above it does: which kind of channel was wanted. */
function channel(reason: string, { text, before }: Context): Statement | null {
  const call = before.findLast((line) => /\bopen_session\b|direct-tcpip|\bexec_command\b/.test(line));
  if (call === undefined) return { said: [], note: `\u201c${text}\u201d does not tell what was asked of the server.` };
  return unopened(call.includes('direct-tcpip') ? 'forwarding' : 'session', `${reason}: open failed`);
}

const go: readonly Rule[] = [
  [
    /\b(?:dial|connect) tcp[46]? (?:\S+->)?\[?([\w.:%-]+?|\*{3})\]?:(\d+|\*{3}): (?:connect(?:ex)?: )?(?!lookup)(.+?)\.?$/,
    ([address = '', port = '', reason = ''], context) => {
      if (!isSsh(context, Number(port))) return null;
      // The log of a job hides what is a secret.
      const place = { address, port: port === '***' ? 22 : Number(port), name: '' };
      if (/^i\/o timeout|^operation was canceled|deadline exceeded/.test(reason))
        return connected(undefined, place, 'timeout');
      return connecting(/actively refused/.test(reason) ? 'Connection refused' : reason, place);
    },
  ],
  [
    /\bdial tcp[46]?: lookup ([\w.-]+)(?: on \S+)?: (.+)$/,
    ([name, reason = ''], context) => {
      if (!isSshName(context)) return null;
      if (/^no such host/.test(reason)) return lookup('not-found', 'EAI_NONAME', name);
      return lookup(
        /i\/o timeout|[Tt]emporary failure|server misbehaving/.test(reason) ? 'no-answer' : 'failed',
        undefined,
        name,
      );
    },
  ],
  [/\bssh: disconnect, reason (\d+): "?([^"]*)"?$/, disconnected],
  [/\bssh: no common algorithm for /, kex('no-match')],
  [/\bssh: no key found$/, key('malformed')],
  [/\bssh: (?:this private key is passphrase protected|cannot decode encrypted private keys)/, onlyKey('locked')],
  [/\bssh: overflow reading version string/, identification('not-ssh')],
  [/\bssh: unable to authenticate, attempted methods /, refused],
  [/\bknownhosts: key mismatch|\bssh: host key mismatch/, hostkey('changed')],
  [/\bknownhosts: key is unknown/, hostkey('unknown')],
  [/\bknownhosts: key is revoked/, hostkey('revoked')],
  [/\bhandshake failed: ssh: cert(?:ificate)? (?:is not yet valid|has expired)/, hostkey('certificate-invalid')],
  // pkg/sftp has taken the first octets of a text for the length of a packet.
  [/\berror receiving version packet from server: (?:packet too long|unexpected packet)/, garbled],
  // What it calls a handshake ends with the login.
  [
    /\bssh: handshake failed: (?:EOF|read tcp |write tcp |ssh: invalid packet length)/,
    endedIn('identification', 'kex', 'auth'),
  ],
];

const node: readonly Rule[] = [
  [
    /\bconnect (E[A-Z]+) ([\w.:%]+):(\d+)\b/,
    ([errno = '', address = '', port = ''], context) =>
      isSsh(context, Number(port)) ? connected(errno, { address, port: Number(port), name: '' }) : null,
  ],
  [
    /\bgetaddrinfo (ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
    ([code, name], context) => {
      if (!isSshName(context)) return null;
      return code === 'EAI_AGAIN' ? lookup('no-answer', code, name) : lookup('not-found', 'EAI_NONAME', name);
    },
  ],
  // It says so only where no version line of the server came.
  [/\bConnection lost before handshake/, identification('closed')],
  [/\bHandshake failed: no matching /, kex('no-match')],
  [/^(?:Error: )?Invalid identification string/, identification('not-ssh')],
  [/\bAll configured authentication methods failed/, refused],
  [/\bHost denied \(verification failed\)/, hostkey('failed')],
  [/\bCannot parse privateKey: Encrypted /, onlyKey('locked')],
  [/\bCannot parse privateKey: /, onlyKey('malformed')],
  [/\bTimed out while waiting for handshake/, endedIn('identification', 'kex', 'auth')],
];

const jsch: readonly Rule[] = [
  [/\bJSchException: (?:\S+: )?connection is closed by foreign host/, identification('closed')],
  [/\binvalid server's version string/, identification('not-ssh')],
  // It reads packets then: the version lines are behind.
  [/\bEnd of IO Stream Read/, endedIn('kex', 'auth', 'session')],
  [/\bAlgorithm negotiation fail/, kex('no-match')],
  [/\bReceived message is too long: \d+/, garbled],
  [/\bJSchException: (?:\S+: )?SSH_MSG_DISCONNECT: (\d+) (.*)$/, disconnected],
  [
    /(?:\bJSchException: |\bMessage \[|via SFTP: )Auth fail(?: for methods '([^']*)')?/,
    ([list], { text }) => denied(text, list),
  ],
  [/\bJSchException: invalid privatekey: /, onlyKey('malformed')],
  [/\bUnknownHostKey: /, hostkey('unknown')],
  [/\bHostKey has been changed/, hostkey('changed')],
  [/\breject HostKey: /, hostkey('failed')],
  [
    /(?:\bJSchException: |\bMessage \[)java\.net\.UnknownHostException: ([\w.-]+)/,
    ([name]) => lookup('not-found', undefined, name),
  ],
  [
    /(?:\bJSchException: |\bMessage \[)java\.net\.(?:Connect|NoRouteToHost|Socket)Exception: (?!Connection reset)(.+?)(?: \(.*\))?\]*$/,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
  [/\btimeout: socket is not established/, (_, { place }) => connected(undefined, place, 'timeout')],
  [/\bSession\.connect: java\.(?:net|io)\.|\bJSchException: (?:Packet corrupt|session is down)/, anyStage],
];

/** fsockopen() looks the name up as well. */
function ofSocket(reason: string, address: string, port: number): Statement {
  const answer = /getaddrinfo/.test(reason) ? lookupAnswer(reason.replace(/^.*: /, '')) : null;
  return answer === null
    ? connecting(reason, { address, port, name: '' })
    : lookup(answer.outcome, answer.code, address);
}

const phpseclib: readonly Rule[] = [
  [
    /\bCannot connect to ([\w.:%-]+):(\d+)\. Error \d+\. (.+?)(?: in \/.*)?$/,
    ([address = '', port = '', reason = ''], context) =>
      isSsh(context, Number(port)) ? ofSocket(reason, address, Number(port)) : null,
  ],
  [/\bExpected (?:NET_SFTP_VERSION|SSH_FXP_VERSION)\b/, endedIn('session')],
  // Nextcloud and ownCloud.
  [/\bHost public key does not match known key\b/, hostkey('changed')],
  [
    /\bLogin failed\b/,
    (_, { text, before }) =>
      [text, ...before.slice(-3)].some((line) =>
        /files_external|Storage[\\/]SFTP|Exception: Login failed at <<closure>>/.test(line),
      )
        ? denied(text)
        : null,
  ],
  [/\bphpseclib\S*NoSupportedAlgorithmsException: /, kex('no-match')],
  [/\bphpseclib\S*ConnectionClosedException: /, anyStage],
];

/** Net::SSH of Ruby, under Capistrano, Chef and Vagrant. */
const ruby: readonly Rule[] = [
  [
    /\b(Connection refused|Connection timed out|Operation timed out|No route to host|Network is unreachable) - connect\(2\) for "?([\w.:%-]+?)"?(?: port |:)(\d+)/,
    ([reason = '', address = '', port = ''], context) =>
      isSsh(context, Number(port)) ? connecting(reason, { address, port: Number(port), name: '' }) : null,
  ],
  [/\bNet::SSH::ConnectionTimeout\b/, (_, { place }) => connected(undefined, place, 'timeout')],
  [/\bNet::SSH::AuthenticationFailed\b|\bAuthentication failed for user \S+@\S+/, refused],
  // It reads no such key without a gem more, and asks for no other.
  [/\bOpenSSH keys only supported if ED25519 is available|\bunsupported key type `ssh-ed25519'/, key('malformed')],
  [/\bNet::SSH::HostKeyMismatch\b|\bfingerprint \S+ does not match for "/, hostkey('changed')],
  [/\bNet::SSH::HostKeyUnknown\b/, hostkey('unknown')],
  [/\bcould not settle on (?:kex|host_key|encryption|hmac|compression)\w* algorithm/, kex('no-match')],
  [/\bNet::SSH::Disconnect: connection closed by remote host/, anyStage],
];

export const libraries: Programs = {
  libssh: libssh,
  'libssh2, curl': libssh2,
  'paramiko, AsyncSSH': python,
  'Go x/crypto/ssh': go,
  'ssh2 (Node)': node,
  JSch: jsch,
  'Net::SSH (Ruby)': ruby,
  'phpseclib (PHP)': phpseclib,
};
