/*
 * What one message of sshd says of a connection, by its first word, without a pattern: a busy server writes millions.
 * It stands in a larger text, here as bytes, from `start` to before `end`. The words are those of auth.c, packet.c and sshd.c of
 * OpenSSH, and of PAM.
 */

import { ascii, stands } from './ascii.ts';

/** `accepted`: logged in. `refused`: one try to log in. `left`: it ended before a login. `other`: read by its shape. */
export type What = 'accepted' | 'refused' | 'left' | 'nothing' | 'other';

/** One message, read. Kept and filled again. Names are places in the text that it stands in: most are never made. */
export interface SshdEvent {
  what: What;
  /** Index in `forms`: messages of one form differ only in names and numbers. */
  form: number;
  /** Empty when there is none. */
  userStart: number;
  userEnd: number;
  sourceStart: number;
  sourceEnd: number;
  /** sshd does not know the account, or does not allow it. */
  invalid: boolean;
}

/** An event to fill. */
export function emptyEvent(): SshdEvent {
  return { what: 'other', form: 0, userStart: 0, userEnd: 0, sourceStart: 0, sourceEnd: 0, invalid: false };
}

const methods = [
  'password',
  'publickey',
  'keyboard-interactive/pam',
  'none',
  'hostbased',
  'gssapi-with-mic',
  'another way',
];

/** The forms of messages that the first word tells. */
const forms: readonly string[] = [
  '',
  'pam',
  'session',
  'goodbye',
  'goodbye early',
  'invalid user',
  'odd invalid user',
  ...['closed', 'reset', 'disconnected'].flatMap((how) =>
    ['', ' early', ' invalid', ' authenticating', ' user'].map((who) => `${how}${who}`),
  ),
  ...methods.map((m) => `accepted ${m}`),
  ...methods.map((m) => `refused ${m}`),
  ...methods.map((m) => `refused invalid ${m}`),
];

/** Forms of tries to log in that were refused, and the method of each. */
export const refusals: ReadonlyMap<number, string> = new Map(methods.map((m) => [forms.indexOf(`refused ${m}`), m]));

const form = {
  pam: 1,
  session: 2,
  goodbye: 3,
  goodbyeEarly: 4,
  invalidUser: 5,
  oddInvalidUser: 6,
  closed: 7,
  reset: 12,
  disconnected: 17,
  accepted: 22,
  refused: 22 + methods.length,
  refusedInvalid: 22 + 2 * methods.length,
} as const;

const space = 32;

const accepted = ascii('Accepted ');
const failed = ascii('Failed ');
const invalidUserWord = ascii('Invalid user ');
const closedBy = ascii('Connection closed by ');
const resetBy = ascii('Connection reset by ');
const disconnectedFrom = ascii('Disconnected from ');
const disconnectFrom = ascii('Received disconnect from ');
const pamUnix = ascii('pam_unix(sshd:');
const ort = ascii('ort');
const forWord = ascii(' for ');
const fromWord = ascii(' from ');
const invalidWord = ascii('invalid user ');
const fromFirst = ascii('from ');
const authenticatingWord = ascii('authenticating user ');
const userWord = ascii('user ');
const preauthWord = ascii('[preauth]');
const sessionWord = ascii('session): session ');
const unknownWord = ascii('auth): check pass; user unknown');
const failureWord = ascii('auth): authentication failure; ');
const userIs = ascii('user=');
const hostIs = ascii('rhost=');
const methodWords = methods.map((m) => ascii(m));

/** Fills `event` with the message between `start` and `end`; `what` is `other` when the first word does not tell. */
export function readEvent(b: Uint8Array, start: number, end: number, event: SshdEvent): void {
  event.what = 'other';
  event.form = 0;
  event.userStart = start;
  event.userEnd = start;
  event.sourceStart = start;
  event.sourceEnd = start;
  event.invalid = false;
  switch (b[start]) {
    case 65: // A
      if (stands(b, start, accepted)) login(b, start + 9, end, event, 'accepted');
      break;
    case 70: // F
      if (stands(b, start, failed)) login(b, start + 7, end, event, 'refused');
      break;
    case 73: // I
      if (stands(b, start, invalidUserWord)) invalidUser(b, start + 13, end, event);
      break;
    case 67: // C
      if (stands(b, start, closedBy)) left(b, start + 21, end, event, form.closed);
      else if (stands(b, start, resetBy)) left(b, start + 20, end, event, form.reset);
      break;
    case 68: // D
      if (stands(b, start, disconnectedFrom)) left(b, start + 18, end, event, form.disconnected);
      break;
    case 82: // R
      if (stands(b, start, disconnectFrom)) goodbye(b, start + 25, end, event);
      break;
    case 112: // p
      if (stands(b, start, pamUnix)) pam(b, start + 14, end, event);
      break;
  }
}

/** Where ` port ` begins, the last one; -1 when there is none. Names are free text, so it is looked for from the end. */
function portAt(b: Uint8Array, start: number, end: number): number {
  for (let i = end - 7; i >= start; i--) {
    if (b[i] === space && b[i + 1] === 112 && b[i + 5] === space && stands(b, i + 2, ort)) return i;
  }
  return -1;
}

