/*
 * How the messages of ssh begin. Whatever stands before such a beginning was put there by somebody else.
 */

const name = '[\\w.:%*<>[\\]-]';

/** Beginnings that no other text has, wherever in a line they stand. */
const heads: readonly string[] = [
  'debug[123]: ',
  'OpenSSH_(?:for_Windows_)?\\d+\\.\\d+\\S*(?: [\\w.~+-]+)?, (?:OpenSSL|LibreSSL|without OpenSSL|BoringSSL|AWS-LC)',
  'ssh: connect to (?:host|address) ',
  'ssh: Could not resolve hostname ',
  '(?:kex|ssh)_exchange_identification: ',
  'banner exchange: Connection (?:to|from) ',
  'Connection timed out during banner exchange',
  'Connection (?:closed|reset) by (?:(?:authenticating|invalid) user )?\\S+ port ',
  'Connection to \\S+ (?:closed by remote host|(?:port \\d+ )?timed out)',
  'Received disconnect from \\S+',
  'Disconnected from \\S+ port ',
  'Unable to negotiate with ',
  // From its first letter on: a word of any length is looked through once.
  `(?<!${name})${name}+@${name}+: Permission denied \\(`,
  'Permission denied \\([a-z]',
  'Permission denied, please try again',
  'Host key verification failed(?!\\?)',
  '(?:Host|(?<![\\w.@-])[\\w.@-]{1,60} host) key for \\S+ has changed and you have requested ',
  'No \\S+ host key is known for ',
  "The authenticity of host '",
  'Offending (?:\\S+ )?key in ',
  'client_loop: send disconnect: ',
  'ssh_dispatch_run_fatal: ',
  'packet_write_wait: ',
  'Read from (?:remote host|socket failed)',
  'Timeout, server ',
  'Bad owner or permissions on ',
  'Bad remote protocol version identification',
  'Protocol major versions differ: ',
  'Bad packet length \\d',
  'Load key "',
  "Permissions 0\\d{3,4} for '",
  '@{20,}',
  '@ +WARNING: [A-Z]',
  'REMOTE HOST IDENTIFICATION HAS CHANGED!\\W{1,10}IT IS POSSIBLE',
  'channel \\d+: open failed: ',
  'stdio forwarding failed',
  'mux_client_request_session: session request failed: ',
  'unix_listener: path "',
  'System is (?:booting up|going down)\\. Unprivileged users ',
  '(?:exec|shell|subsystem|PTY allocation|X11 forwarding) request failed on channel ',
];

/** A beginning is no part of a longer word. */
const head = new RegExp(`(?<![\\w.@/$=-])(?:${heads.join('|')})`);
const first = new RegExp(`^(?:${heads.join('|')})`);
/** What sshd says in its own log is worded alike, and is no message of the client. */
const ofServer = /\bsshd\b|\bdropbear\b/;
/** These both ends say. What is left of the head of a log line, or its level, tells that sshd did: ssh prints neither. */
export const ofBoth: RegExp =
  /^(?:kex_exchange_identification|banner exchange|Connection (?:closed|reset) by|Received disconnect|Disconnected from|Unable to negotiate|Protocol major|Bad packet)/;
const ofLog = /^[^[]*\d\]: (?:error: |fatal: )?$|(?:^\s*|: )(?:error|fatal): $|^\s*(?:rror|ror|or|r|atal|tal|al|l): $/;
const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '(': ')', '[': ']', '<': '<' };
/** What closes a table, a quotation or an element of a page; no message ends so. */
const tail = /(?:\s*\||`|<\/\w{1,12}>)$/;
/** No message of ssh stands farther right; a line of something else may have no end. */
const longest = 16_384;

/** Whether the line begins as a message of ssh. */
export function isHead(text: string): boolean {
  return first.test(text);
}

/** Whether a message of ssh begins in the line, and where; -1 when none does. */
export function headIn(text: string): number {
  return text.slice(0, longest).search(head);
}

/** So far from the end one mark is looked for: a line may be nothing but marks. */
const reach = 64;

/** Without the marks at its end, one after another; `mark` ends there. */
export function withoutTail(text: string, mark: RegExp): string {
  let end = text.length;
  for (;;) {
    const length = mark.exec(text.slice(Math.max(0, end - reach), end))?.[0].length ?? 0;
    if (length === 0) return text.slice(0, end);
    end -= length;
  }
}

/** The list of methods ends it: a sentence may follow on the line. */
const denial = /^((?:\S{1,320}: )?Permission denied \([a-z][a-z0-9@.,-]{0,200}\)\.?)[ ,;]\s*\S/;

function toItsEnd(message: string): string {
  return denial.exec(message)?.[1] ?? message;
}

/** The message alone, without what stands before it; the line itself where no message begins in it. */
export function fromHead(text: string): string {
  const at = headIn(text);
  if (at < 0) return text;
  if (at === 0) return toItsEnd(withoutTail(text, tail));
  const before = text.slice(0, at);
  const message = withoutTail(text.slice(at), tail);
  if (ofServer.test(before) || (ofLog.test(before) && ofBoth.test(message))) return text;
  const closer = closing[text.charAt(at - 1)];
  const end = closer === undefined ? -1 : message.indexOf(closer);
  // A sentence around it may have a full stop of its own.
  return end < 0 ? toItsEnd(message.replace(/\.\.$/, '.')) : message.slice(0, end);
}
