/*
 * How long a login waits, in the words of a person.
 */
import { unreal } from '../pasted.ts';
import type { Said, Time } from './sentence.ts';

const forms: readonly RegExp[] = [
  // Until the password is asked for.
  /\b(?:before|until|till|for)\b.{0,40}(?:\b(?:ask|prompt)\w*\b.{0,30}\b(?:password|passphrase|passcode|credentials)|\b(?:password|login|passphrase) prompt)/i,
  // From there to the shell.
  /\b(?:typ|enter|giv|send)\w*\b.{0,20}\b(?:password|passphrase|passcode)\b.{0,80}\b(?:nothing|waits?|hangs?|takes|sits|pauses?)\b.{0,60}\b(?:shell|prompt|logged in|motd|in)\b/i,
  /\bafter\b.{0,30}\b(?:typ|enter|giv|send)\w*\b.{0,20}\b(?:password|passphrase|passcode)\b.{0,80}\b(?:shell|prompt|logged in|motd|in)\b/i,
  /\b(?:ssh|logins?|logging in|it)\b.{0,30}\b(?:takes?|took|needs?)\b.{0,60}\b(?:connect|log ?in|login|shell)\b/i,
  // It stands still, and then goes on.
  /\b(?:ssh|logins?|logging in|log in)\b.{0,80}\b(?:hangs?|stalls?|pauses?|freezes|waits|stands still|sits there|does nothing|nothing happens)\b.{0,60}\b(?:then|before|until|and finally)\b.{0,40}\b(?:prompt|password|shell|motd|in|continues|goes on|works)\b/i,
  /\b(?:delay|pause|wait|lag) of\b.{0,40}\b(?:at|on|during|before|after|with|in)\b.{0,30}\b(?:logins?|logging in|password|ssh|prompt|authentication)\b/i,
  /\b(?:anmeld\w+|login|ssh|passwort\w*)\b.{0,60}\b(?:dauert|braucht|h\u00e4ngt|wartet)\b|\b(?:dauert|h\u00e4ngt)\b.{0,80}\b(?:bis|anmeld\w+|passwort\w*|login)\b/i,
  /\b(?:connexion|ssh|login)\b.{0,60}\b(?:met|prend|dure|attend)\b|\b(?:avant|mot de passe)\b.{0,60}\b(?:demand\w+|mot de passe)\b/i,
];
/** No login is waited for longer. */
const longest = 600_000;
const slow = /\b(?:ssh|logins?)\b.{0,30}\b(?:takes?|took|needs?|waits?)\b/i;
/** A setting without which it is quick: what that does is what waits. */
const withoutGssapi =
  /\bGSSAPIAuthentication[= ]?(?:is )?(?:no|off)\b.{0,60}\b(?:instant|immediate|fast|quick|at once|no (?:wait|delay|pause))/i;
const ended = /\b(?:clos\w+|timed out|refused|denied|reset|disconnect\w*|fails?|gives? up|abort\w*)\b/i;

export function waited(text: string, time: Time): readonly Said[] {
  if (time.ms <= 2000 || time.ms > longest) return [];
  if (slow.test(text) && withoutGssapi.test(text)) return [['auth.pause', { step: 'gssapi', ms: time.ms }]];
  const form = forms.findIndex((pattern) => pattern.test(text));
  if (form < 0 || unreal.test(time.before) || (form > 3 && ended.test(text))) return [];
  return [['auth.pause', { step: 'unknown', ms: time.ms }]];
}
