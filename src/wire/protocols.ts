/*
 * Protocols by what their server sends at once, or in answer to an SSH version line. Each pattern sees the first bytes
 * as one character an octet. Only what no SSH server and no other listed protocol sends is here: a protocol whose
 * server stays silent or hangs up at our line (PostgreSQL, MQTT, mostly TLS of OpenSSL) can't be told, and then nothing
 * is said.
 */

import { printable } from '../model/text.ts';
import { latin1, utf8 } from './bytes.ts';
import { parseIdentification } from './identification.ts';

export interface RecognisedProtocol {
  /** The name in the IANA registry of services, or the common one where nobody knows that (`tls`, `vnc`, `rdp`). */
  readonly name: string;
  /** Its first words, safe to print; octets in hexadecimal when there are none. */
  readonly text: string;
}

const window = 4096;

/** The first that matches decides. `text` are the words to show where they don't stand first. */
const protocols: readonly (readonly [string, RegExp])[] = [
  // ── text ──
  ['http', /^HTTP\/\d/],
  // HTTP/0.9, which a server falls back to when the request line makes no sense.
  ['http', /^\s{0,8}(<\?xml[^>]{0,200}>\s{0,8})?<(!doctype html|html|head|body|title|h1|center)\b/i],
  ['rtsp', /^RTSP\/\d/],
  ['sip', /^SIP\/\d/],
  ['smtp', /^(220|421|554)[ -][^\n]{0,500}\bE?SMTP\b/],
  ['ftp', /^(220|421|530)[ -][^\n]{0,500}ftp/i],
  ['smtp', /^(220|421|554)[ -][^\n]{0,500}(mail|postfix|exim|sendmail)/i],
  // A greeting of several lines may have its hint in a later one.
  ['smtp', /^220-([^\n]{0,500}\n220[ -]){1,8}[^\n]{0,500}\bE?SMTP\b/],
  ['ftp', /^220-([^\n]{0,500}\n220[ -]){1,8}[^\n]{0,500}ftp/i],
  ['smtp-or-ftp', /^220[ -]/],
  ['nntp', /^(200|201|400|502) [^\n]{0,500}(NNTP|InterNetNews|\bINN\b|news ?server|posting)/i],
  ['pop3', /^\+OK\b|^-ERR \[(SYS|IN-USE|LOGIN-DELAY|AUTH)/],
  ['imap', /^\* (OK|PREAUTH|BYE)\b/],
  ['sieve', /^"IMPLEMENTATION" "/],
  ['redis', /^-(ERR|NOAUTH|DENIED|LOADING|MASTERDOWN)\b/],
  ['memcache', /^(ERROR\r\n|CLIENT_ERROR )/],
  ['rsync', /^@(RSYNCD:|ERROR: max connections)/],
  ['svn', /^\( (success|failure) \( /],
  ['git', /^[0-9a-f]{4}ERR /],
  ['irc', /^(:\S{1,255} )?NOTICE (\*|AUTH) :|^ERROR :(Closing link|Trying to reconnect too fast|Your host)/i],
  ['xmpp-server', /^(<\?xml[^>]{0,100}\?>)?\s{0,8}<stream:stream\b[^>]{0,500}jabber:server/],
  ['xmpp-client', /^(<\?xml[^>]{0,100}\?>)?\s{0,8}<stream:(stream|error)\b/],
  ['nats', /^INFO \{"server_id"/],
  ['mpd', /^OK MPD \d/],
  ['beanstalkd', /^UNKNOWN_COMMAND\r\n/],
  ['vnc', /^RFB \d{3}\.\d{3}\n/],
  ['jdwp', /^JDWP-Handshake/],
  ['proxy-protocol', /^PROXY (TCP[46]|UNKNOWN)\b|^\r\n\r\n\0\r\nQUIT\n/],
  // ── octets ──
  // An alert is a level and a description; a handshake record begins with ServerHello or HelloRequest.
  ['tls', /^\x15\x03[\0-\x04]\0\x02[\x01\x02]|^\x16\x03[\0-\x04]..[\0\x02]/s],
  ['mariadb', /^..\0\0\x0a(?<text>\d{1,2}\.[^\0]{1,80}mariadb[^\0]{0,80})/is],
  // Protocol 10 and a version; or an error, numbered from 1024 or 3840 on, and its sentence.
  ['mysql', /^..\0\0\x0a(?<text>\d{1,2}\.[^\0]{1,80})\0/s],
  ['mysql', /^..\0[\0\x01]\xff.[\x04\x0f](#[0-9A-Z]{5})?(?<text>[ -~]{8,300})/s],
  ['postgresql', /^E\0\0..S(FATAL|ERROR|PANIC)\0([^\0M][^\0]{0,200}\0){0,8}M(?<text>[^\0]{1,300})/s],
  ['postgresql', /^E(FATAL|ERROR): {2}/],
  ['telnet', /^\xff[\xfb-\xfe]/],
  // TPKT, and within it the connection-confirm or the disconnect-request of X.224.
  ['rdp', /^\x03\0..[\x06-\x40][\xd0\x80]/s],
  ['amqp', /^AMQP[\0-\x03][\0-\x01][\0-\x09][\0-\x0a]/],
  ['socks', /^\x05\xff$|^\0[\x5b-\x5d].{6}$/s],
  ['smb', /^\0[\0\x01]..[\xfe\xff]SMB/s],
  ['netbios-ssn', /^\x83\0\0\x01[\x80-\x83\x8f]/],
  // The notice of disconnection, by its object identifier.
  ['ldap', /^\x30.{1,40}1\.3\.6\.1\.4\.1\.1466\.20036/s],
];

/** Which protocol a peer's first bytes belong to; null for SSH, lines before it included, and for what we don't know. */
export function recogniseProtocol(bytes: Uint8Array): RecognisedProtocol | null {
  const identification = parseIdentification(bytes);
  const { version, problem, partial } = identification;
  if (version !== null || problem === 'bad-version' || partial.startsWith('SSH-')) return null;
  const start = bytes.subarray(0, window);
  const text = latin1(start);
  for (const [name, pattern] of protocols) {
    const match = pattern.exec(text);
    if (match !== null) return { name, text: printable(match.groups?.['text'] ?? firstWords(start)) };
  }
  return null;
}

function firstWords(bytes: Uint8Array): string {
  const line = utf8(bytes)
    .split(/[\r\n]+/)
    .find((one) => one.trim() !== '');
  if (line !== undefined && !/[^\P{C}\t]|\uFFFD/u.test(line)) return line;
  const words = /[ -~]{4,}/.exec(latin1(bytes.subarray(0, 512)));
  if (words !== null) return words[0];
  return [...bytes.subarray(0, 16)].map(shown).join('');
}

function shown(octet: number): string {
  return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\x${octet.toString(16).padStart(2, '0')}`;
}