/** The word that ends before `end`; where it begins. */
function wordBefore(b: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start && b[i - 1] !== space) i--;
  return i;
}

/** Where the word that begins at `start` ends. */
function wordEnd(b: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && b[i] !== space) i++;
  return i;
}

/** METHOD for [invalid user ]USER from SOURCE port N ssh2 */
function login(b: Uint8Array, start: number, end: number, event: SshdEvent, what: 'accepted' | 'refused'): void {
  const methodEnd = wordEnd(b, start, end);
  if (!stands(b, methodEnd, forWord)) return;
  const port = portAt(b, methodEnd + 5, end);
  if (port < 0) return;
  const source = wordBefore(b, methodEnd + 5, port);
  if (!stands(b, source - 6, fromWord)) return;
  const invalid = what === 'refused' && stands(b, methodEnd + 5, invalidWord);
  event.what = what;
  event.form =
    methodAt(b, start) + (what === 'accepted' ? form.accepted : invalid ? form.refusedInvalid : form.refused);
  event.invalid = invalid;
  event.userStart = methodEnd + (invalid ? 18 : 5);
  event.userEnd = Math.max(event.userStart, source - 6);
  event.sourceStart = source;
  event.sourceEnd = port;
}

/** Index of the method that stands there; the last one stands for any other. */
function methodAt(b: Uint8Array, start: number): number {
  for (let i = 0; i < methods.length - 1; i++) {
    const method = methodWords[i];
    if (method !== undefined && stands(b, start, method) && b[start + method.length] === space) return i;
  }
  return methods.length - 1;
}

/** USER from SOURCE[ port N] */
function invalidUser(b: Uint8Array, start: number, end: number, event: SshdEvent): void {
  const port = portAt(b, start, end);
  const sourceEnd = port < 0 ? end : port;
  const source = wordBefore(b, start, sourceEnd);
  if (!stands(b, source - 5, fromFirst)) return;
  event.what = 'refused';
  event.invalid = true;
  event.userStart = start;
  event.userEnd = Math.max(start, source - 6);
  const odd = event.userEnd === start || wordEnd(b, start, event.userEnd) < event.userEnd;
  event.form = odd ? form.oddInvalidUser : form.invalidUser;
  event.sourceStart = source;
  event.sourceEnd = sourceEnd;
}

/** [authenticating user U |invalid user U |user U ]SOURCE port N[ [preauth]] */
function left(b: Uint8Array, start: number, end: number, event: SshdEvent, how: number): void {
  const port = portAt(b, start, end);
  if (port < 0) return;
  const source = wordBefore(b, start, port);
  if (source === start) {
    const preauth = isPreauth(b, end);
    // After a login sshd names the user: this one never got so far.
    event.what = how === form.disconnected && !preauth ? 'nothing' : 'left';
    event.form = how + (preauth ? 1 : 0);
  } else {
    const invalid = stands(b, start, invalidWord);
    const authenticating = stands(b, start, authenticatingWord);
    if (!invalid && !authenticating && !stands(b, start, userWord)) return;
    event.userStart = start + (invalid ? 13 : authenticating ? 20 : 5);
    event.userEnd = Math.max(event.userStart, source - 1);
    event.invalid = invalid;
    event.what = invalid || authenticating ? 'left' : 'nothing';
    event.form = how + (invalid ? 2 : authenticating ? 3 : 4);
  }
  event.sourceStart = source;
  event.sourceEnd = port;
}

function isPreauth(b: Uint8Array, end: number): boolean {
  return b[end - 1] === 93 && stands(b, end - 9, preauthWord);
}

/** SOURCE port N:11: TEXT[ [preauth]]. How it goes on says the next line. */
function goodbye(b: Uint8Array, start: number, end: number, event: SshdEvent): void {
  const sourceEnd = wordEnd(b, start, end);
  const preauth = isPreauth(b, end);
  event.what = preauth ? 'left' : 'nothing';
  event.form = preauth ? form.goodbyeEarly : form.goodbye;
  event.sourceStart = start;
  event.sourceEnd = sourceEnd;
}

/** auth): authentication failure; … rhost=SOURCE  user=USER, and what opens and closes sessions. */
function pam(b: Uint8Array, start: number, end: number, event: SshdEvent): void {
  if (stands(b, start, sessionWord) || stands(b, start, unknownWord)) {
    event.what = 'nothing';
    event.form = form.session;
    return;
  }
  if (!stands(b, start, failureWord)) return;
  event.what = 'refused';
  event.form = form.pam;
  // rhost= stands behind what the client chose, user= behind rhost=.
  const user = wordBefore(b, start, end);
  const named = stands(b, user, userIs);
  let sourceEnd = named ? user : end;
  while (sourceEnd > start && b[sourceEnd - 1] === space) sourceEnd--;
  const source = wordBefore(b, start, sourceEnd);
  if (!stands(b, source, hostIs)) return;
  event.sourceStart = source + 6;
  event.sourceEnd = sourceEnd;
  if (named) {
    event.userStart = user + 5;
    event.userEnd = end;
  }
}
