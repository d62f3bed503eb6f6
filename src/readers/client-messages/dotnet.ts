/*
 * SSH.NET, under PowerShell's Posh-SSH and programs in C#: it tells first what happened, and where below.
 */
import {
  anyStage,
  connected,
  connecting,
  denied,
  hostkey,
  isSsh,
  kex,
  key,
  lookup,
  onlyKey,
  type Programs,
  type Rule,
  reasonOf,
  type Statement,
} from './rule.ts';

/** The octets that came, as the exception lists them: their number, sixteen of them, the same as text. */
function instead(rows: readonly string[]): Statement {
  const octets = rows.flatMap(
    (row) => /^ *(?:[\dA-F]{8} +)?((?:[\dA-F]{2} +){1,16}) /.exec(row)?.[1]?.trim().split(/ +/) ?? [],
  );
  const text = octets
    .map((octet) => String.fromCharCode(Number.parseInt(octet, 16)))
    .join('')
    .trim();
  // Words of sshd's own stand in the place of the version line where it turns somebody away.
  if (/^(?:Exceeded MaxStartups|Not allowed at this time)/.test(text))
    return {
      said: [
        ['identification.line', { text, n: 0 }],
        ['identification.end', { how: 'closed', by: 'ssh' }],
      ],
    };
  return { said: [['identification.end', { how: 'not-ssh', by: 'ssh' }]] };
}

const rules: readonly Rule[] = [
  [/\bSshConnectionException: (?:Key exchange negotiation failed|Host key could not be verified)\./, hostkey('failed')],
  [
    /\bFailed to negotiate key exchange algorithm|\bSshConnectionException: (?:Client|Server) (?:encryption|decryption|HMAC|compression|decompression) algorithm not found/,
    kex('no-match'),
  ],
  // HostNotFound and TryAgain of Winsock: what looked it up stands below.
  [
    /\bSocketException \(1100([12])\): /,
    ([number], { after, before }) =>
      [...after, ...before.slice(-3)].some((line) => line.includes('Renci.SshNet'))
        ? lookup(number === '1' ? 'not-found' : 'no-answer', number === '1' ? 'EAI_NONAME' : 'EAI_AGAIN', undefined)
        : null,
  ],
  [
    /\bServer response does not contain SSH protocol identification/,
    (_, { text }) => ({
      said: [
        ['connection.end', { may: ['identification.closed', 'identification.reset', 'identification.not-ssh'], text }],
      ],
    }),
  ],
  // Later releases show what came instead.
  [
    /\bThe server response does not contain an SSH identification string([.:]) *(.*)$/,
    ([mark, rest = ''], { text, after }) => {
      if (mark === ':') return instead([rest, ...after]);
      return { said: [['connection.end', { may: ['identification.closed', 'identification.reset'], text }]] };
    },
  ],
  [/\bSshAuthenticationException: Permission denied \(([\w,@.-]*)\)/, ([list], { text }) => denied(text, list)],
  [
    /\bNo suitable authentication method found to complete authentication \(([\w,@.-]*)\)/,
    ([list], { text }) => denied(text, list),
  ],
  [/\bSshPassPhraseNullOrEmptyException: /, onlyKey('locked')],
  [/\bSshException: Invalid (?:private key file|data type)/, key('malformed')],
  [
    /\bSocketException \((?:0x\w+|(\d+))\): .+ \[?([\d.:a-f]{2,45})\]?:(\d+)$/,
    ([number = '', address = '', port = ''], context) =>
      isSsh(context, Number(port)) && number !== ''
        ? connecting(reasonOf(`[Errno ${number}]`), { address, port: Number(port), name: '' })
        : null,
  ],
  [/\bSshConnectionException: An established connection was aborted by the server/, anyStage],
  [
    /\bSshOperationTimeoutException: Connection failed to establish within \d+ milliseconds/,
    (_, { place }) => connected(undefined, place, 'timeout'),
  ],
  [/\bSshOperationTimeoutException: (?:Session|Connection) operation has timed out/, anyStage],
];

export const dotnet: Programs = { 'SSH.NET': rules };
