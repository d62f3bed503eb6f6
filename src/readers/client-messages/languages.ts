/*
 * Libraries of Java and Rust: Apache MINA SSHD, Trilead and its kin (ganymed, the Jenkins agents), russh and thrussh.
 */
import {
  anyStage,
  connected,
  connecting,
  disconnected,
  hostkey,
  identification,
  kex,
  lookup,
  type Programs,
  type Rule,
  refused,
} from './rule.ts';

const mina: readonly Rule[] = [
  [
    /\bDefaultConnectFuture\[[^\]]{0,200}?\/?([\d.:a-f]{2,45}):(\d+)\]: Failed (?:\(\w+\) )?to execute: (?:java\.\w+\.\w+: )?(.+)$/,
    ([address = '', port = '', reason = '']) => connecting(reason, { address, port: Number(port), name: '' }),
  ],
  [
    /\bSshException: .{0,200}\bFailed \(UnresolvedAddressException\)/,
    (_, { place }) => lookup('not-found', undefined, place.name),
  ],
  [
    /\bDefaultConnectFuture\[.{0,300}Failed to get operation result within specified timeout/,
    (_, { place }) => connected(undefined, place, 'timeout'),
  ],
  [/\bFailed to get operation result within specified timeout: /, anyStage],
  [/\bUnable to negotiate key exchange for .{1,80} \(client: /, kex('no-match')],
  [/\bServer key did not validate/, hostkey('failed')],
  [/\bSshException: (?:\S+: )?No more authentication methods available/, refused],
  [/\bIncorrect identification: /, identification('not-ssh')],
  [/\bSshException: (?:Session (?:is|has been|is being) closed|Connection reset by peer)/, anyStage],
];

const trilead: readonly Rule[] = [
  [
    /\bThere was a problem while connecting to (\S+?):(\d+)/,
    (_, { text }) => ({
      said: [],
      note: `\u201c${text}\u201d tells no reason: the lines that begin with \u201cCaused by\u201d do.`,
    }),
  ],
  [
    /^Caused by: java\.net\.(?:Connect|NoRouteToHost|SocketTimeout)Exception: (?!Read timed out)(.+?)(?: \(.*\))?$/,
    ([reason = ''], context) => {
      const { before, place } = context;
      const target = before
        .map((line) => /\bThere was a problem while connecting to (\S+?):(\d+)/.exec(line))
        .findLast((match) => match !== null);
      if (target === undefined || target === null) return null;
      const where = { ...place, address: target[1] ?? '', port: Number(target[2]) };
      if (/^The kexTimeout/.test(reason)) return anyStage([], context);
      return /^connect timed out|^The connect timeout/i.test(reason)
        ? connected(undefined, where, 'timeout')
        : connecting(reason, where);
    },
  ],
  [
    /^Caused by: java\.net\.UnknownHostException: ([\w.-]+)/,
    ([name], { before }) =>
      before.some((line) => line.includes('There was a problem while connecting to'))
        ? lookup('not-found', undefined, name)
        : null,
  ],
  // The agents of Jenkins put it into a sentence of their own, below the line that names the place.
  [
    /^(?:SSH Connection failed with IOException: ")?(Connection refused|Connection timed out|Operation timed out|No route to host|Network is unreachable)\b.{0,200}", retrying in \d+ seconds/,
    ([reason = ''], { before, place }) => {
      const [, address, port] =
        before.map((line) => /\bOpening SSH connection to (\S+?):(\d+)\.?$/.exec(line)).findLast((m) => m !== null) ??
        [];
      return connecting(reason, address === undefined ? place : { ...place, address, port: Number(port) });
    },
  ],
  [/\bCannot negotiate, proposals do not match/, kex('no-match')],
  [/\bPremature connection close\b/, identification('closed')],
  [
    /\bKey exchange was not finished, connection is closed/,
    (_, { text }) => ({
      said: [
        [
          'connection.end',
          { may: ['kex.closed', 'kex.reset', 'kex.failed', 'hostkey.failed', 'hostkey.unknown'], text },
        ],
      ],
    }),
  ],
  [/\bNo entry currently exists in the Known Hosts file for this host/, hostkey('unknown')],
  [/\bPeer sent DISCONNECT message \(reason code (\d+)\): ?(.*)$/, disconnected],
  [
    /^(?:hudson\.AbortException: )?\[SSH\] Authentication failed\.?$|^hudson\.AbortException: Authentication failed\.?$/,
    refused,
  ],
  [
    /\[SSH\] WARNING: The SSH key for this host does not match the key required|The server hostkey was not accepted by the verifier callback/,
    hostkey('failed'),
  ],
];

const speaksSsh =
  /\b(?:net\.schmizz\.sshj|com\.hierynomus\.sshj|com\.jcraft\.jsch|com\.intellij\.ssh|org\.apache\.sshd|com\.trilead\.ssh2)\b/;

const sshj: readonly Rule[] = [
  [
    /\bTransportException: java\.net\.(?:Connect|NoRouteToHost)Exception: (.+?)(?: \(.*\))?$/,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
  [/\bServer closed connection during identification exchange/, identification('closed')],
  [/\bExhausted available authentication methods/, refused],
  // The IDEs of JetBrains wrap what Java says.
  [
    /\bcom\.(?:intellij|jetbrains)\.\S*Ssh\w*Exception: (?:java\.net\.\w+: )?(Connection refused|Connection timed out|No route to host|Network is unreachable)(?! or )/,
    ([reason = ''], { place }) => connecting(reason, place),
  ],
  // What Java says, where the lines around it are of a library that speaks SSH.
  [
    /^Caused by: java\.net\.(?:Connect|NoRouteToHost|Socket)Exception: (Connection refused|Connection timed out|Operation timed out|No route to host|Network is unreachable)/,
    ([reason = ''], { before, after, place }) =>
      [...before.slice(-4), ...after].some((line) => speaksSsh.test(line)) ? connecting(reason, place) : null,
  ],
  [/\[HOST_KEY_NOT_VERIFIABLE\]|\bCould not verify `\S+` host key with fingerprint/, hostkey('failed')],
  [/\bUnable to reach a settlement: \[/, kex('no-match')],
  [/\bTransportException: (?:Broken transport; encountered EOF|\[BY_APPLICATION\])/, anyStage],
];

const russh: readonly Rule[] = [
  [
    /\bNo common (?:key exchange algorithm|key algorithm|key cipher|compression algorithm|mac algorithm)$|\bNo common (?:Kex|Key|Cipher|Mac|Compression) algorithm - ours: /i,
    kex('no-match'),
  ],
  [/\bNoCommon(?:KexAlgo|KeyAlgo|Cipher|Mac|Compression|Algo)\b/, kex('no-match')],
  [/^(?:Error: |.{0,200}\b(?:russh|thrussh|ssh)\b.{0,100}: )Unknown server key$/i, hostkey('failed')],
  [/\bThe server key changed at line \d+/, hostkey('changed')],
  // It tells the program by a return value that the login failed, and by this when it goes on all the same.
  [/^(?:Error: |.{0,200}\b(?:russh|thrussh)\b.{0,100}: )Not yet authenticated$/, refused],
  [
    /^(?:Error: |.{0,200}\b(?:russh|thrussh)\b.{0,100}: )(?:Disconnected|Connection closed by the remote side)$/,
    anyStage,
  ],
  [/^(?:Error: |.{0,200}\b(?:russh|thrussh)\b.{0,100}: )invalid SSH version string/i, identification('not-ssh')],
  [
    /^Error: (.+) \(os error (111|61|110|60|113|65|101|51|104|54|10060|10061|10065|10051|10054)\)$/,
    ([reason = ''], { before, place }) =>
      before.some((line) => /ssh/i.test(line)) && !/reset/i.test(reason) ? connecting(reason, place) : null,
  ],
];

const erlang: readonly Rule[] = [[/\bUnable to connect using the available authentication methods\b/, refused]];

/**
 * A program of any name: the port is that of SSH, and the words are those of connect(2). What looks at ports by hand, and what
 * forwards to one, is read elsewhere.
 */
const dials: readonly Rule[] = [
  [
    /^(?=.*(?::22\b|\bport 22\b))(?!.*(?:\b(?:nc|ncat|netcat|telnet|curl|wget|nmap|kube\w*|sshd[\w-]*|socat|stunnel|sslh|rinetd|nginx|upstream|backend)\b|proxy|forward|[a-z]\[\d+\]|https?:\/\/|connect_to |connect to host |connect\(\d|channel \d)).{0,200}?(?:(?<![\w.-])(?<host>\d+\.\d+\.\d+\.\d+|[a-z](?:[\w.-]*[a-z\d])?|\[[\da-f:]+\])(?<!\.(?:go|py|rb|[cm]?[jt]sx?|c|cc|cpp|h|rs|java|php|sh|pl|kt|cs|exs?|erl|lua|swift|scala)):22|(?:(?:host|to|reach) (?<name>[\w.-]+)|(?<machine>[\w-]*[.\d][\w.-]*)) port 22)\b(?![:.]\d|->).{0,120}?\b(?<why>Connection refused|(?:Connection|Operation) timed out|No route to host|Network is unreachable)\b/i,
    (words) => {
      const [host, name, machine, why = ''] = words;
      const address = (host || name || machine || 'the server').replace(/^\[|\]$/g, '');
      return connecting(`${why.charAt(0).toUpperCase()}${why.slice(1)}`, { address, port: 22, name: '' });
    },
  ],
];

export const languages: Programs = {
  'Apache MINA SSHD': mina,
  'Trilead, Jenkins': trilead,
  'russh, thrussh': russh,
  'ssh of Erlang': erlang,
  sshj,
  'any program that names port 22': dials,
};
