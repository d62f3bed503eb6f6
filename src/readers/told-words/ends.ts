/*
 * How it ended, in the words of a person.
 */
import { unreal } from '../pasted.ts';
import { errnoOf, outcomeOf } from '../ssh-log/errno.ts';
import type { Said, Time } from './sentence.ts';

/** Whose words they are must be plain: who is in by ssh may be refused elsewhere. */
const says =
  /\b(?:ssh|sftp|scp)\b(?!:)(?: \S+){0,12}? (?:says?|said|gives?|prints?|reports?|(?:fails?|ends?) (?:with|in))(?: me)? ["'\u201c`]?(connection refused|connection timed out|operation timed out|no route to host|network is unreachable)\b/i;
/** In short: `ssh web1 -> No route to host`. */
const arrow =
  /(?:^|[:,(] ?|\b(?:with|by) )(?:ssh|sftp) (?:-\S+ (?:\d+ )?)*(?:[\w.-]+@)?[\w.:-]+ ?(?:->|=>|\u2192|(?<=\w):) ?["'`]?(connection refused|connection timed out|operation timed out|no route to host|network is unreachable)\b/i;
const portOf = / -p ?(\d{1,5}) /;
const elsewhere =
  /;|\b(?:but|while|tunnel|behind|forward\w*|works|can ssh|after|inside|curl|psql|mysql|http\w*|port \d+ says)\b/i;

export function ended(text: string): readonly Said[] {
  const [all = '', reason = ''] = says.exec(text) ?? arrow.exec(text) ?? [];
  if (all === '' || unreal.test(text.replace(reason, '')) || elsewhere.test(text)) return [];
  if (/timed out/i.test(reason)) {
    return [['connection.end', { may: ['tcp.timeout', 'identification.silent', 'kex.silent'], text }]];
  }
  const errno = errnoOf(reason.charAt(0).toUpperCase() + reason.slice(1).toLowerCase());
  const port = Number(portOf.exec(all)?.[1] ?? 22);
  const place = { address: 'the server', family: 4, port, by: 'ssh' } as const;
  return [['tcp.connect', { ...place, outcome: outcomeOf(errno), ...(errno === undefined ? {} : { errno }) }]];
}

const session =
  /\b(?:ssh|sessions?|connections?|terminals?|shells?|tunnels?|putty|connexion|verbindung|sitzung|sesi\u00f3n|conexi\u00f3n)\b/i;
const idle =
  /\b(?:idle|idling|inactiv\w+|unattended|unused|nothing (?:is |was )?typed|(?:do|doing|type|typing) nothing|no (?:input|output|activity|traffic|keystrokes?)|without (?:typing|input|activity|traffic)|leave it alone|sans (?:rien )?(?:activit\u00e9|taper)|d'inactivit\u00e9|leerlauf|unt\u00e4tigkeit|inaktivit\u00e4t|ohne eingabe|inactividad)(?![a-z])/i;
const gone =
  /\b(?:drop(?:s|ped)?|clos\w+|disconnect\w*|dies|dead|kick\w*|broken pipe|lost|gone|ends?|reset|coup\w+|d\u00e9connect\w+|ferm\w+|getrennt|bricht|beendet|weg|cierra|corta)\b/i;
const still =
  /\b(?:freez\w+|frozen|hangs?|unresponsive|stuck|stops responding|(?:se )?fige\w*|friert|eingefroren|h\u00e4ngt|congela)\b/i;

/** A session that nobody uses for a time, and that is gone then. */
export function endedIdle(text: string, time: Time): readonly Said[] {
  if (!session.test(text) || !idle.test(text) || /n't\b|\bnever\b|\bif\b/i.test(text)) return [];
  const how = gone.test(text) ? 'reset' : still.test(text) ? 'silent' : null;
  return how === null ? [] : [['session.end', { how, text, afterMs: time.ms }]];
}

const prompt = /\b(?:password|passphrase|passcode|prompt|code|otp|2fa|second factor)\b/i;
const entered = /\b(?:logged in|logging in|in the shell|idle|works?|session|expires?|valid)\b/i;
const later = /\bafter\b[^.;]{0,30}$/i;
const closes =
  /\b(?:connection (?:is |was |gets )?closed|closes|disconnect\w*|hangs up|drops me|kicks? me|throws me out)\b/i;

/** A prompt that was there, and a time after which the other end hung up. `next`: the line below. */
export function endedAtPrompt(text: string, time: Time, next: string): readonly Said[] {
  if (time.ms < 5000 || !prompt.test(text) || entered.test(text)) return [];
  const behind = text.slice(time.before.length + time.words.length);
  if (!later.test(time.before) && !/^\W{0,3}later\b/.test(behind)) return [];
  const closed = closes.test(text) || /^Connection (?:closed|reset) by \S+/.test(next);
  return closed ? [['auth.end', { how: 'closed', text, afterMs: time.ms }]] : [];
}

const atOnce =
  /\b(?:immediately|at once|right away|right after|instantly|straight away|(?:the )?same second|after (?:a|one) second)\b/i;
const login = /\b(?:log(?:s|ged|ging)? ?(?:me )?in|login|password|motd|welcome)\b/i;

/** The session ends as soon as it is there; ssh itself says no more than that it ended. */
export function endedAtOnce(text: string, lines: readonly string[]): readonly Said[] {
  if (!atOnce.test(text) || !login.test(text) || unreal.test(text)) return [];
  const own = lines.some((line) => /^\s*Connection to \S+ closed\.\s*$/.test(line));
  return own ? [['session.end', { how: 'closed', text, afterMs: 0 }]] : [];
}
